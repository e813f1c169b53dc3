//! SKUs, each once among those of one seller.

use std::slice::from_ref;

use hexmart_application::platform::{Abort, Storage, StoreError, UniqueKey, transact};
use hexmart_domain::catalogue::{Lifecycle, Product};
use hexmart_domain::shared::SellerId;

use super::ids_of;
use crate::callers::{Underway, at_once};
use crate::given;
use crate::marketplace::approved;
use crate::writes::{attempt, create, edit, exists, save_once};

#[track_caller]
fn assert_taken(answer: &Result<(), StoreError>) {
    assert!(
        matches!(answer, Err(StoreError::Duplicate(UniqueKey::Sku))),
        "{answer:?}"
    );
}

async fn create_one(storage: &Storage, product: &Product) -> Result<(), StoreError> {
    create(storage, from_ref(product), 1).await
}

fn with_sku(sku: &str) -> Product {
    given::with_sku(&given::product(), sku)
}

/// A SKU that is taken is taken in capitals, too, also as that of a further variant; the loser leaves nothing.
pub async fn a_sku_is_taken_whatever_its_case(storage: Storage) {
    create_one(&storage, &with_sku("Ab-1/x")).await.unwrap();
    let mut sized = given::in_sizes(&["S", "M"]);
    sized.variants[1].sku = given::sku("aB-1/X");
    for product in [with_sku("Ab-1/x"), with_sku("AB-1/X"), with_sku("ab-1/x"), sized] {
        assert_taken(&create_one(&storage, &product).await);
        assert!(!exists(&storage, product.id).await);
    }
    for sku in ["Ab-1/y", "Ab-1", "Ab_1/x", "Ab-1.x", "-Ab-1/x"] {
        create_one(&storage, &with_sku(sku)).await.unwrap();
    }
}

/// Sellers, and the shop itself, do not know of each other's SKUs.
pub async fn a_sku_is_unique_for_one_seller_alone(storage: Storage) {
    let sellers = [
        None,
        Some(approved(&storage, "상회 a").await.id),
        Some(approved(&storage, "상회 b").await.id),
    ];
    let of = |seller: Option<SellerId>| Product {
        seller,
        ..with_sku("A-1")
    };
    for seller in sellers {
        create_one(&storage, &of(seller)).await.unwrap();
    }
    for seller in sellers {
        assert_taken(&create_one(&storage, &of(seller)).await);
    }
}

/// What was thrown away keeps its SKU: it may come back.
pub async fn a_sku_of_a_deleted_product_stays_taken(storage: Storage) {
    let product = with_sku("A-1");
    create_one(&storage, &product).await.unwrap();
    edit(&storage, product.id, |product| {
        product.lifecycle = Lifecycle::Deleted;
    })
    .await;
    assert_taken(&create_one(&storage, &with_sku("a-1")).await);
}

/// A SKU that a change takes is taken, by another variant of the same product too; one that it lets go is free again, and
/// variants can change theirs for each other.
pub async fn a_change_takes_skus_and_lets_them_go(storage: Storage) {
    let (product, other) = (with_sku("A-1"), with_sku("B-1"));
    create(&storage, &[product.clone(), other.clone()], 1)
        .await
        .unwrap();
    let changed = |product: &Product, sku| Product {
        version: product.version + 1,
        ..given::with_sku(product, sku)
    };
    assert_taken(&save_once(&storage, &[changed(&other, "a-1")]).await);
    let product = changed(&product, "a-2");
    save_once(&storage, from_ref(&product)).await.unwrap();
    assert_taken(&create_one(&storage, &with_sku("A-2")).await);
    save_once(&storage, &[changed(&other, "a-1")]).await.unwrap();
    // The same in another case is no other.
    save_once(&storage, &[changed(&product, "A-2")]).await.unwrap();

    let mut sized = given::in_sizes(&["S", "M"]);
    (sized.variants[0].sku, sized.variants[1].sku) = (given::sku("S-1"), given::sku("M-1"));
    create_one(&storage, &sized).await.unwrap();
    sized.version = 2;
    (sized.variants[0].sku, sized.variants[1].sku) = (given::sku("M-1"), given::sku("m-1"));
    assert_taken(&save_once(&storage, from_ref(&sized)).await);
    (sized.variants[0].sku, sized.variants[1].sku) = (given::sku("M-1"), given::sku("S-1"));
    save_once(&storage, from_ref(&sized)).await.unwrap();
    sized.variants.truncate(1);
    sized.version = 3;
    save_once(&storage, from_ref(&sized)).await.unwrap();
    create_one(&storage, &with_sku("s-1")).await.unwrap();
    assert_taken(&create_one(&storage, &with_sku("m-1")).await);
}

