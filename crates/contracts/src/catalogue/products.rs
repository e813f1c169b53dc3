//! Products, as they are kept.

use std::slice::from_ref;
use std::sync::Arc;

use chrono::TimeDelta;
use hexmart_application::catalogue::{ListSort, ProductDetail};
use hexmart_application::inventory::AppendError;
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::{Abort, Storage, StoreError, UniqueKey, transact};
use hexmart_domain::catalogue::{Description, Product, ProductName};
use hexmart_domain::inventory::StockKey;
use hexmart_domain::shared::{ProductId, UserId};

use super::{browse, card_of, containing, detail_of, everything, ids_of, window};
use crate::callers::at_once;
use crate::given;
use crate::marketplace::approved;
use crate::writes::{add_coupon, create, exists, latest, level, owner};

/// A product reads back to the last field, in the list as on its own page.
pub async fn a_product_is_kept_as_it_was_made(storage: Storage) {
    let texts = "줄 하나\r\n줄 둘\t탭\n\n'; DROP TABLE products; -- \\ \" % _ 😀 e\u{301}";
    for (number, price) in [
        given::price("0.01", "KRW"),
        given::price("99999999.99", "KRW"),
        given::price("19.9", "USD"),
        given::price("12000", "JPY"),
    ]
    .into_iter()
    .enumerate()
    {
        let product = Product {
            name: ProductName::parse(format!("  한국어 이름 {number} 😀 'quoted' \\  ")).unwrap(),
            description: Description::parse(texts).unwrap(),
            price,
            updated_at: given::now() + TimeDelta::days(400) + given::TICK,
            ..given::product()
        };
        create(&storage, from_ref(&product), 3).await.unwrap();

        let expected = card_of(&product, 3);
        let detail = storage
            .catalogue
            .detail(product.id, None, given::now())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(detail.card, expected);
        assert_eq!(detail.card.price.money().currency(), price.money().currency());
        let place = u64::try_from(number).unwrap();
        let listed = storage
            .catalogue
            .browse(&everything(), ListSort::Oldest, window(place, 1), given::now())
            .await
            .unwrap();
        assert_eq!(listed, [expected]);
    }
}

/// Whose a product is stays known: a seller's, or the shop's own.
pub async fn a_product_belongs_to_its_seller_or_to_the_shop(storage: Storage) {
    let (ann, bob) = (
        approved(&storage, "상회 a").await.id,
        approved(&storage, "상회 b").await.id,
    );
    let sellers = [Some(ann), None, Some(bob), Some(ann)];
    let products = sellers.map(|seller| Product {
        seller,
        ..given::product()
    });
    create(&storage, &products, 1).await.unwrap();
    for product in products {
        let expected = product.seller.map_or(Ownership::Shop, Ownership::Seller);
        assert_eq!(owner(&storage, product.id).await, Some(expected));
        let asked = storage.catalogue.owner(product.id).await.unwrap();
        assert_eq!(asked, Some(expected));
    }
}

/// Names of 255 characters and descriptions of 20,000 are kept whole, also those that grow without their case.
pub async fn the_longest_texts_are_kept(storage: Storage) {
    for character in ["😀", "İ", "가", "ß"] {
        let product = Product {
            name: ProductName::parse(character.repeat(255)).unwrap(),
            description: Description::parse(character.repeat(20_000)).unwrap(),
            ..given::product()
        };
        create(&storage, from_ref(&product), 1).await.unwrap();

        let detail = storage
            .catalogue
            .detail(product.id, None, given::now())
            .await
            .unwrap();
        assert_eq!(
            detail.map(|detail| detail.card),
            Some(card_of(&product, 1)),
            "{character}"
        );
        let filter = containing(&character.repeat(255));
        let found = browse(&storage, &filter, window(0, 9)).await;
        assert_eq!(found, [product.id], "{character}");
    }
}

/// What was never added is none.
pub async fn an_unknown_product_is_none(storage: Storage) {
    create(&storage, &[given::product()], 1).await.unwrap();
    let unknown = given::id();
    assert_eq!(owner(&storage, unknown).await, None);
    assert_eq!(storage.catalogue.owner(unknown).await.unwrap(), None);
    let detail = storage
        .catalogue
        .detail(unknown, Some(given::id()), given::now())
        .await
        .unwrap();
    assert_eq!(detail, None);
}

