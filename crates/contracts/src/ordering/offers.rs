//! What items are and cost.

use std::slice::from_ref;

use chrono::TimeDelta;
use hexmart_application::ordering::Offer;
use hexmart_application::platform::Storage;
use hexmart_domain::catalogue::{Lifecycle, Product};
use hexmart_domain::inventory::{StockCommand, StockKey};
use hexmart_domain::pricing::DiscountTerms;
use hexmart_domain::shared::{Instant, ItemId};

use crate::catalogue::planted;
use crate::given;
use crate::inventory::places::{rack, rack_elsewhere, set_available};
use crate::inventory::{by_command, open};
use crate::marketplace::approved;
use crate::writes::{attempt, create, discount_product, edit};

/// What is offered of these items, in their order, on which attempts and questions agree.
async fn offers(storage: &Storage, items: &[ItemId], now: Instant) -> Vec<Offer> {
    let found = attempt(storage, items.to_vec(), move |uow, items| {
        Box::pin(async move { uow.orders().offers(&items, now).await })
    });
    let in_order = |mut offers: Vec<Offer>| {
        offers.sort_by_key(|offer| items.iter().position(|item| *item == offer.item));
        offers
    };
    let found = in_order(found.await.unwrap());
    assert_eq!(in_order(storage.orders.offers(items, now).await.unwrap()), found);
    found
}

/// An offer tells of an item what its product and its variant are, who sells it and what it looks like; an unknown item has
/// no offer.
pub async fn an_offer_tells_what_an_item_is(storage: Storage) {
    let seller = approved(&storage, "청과 '상회'").await;
    let full = Product {
        seller: Some(seller.id),
        category: Some(planted(&storage, 1).await[0]),
        ..given::in_full()
    };
    let plain = given::product();
    create(&storage, &[full.clone(), plain.clone()], 3).await.unwrap();
    let second = full.variants[1].item;
    let items = [plain.id.into(), given::id(), second, full.id.into()];
    let of_plain = Offer {
        product: plain.id,
        item: plain.id.into(),
        name: plain.name.as_str().to_owned(),
        sku: plain.variants[0].sku.as_str().to_owned(),
        options: vec![],
        price: plain.price,
        discount: None,
        available: 3,
        lifecycle: Lifecycle::OnSale,
        category: None,
        picture: None,
        seller: None,
        seller_name: None,
    };
    let of_first = Offer {
        product: full.id,
        item: full.id.into(),
        name: full.name.as_str().to_owned(),
        sku: full.variants[0].sku.as_str().to_owned(),
        options: vec!["사이즈: S".to_owned()],
        price: full.price,
        category: full.category,
        picture: Some(full.pictures[0].id),
        seller: Some(seller.id),
        seller_name: Some("청과 '상회'".to_owned()),
        ..of_plain.clone()
    };
    let of_second = Offer {
        item: second,
        sku: full.variants[1].sku.as_str().to_owned(),
        options: vec!["사이즈: 엑스라지 'XL' \\ %".to_owned()],
        price: full.variants[1].price.unwrap(),
        available: 0,
        ..of_first.clone()
    };
    assert_eq!(
        offers(&storage, &items, given::now()).await,
        [of_plain, of_second, of_first]
    );
    assert_eq!(offers(&storage, &[], given::now()).await, []);
}

/// The discount of an offer is the one that applies at that moment.
pub async fn an_offer_costs_what_applies_now(storage: Storage) {
    let product = given::product();
    create(&storage, from_ref(&product), 1).await.unwrap();
    let terms = DiscountTerms {
        percentage: given::percentage("12.5"),
        starts_at: given::now() + TimeDelta::days(1),
        ends_at: given::now() + TimeDelta::days(2),
    };
    let mut discount = given::discount(product.id, None, "12.5");
    discount.terms = terms;
    discount_product(&storage, &discount).await.unwrap();
    for (now, expected) in [
        (terms.starts_at - given::TICK, None),
        (terms.starts_at, Some(terms.percentage)),
        (terms.ends_at - given::TICK, Some(terms.percentage)),
        (terms.ends_at, None),
    ] {
        let offers = offers(&storage, &[product.id.into()], now).await;
        assert_eq!(
            (offers[0].discount, offers[0].price),
            (expected, product.price),
            "{now}"
        );
    }
}

/// An offer counts what can be had of an item wherever that is, without what was promised or lies in a closed building.
pub async fn an_offer_counts_what_can_be_had(storage: Storage) {
    let product = given::product();
    create(&storage, from_ref(&product), 5).await.unwrap();
    let main = StockKey::at_default(product.id);
    let (warehouse, far) = rack_elsewhere(&storage, false).await;
    for (location, count) in [(rack(&storage).await, 2), (far, 10)] {
        open(&storage, StockKey { location, ..main }, count).await;
    }
    let available = async || offers(&storage, &[main.item], given::now()).await[0].available;
    assert_eq!(available().await, 7);
    by_command(&storage, main, StockCommand::Reserve(given::pieces(4))).await;
    assert_eq!(available().await, 3);
    set_available(&storage, warehouse, true).await;
    assert_eq!(available().await, 13);
    by_command(&storage, main, StockCommand::Claim(given::pieces(4))).await;
    assert_eq!(available().await, 13);
}

/// An offer is made of a product in whatever state, and says which.
pub async fn an_offer_is_made_in_whatever_state(storage: Storage) {
    let product = given::product();
    create(&storage, from_ref(&product), 5).await.unwrap();
    for lifecycle in Lifecycle::ALL.into_iter().rev() {
        edit(&storage, product.id, move |product| product.lifecycle = lifecycle).await;
        let offers = offers(&storage, &[product.id.into()], given::now()).await;
        assert_eq!((offers[0].lifecycle, offers[0].available), (lifecycle, 5));
    }
}