/// A taken SKU keeps the whole batch out, even when the attempt goes on and ends well; of a product that is all of its batch,
/// too.
pub async fn a_batch_with_a_taken_sku_adds_nothing(storage: Storage) {
    create_one(&storage, &with_sku("A-1")).await.unwrap();
    let mut whole = given::in_sizes(&["S", "M"]);
    whole.tags = vec![given::tag("여름")];
    whole.pictures = vec![given::picture(None)];
    whole.variants[1].sku = given::sku("a-1");
    for batch in [
        vec![given::product(), with_sku("b-1"), with_sku("a-1")],
        vec![given::product(), with_sku("b-1"), with_sku("B-1")],
        vec![whole.clone()],
    ] {
        let ids = ids_of(&batch);
        let answer = transact(&*storage.store, "taken", move |uow| {
            let batch = batch.clone();
            Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.products().add(&batch).await) })
        })
        .await
        .unwrap();
        assert_taken(&answer);
        for id in ids {
            assert!(!exists(&storage, id).await);
        }
    }
    // Nothing that was left stands in its way.
    whole.variants[1].sku = given::sku("a-2");
    create_one(&storage, &whole).await.unwrap();
}

/// 20 callers want one SKU, in different cases: one gets it.
pub async fn one_of_many_takes_a_sku(storage: Storage) {
    let products: Vec<_> = (0..20)
        .map(|number| with_sku(if number % 2 == 0 { "hot-1" } else { "HOT-1" }))
        .collect();
    let answers = at_once(products.len(), |caller| {
        let (storage, product) = (storage.clone(), products[caller].clone());
        async move { create_one(&storage, &product).await }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for (product, answer) in products.iter().zip(&answers) {
        assert_eq!(exists(&storage, product.id).await, answer.is_ok());
        if answer.is_err() {
            assert_taken(answer);
        }
    }
}

/// A rival wants the SKU that an attempt under way has taken: one gets it, the other finds it taken.
pub async fn a_sku_is_taken_once_by_attempts_that_overlap(storage: Storage) {
    let products = ["hot-1", "HOT-1"].map(with_sku);
    let [own, rival] = products.clone();
    let underway = Underway::begin(&storage, move |uow| {
        let own = own.clone();
        Box::pin(async move { uow.products().add(from_ref(&own)).await })
    })
    .await;
    let other = storage.clone();
    let (own, rival) = underway
        .overtaken(async move { create_one(&other, &rival).await })
        .await;
    assert_ne!(own.is_ok(), rival.is_ok());
    for (product, answer) in products.iter().zip([own, rival]) {
        assert_eq!(exists(&storage, product.id).await, answer.is_ok());
        if answer.is_err() {
            assert_taken(&answer);
        }
    }
}

/// Of an owner's products, those that have one of the SKUs, each once, whole, in the order of their ids, whatever their state.
pub async fn products_are_found_by_their_skus(storage: Storage) {
    let seller = approved(&storage, "상회").await.id;
    let mut sized = Product {
        seller: Some(seller),
        ..given::in_full()
    };
    (sized.variants[0].sku, sized.variants[1].sku) = (given::sku("S-1"), given::sku("M-1"));
    let own = |sku, lifecycle| Product {
        seller: Some(seller),
        lifecycle,
        ..with_sku(sku)
    };
    let products = [
        sized,
        own("A-1", Lifecycle::OnSale),
        own("B-1", Lifecycle::Deleted),
        with_sku("S-1"),
    ];
    create(&storage, &products, 1).await.unwrap();
    let [sized, on_sale, deleted, of_shop] = &products;
    for (owner, skus, expected) in [
        (
            Some(seller),
            vec!["b-1", "m-1", "a-1", "S-1", "x"],
            vec![sized, on_sale, deleted],
        ),
        (Some(seller), vec!["M-1"], vec![sized]),
        (None, vec!["s-1", "A-1", "s-1"], vec![of_shop]),
        (Some(given::id()), vec!["S-1"], vec![]),
        (None, vec![], vec![]),
    ] {
        let wanted: Vec<_> = skus.into_iter().map(given::sku).collect();
        let found = attempt(&storage, (owner, wanted), |uow, (owner, skus)| {
            Box::pin(async move { uow.products().find_by_skus(owner, &skus).await })
        });
        let found = found.await.unwrap();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected);
    }
    let many: Vec<_> = (0..999)
        .map(|number| given::sku(&format!("N-{number}")))
        .collect();
    let many: Vec<_> = many.into_iter().chain([given::sku("a-1")]).collect();
    let found = attempt(&storage, many, move |uow, skus| {
        Box::pin(async move { uow.products().find_by_skus(Some(seller), &skus).await })
    });
    assert_eq!(found.await.unwrap(), from_ref(on_sale));
}

/// Which of some ids products have; those that were deleted have theirs still.
pub async fn taken_ids_are_told_whatever_became_of_the_products(storage: Storage) {
    let deleted = Product {
        lifecycle: Lifecycle::Deleted,
        ..given::product()
    };
    let mut products = [given::product(), given::product(), deleted];
    products.sort_unstable_by_key(|product| product.id);
    create(&storage, &products, 1).await.unwrap();
    let [first, second, third] = products.map(|product| product.id);
    let free: Vec<_> = (0..997).map(|_| given::id()).collect();
    for (asked, expected) in [
        (vec![], vec![]),
        (vec![given::id()], vec![]),
        (vec![third, given::id(), first, third], vec![first, third]),
        (
            [&[second], &free[..], &[third, first]].concat(),
            vec![first, second, third],
        ),
    ] {
        let found = attempt(&storage, asked, |uow, ids| {
            Box::pin(async move { uow.products().taken(&ids).await })
        });
        assert_eq!(found.await.unwrap(), expected);
    }
}
