//! Products with everything that shoppers see of them, and what searches find, that ports answer in these tests.

use hexmart_application::catalogue::{
    Counters, ListedProduct, ProductCard, ProductDetail, ProductPage, SellerBadge, ShownProduct, ShownVariant,
};
use hexmart_application::search::{Facet, Found, FoundFacets, Suggestion};
use hexmart_domain::pricing::Quote;

use crate::fixture::Ports;
use crate::goods::{picture, placed, sheet};
use crate::samples::{CATEGORY, SELLER, listed, percentage, quantity, shown};

fn counters() -> Counters {
    Counters {
        sales: 1_204,
        likes: 310,
        ratings: 87,
        stars: 435,
    }
}

/// A product of a seller, with a picture and two variants.
pub(crate) fn full_card() -> ListedProduct {
    let ListedProduct { card, quote } = listed("10000", Some("12.5"));
    let card = ProductCard {
        seller: Some(SELLER.parse().unwrap()),
        category: Some(CATEGORY.parse().unwrap()),
        picture: Some(picture()),
        variants: 2,
        counters: counters(),
        ..card
    };
    ListedProduct { card, quote }
}

/// The same on its own page, seen by somebody with a coupon of 10 %.
pub(crate) fn full_product() -> ShownProduct {
    let sheet = sheet();
    let (card, coupon) = (full_card().card, Some(percentage("10")));
    let variants = sheet.product.variants.iter().zip(&sheet.stock);
    let variants: Vec<_> = variants
        .map(|(variant, stock)| ShownVariant {
            variant: variant.clone(),
            available: stock.available,
            quote: Quote::of(variant.price.unwrap_or(card.price), card.discount, coupon),
        })
        .collect();
    let plain = shown("10000", Some("12.5"), Some("10"));
    ShownProduct {
        detail: ProductDetail {
            card,
            seller: Some(SellerBadge {
                id: SELLER.parse().unwrap(),
                company: "하나상회".to_owned(),
                followers: 128,
            }),
            tags: sheet.product.tags,
            attributes: sheet.product.attributes,
            options: sheet.product.options,
            pictures: sheet.product.pictures,
            ..plain.detail
        },
        variants,
        category_path: vec![placed().category],
        ..plain
    }
}

/// Something that sold out.
pub(crate) fn sold_out() -> ListedProduct {
    let ListedProduct { mut card, quote } = listed("10000", None);
    card.available = quantity(0);
    ListedProduct { card, quote }
}

pub(crate) fn page_of(products: Vec<ListedProduct>) -> ProductPage {
    ProductPage {
        products,
        next: None,
        total: None,
    }
}

pub(crate) fn found() -> Found {
    let facet = |value, count| Facet { value, count };
    Found {
        products: vec![full_card()],
        total: 61,
        more: true,
        facets: FoundFacets {
            categories: vec![(placed().category, 40)],
            sellers: vec![Facet {
                value: SELLER.parse().unwrap(),
                count: 12,
            }],
            price_bands: vec![facet(0, 3), facet(1, 50), facet(6, 8)],
            in_stock: 57,
        },
    }
}

/// Lets everybody look around.
pub(crate) fn open(ports: &mut Ports) {
    let assortment = ports.merchandising.expect_assortment();
    assortment.returning(|_, _| Ok(page_of(vec![full_card()])));
    let deals = ports.catalogue.expect_best_deals();
    deals.returning(|_| Ok(vec![full_card()]));
    ports.finding.expect_find().returning(|_| Ok(found()));
    ports.finding.expect_suggest().returning(|typed, _| {
        Ok(vec![Suggestion {
            text: format!("{typed}과"),
            weight: 3,
        }])
    });
}
