//! What goes through the whole catalogue: indexes, exports, sweeps; and the page of a product.

use std::slice::from_ref;

use hexmart_application::catalogue::{CounterChange, ProductDetail, SellerBadge};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::Storage;
use hexmart_application::search::SearchDocument;
use hexmart_domain::catalogue::{Lifecycle, Product};
use hexmart_domain::inventory::StockKey;
use hexmart_domain::pricing::DiscountTerms;
use hexmart_domain::shared::PictureId;

use super::categories::planted;
use super::counting::count;
use super::{card_of, detail_of, ids_of};
use crate::given;
use crate::marketplace::approved;
use crate::writes::{add_coupon, append_once, attempt, create, crowd, edit};

/// A product in full, of a seller, reduced, on a category, with 2 pieces of its second variant.
async fn in_full(storage: &Storage) -> Product {
    let product = Product {
        seller: Some(approved(storage, "상회 'a' 😀").await.id),
        category: Some(planted(storage, 1).await[0]),
        discount: Some(DiscountTerms::from_now(given::percentage("12.5"), given::now())),
        ..given::in_full()
    };
    create(storage, from_ref(&product), 0).await.unwrap();
    let key = StockKey::at_default(product.variants[1].item);
    append_once(storage, &[given::first_event(key, 2)]).await.unwrap();
    product
}

/// A page shows everything about a product: its variants each with its stock, its pictures, whose it is, and the viewer's
/// best coupon.
pub async fn a_page_shows_a_product_in_full(storage: Storage) {
    let product = in_full(&storage).await;
    let seller = product.seller.unwrap();
    for follower in crowd(&storage, 3).await {
        let followed = attempt(&storage, (seller, follower), |uow, (seller, follower)| {
            Box::pin(async move { uow.sellers().follow(seller, follower, given::now()).await })
        });
        assert!(followed.await.unwrap());
    }
    let viewer = given::id();
    add_coupon(&storage, &given::coupon(viewer, "7.5")).await.unwrap();
    let expected = ProductDetail {
        seller: Some(SellerBadge {
            id: seller,
            company: "상회 'a' 😀".to_owned(),
            followers: 3,
        }),
        coupon: Some(given::percentage("7.5")),
        ..detail_of(&product, &[0, 2])
    };
    let shown = storage
        .catalogue
        .detail(product.id, Some(viewer), given::now())
        .await;
    assert_eq!(shown.unwrap(), Some(expected));
}

/// A product of the most variants there can be is shown whole, each with its own stock, in their order.
pub async fn a_page_shows_every_variant(storage: Storage) {
    let sizes: Vec<_> = (0..300).map(|size| format!("{size}")).collect();
    let sizes: Vec<_> = sizes.iter().map(String::as_str).collect();
    let mut product = given::in_sizes(&sizes);
    product.variants[1..].reverse();
    create(&storage, from_ref(&product), 0).await.unwrap();
    let stock: Vec<i64> = (0..300).map(|number| number * 1_003).collect();
    let chains = product.variants.iter().zip(&stock).skip(1);
    let events: Vec<_> = chains
        .map(|(variant, count)| given::first_event(StockKey::at_default(variant.item), *count))
        .collect();
    append_once(&storage, &events).await.unwrap();
    let shown = storage.catalogue.detail(product.id, None, given::now()).await;
    assert_eq!(shown.unwrap(), Some(detail_of(&product, &stock)));
    let (kept, sheet) = storage.catalogue.product(product.id).await.unwrap().unwrap();
    assert_eq!(kept, product);
    assert_eq!(
        sheet
            .iter()
            .map(|stock| stock.available.get())
            .collect::<Vec<_>>(),
        stock
    );
}

/// A document tells everything that an index is to know.
pub async fn a_document_tells_what_an_index_knows(storage: Storage) {
    let product = in_full(&storage).await;
    let counted = CounterChange {
        sales: 4,
        likes: 3,
        ratings: 2,
        stars: 9,
    };
    assert!(count(&storage, product.id, counted).await);
    let expected = SearchDocument {
        product: product.id,
        name: product.name.as_str().to_owned(),
        description: product.description.as_str().to_owned(),
        tags: vec!["겨울".to_owned(), "new 😀".to_owned(), "50% \"off\"".to_owned()],
        category_path: product.category.into_iter().collect(),
        category_names: vec![],
        seller: product.seller,
        sale_price: 1_128_750_000,
        deal: 1_250,
        in_stock: true,
        created_at: product.created_at,
        sales: 4,
        likes: 3,
        stars: 450,
    };
    let told = storage
        .catalogue
        .documents(&[product.id], given::now())
        .await
        .unwrap();
    assert_eq!(told, from_ref(&expected));
    let told = storage
        .catalogue
        .documents_after(None, 9, given::now())
        .await
        .unwrap();
    assert_eq!(told, [expected]);
}