/// Of many who ask at once, each is shown the product it asked for, with the coupon that is its own.
pub async fn simultaneous_viewers_are_shown_their_own(storage: Storage) {
    let products: Vec<_> = (0..20).map(|_| given::product()).collect();
    create(&storage, &products, 7).await.unwrap();
    let holders: Vec<(UserId, _)> = ["1", "2", "3", "4", "5"]
        .map(|share| (given::id(), share))
        .to_vec();
    for (holder, share) in &holders {
        add_coupon(&storage, &given::coupon(*holder, share))
            .await
            .unwrap();
    }
    let unknown: ProductId = given::id();
    let answers = at_once(200, |number| {
        let catalogue = Arc::clone(&storage.catalogue);
        let product = products.get(number % 21).map_or(unknown, |product| product.id);
        let viewer = holders.get(number % 6).map(|(holder, _)| *holder);
        async move { catalogue.detail(product, viewer, given::now()).await.unwrap() }
    })
    .await;
    for (number, answer) in answers.into_iter().enumerate() {
        let shown = products.get(number % 21).map(|product| ProductDetail {
            coupon: holders.get(number % 6).map(|(_, share)| given::percentage(share)),
            ..detail_of(product, &[7])
        });
        assert_eq!(answer, shown);
    }
}

/// Ids are compared to the last bit.
pub async fn an_id_that_differs_in_its_last_bit_is_another(storage: Storage) {
    let (id, twin) = given::twin_ids();
    let product = given::identified(id, "쌍둥이");
    create(&storage, from_ref(&product), 1).await.unwrap();

    assert!(exists(&storage, id).await && !exists(&storage, twin).await);
    let detail = storage.catalogue.detail(twin, None, given::now()).await.unwrap();
    assert_eq!(detail, None);
    let key = StockKey::at_default(twin);
    assert_eq!(level(&storage, key).await, None);
    let answer = storage.ledger.append(key, given::adjusting(key, 1)).await;
    assert!(matches!(answer, Err(AppendError::UnknownItem)), "{answer:?}");
    assert_eq!(latest(&storage, twin).await, None);
}

/// A taken id is a duplicate and keeps the whole batch out, even when the attempt goes on and ends well.
pub async fn a_batch_with_a_taken_id_adds_nothing(storage: Storage) {
    let (taken, before, behind) = (given::product(), given::product(), given::product());
    create(&storage, from_ref(&taken), 1).await.unwrap();

    for batch in [
        vec![before.clone(), taken, behind.clone()],
        vec![before.clone(), behind.clone(), behind.clone()],
    ] {
        let batch = Arc::new(batch);
        let answer = transact(&*storage.store, "taken", move |uow| {
            let batch = Arc::clone(&batch);
            Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.products().add(&batch).await) })
        })
        .await
        .unwrap();
        assert!(
            matches!(answer, Err(StoreError::Duplicate(UniqueKey::Id))),
            "{answer:?}"
        );
        assert!(!exists(&storage, before.id).await && !exists(&storage, behind.id).await);
    }
}

/// Adding no product is no error.
pub async fn nothing_can_be_added(storage: Storage) {
    create(&storage, &[], 1).await.unwrap();
    assert_eq!(browse(&storage, &everything(), window(0, 9)).await, []);
}

/// 1,000 products and their opening events land in one attempt.
pub async fn a_thousand_products_land_in_one_attempt(storage: Storage) {
    let products: Vec<_> = (0..1_000)
        .map(|number| given::named(&format!("상품 {number}")))
        .collect();
    create(&storage, &products, 8).await.unwrap();

    let mut listed = Vec::new();
    for page in 0..6 {
        listed.extend(browse(&storage, &everything(), window(page * 200, 200)).await);
    }
    assert_eq!(listed, ids_of(&products));
    for product in products.iter().step_by(111) {
        let detail = storage
            .catalogue
            .detail(product.id, None, given::now())
            .await
            .unwrap();
        assert_eq!(detail.map(|detail| detail.card), Some(card_of(product, 8)));
    }
    assert_eq!(storage.stock.faults(5).await.unwrap(), []);
}