/// Documents of some products are those of them that are listed, each once; of all, in pages, in the order of ids.
pub async fn documents_go_through_all_that_is_listed(storage: Storage) {
    let products: Vec<_> = (0..25)
        .map(|number| Product {
            lifecycle: Lifecycle::ALL[if number % 3 == 1 { number % 5 } else { 0 }],
            ..given::product()
        })
        .collect();
    create(&storage, &products[9..], 1).await.unwrap();
    create(&storage, &products[..9], 1).await.unwrap();
    let listed: Vec<_> = products
        .iter()
        .filter(|product| product.lifecycle.is_listed())
        .map(|product| product.id)
        .collect();
    let mut told = Vec::new();
    loop {
        let page = storage
            .catalogue
            .documents_after(told.last().copied(), 4, given::now())
            .await
            .unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 4);
        told.extend(page.iter().map(|document| document.product));
    }
    assert_eq!(told, listed);

    let asked: Vec<_> = ids_of(&products).into_iter().rev().chain([given::id()]).collect();
    let told = storage.catalogue.documents(&asked, given::now()).await.unwrap();
    let mut told: Vec<_> = told.iter().map(|document| document.product).collect();
    told.sort_unstable();
    assert_eq!(told, listed);
    assert_eq!(storage.catalogue.documents(&[], given::now()).await.unwrap(), []);
}

/// An export goes through all products of an owner, or of everybody, but the deleted ones: whole, in the order of ids.
pub async fn an_export_goes_through_all_products(storage: Storage) {
    let seller = approved(&storage, "상회").await.id;
    let products: Vec<_> = (0..20)
        .map(|number| Product {
            seller: (number % 3 == 0).then_some(seller),
            lifecycle: Lifecycle::ALL[number % 5],
            ..if number == 9 {
                given::in_full()
            } else {
                given::product()
            }
        })
        .collect();
    create(&storage, &products, 3).await.unwrap();
    for (owner, is_of_owner) in [
        (None, [true, true]),
        (Some(Ownership::Seller(seller)), [true, false]),
        (Some(Ownership::Shop), [false, true]),
        (Some(Ownership::Seller(given::id())), [false, false]),
    ] {
        let kept = products
            .iter()
            .filter(|product| product.lifecycle != Lifecycle::Deleted);
        let expected: Vec<_> = kept
            .filter(|product| is_of_owner[usize::from(product.seller.is_none())])
            .cloned()
            .collect();
        let mut exported: Vec<Product> = Vec::new();
        loop {
            let after = exported.last().map(|product| product.id);
            let page = storage.catalogue.products_after(owner, after, 3).await.unwrap();
            if page.is_empty() {
                break;
            }
            assert!(page.len() <= 3);
            for (product, stock) in page {
                let items = stock
                    .iter()
                    .map(|stock| (stock.item, stock.on_hand.get(), stock.available.get()));
                let pieces = |place| if place == 0 { 3 } else { 0 };
                let expected = product.variants.iter().enumerate();
                let expected = expected.map(|(place, variant)| (variant.item, pieces(place), pieces(place)));
                assert_eq!(items.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
                exported.push(product);
            }
        }
        assert_eq!(exported, expected);
    }
}

/// A picture is in use as long as a product has it, in whatever state.
pub async fn pictures_in_use_are_known(storage: Storage) {
    let (on_sale, mut deleted) = (given::in_full(), given::in_sizes(&["S"]));
    deleted.lifecycle = Lifecycle::Deleted;
    deleted.pictures = vec![given::picture(None)];
    create(&storage, &[on_sale.clone(), deleted.clone()], 1)
        .await
        .unwrap();
    let [front, back, other] =
        [&on_sale.pictures[0], &on_sale.pictures[1], &deleted.pictures[0]].map(|picture| picture.id);
    let in_use = async |pictures: &[PictureId]| {
        let mut in_use = storage.catalogue.pictures_in_use(pictures).await.unwrap();
        in_use.sort_unstable();
        in_use
    };
    assert_eq!(in_use(&[given::id(), other, front]).await, [front, other]);
    assert_eq!(in_use(&[]).await, []);
    edit(&storage, on_sale.id, |product| product.pictures.truncate(1)).await;
    assert_eq!(in_use(&[front, back, other, given::id()]).await, [front, other]);
    let card = super::card(&storage, on_sale.id).await;
    assert_eq!(card.picture, card_of(&on_sale, 1).picture);
}
