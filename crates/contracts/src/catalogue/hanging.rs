//! Products and the categories that they hang on.

use std::slice::from_ref;

use chrono::TimeDelta;
use hexmart_application::catalogue::ListFilter;
use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::catalogue::{FieldChange, Lifecycle, Product, ProductChange};
use hexmart_domain::shared::{CategoryId, UserId};

use super::categories::{forest, planted, save};
use super::edits::kept;
use super::reading::fed_by;
use super::{browse, ids_of, of_every_state, window};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{attempt, create, edit};

fn in_state(category: Option<CategoryId>, lifecycle: Lifecycle) -> Product {
    Product {
        category,
        lifecycle,
        ..given::in_full()
    }
}

async fn rehang(storage: &Storage, from: CategoryId, to: CategoryId, actor: Option<UserId>) -> u64 {
    let now = given::now() + TimeDelta::hours(1);
    let moved = attempt(storage, (from, to), move |uow, (from, to)| {
        Box::pin(async move { uow.products().rehang(from, to, actor, now).await })
    });
    moved.await.unwrap()
}

/// All products of a category, in whatever state, hang on another one afterwards, one version on, with a history of who did
/// it; no other product changes.
pub async fn products_are_rehung_with_a_history(storage: Storage) {
    let ids = planted(&storage, 3).await;
    let products = [
        in_state(Some(ids[0]), Lifecycle::OnSale),
        in_state(Some(ids[1]), Lifecycle::OnSale),
        in_state(None, Lifecycle::OnSale),
        in_state(Some(ids[0]), Lifecycle::Deleted),
        in_state(Some(ids[2]), Lifecycle::Private),
    ];
    create(&storage, &products, 1).await.unwrap();
    let actor = Some(given::id());
    assert_eq!(rehang(&storage, ids[0], ids[1], actor).await, 2);
    for (place, before) in products.iter().enumerate() {
        let after = kept(&storage, before.id).await.unwrap();
        let history = storage.catalogue.history(before.id, None, None, 9).await.unwrap();
        if ![0, 3].contains(&place) {
            assert_eq!((&after, history.changes.len()), (before, 0));
            continue;
        }
        let expected = Product {
            category: Some(ids[1]),
            version: 2,
            updated_at: given::now() + TimeDelta::hours(1),
            ..before.clone()
        };
        assert_eq!(after, expected);
        let (from, to) = (ids[0].to_string(), ids[1].to_string());
        let change = ProductChange {
            product: before.id,
            version: 2,
            actor,
            changed_at: given::now() + TimeDelta::hours(1),
            fields: vec![FieldChange::between("category", &from, &to).unwrap()],
        };
        assert_eq!(history.changes, [change]);
    }
    let filter = ListFilter {
        categories: Some(vec![ids[1]]),
        ..of_every_state()
    };
    let expected = [products[0].id, products[1].id, products[3].id];
    assert_eq!(browse(&storage, &filter, window(0, 9)).await, expected);
    assert_eq!(rehang(&storage, ids[0], ids[2], None).await, 0);
    assert_eq!(rehang(&storage, ids[1], ids[2], None).await, 3);
    assert_eq!(
        kept(&storage, products[0].id)
            .await
            .map(|product| product.version),
        Some(3)
    );
}

/// 300 products are rehung while others edit them: no edit is lost.
pub async fn products_are_rehung_while_others_edit(storage: Storage) {
    let ids = planted(&storage, 2).await;
    let products: Vec<_> = (0..300)
        .map(|_| Product {
            category: Some(ids[0]),
            ..given::product()
        })
        .collect();
    create(&storage, &products, 1).await.unwrap();
    let edits = tokio::spawn({
        let (storage, products) = (storage.clone(), products.clone());
        async move {
            for product in products.iter().step_by(30) {
                edit(&storage, product.id, |product| {
                    product.tags.push(given::tag("new"));
                })
                .await;
            }
        }
    });
    assert_eq!(rehang(&storage, ids[0], ids[1], None).await, 300);
    edits.await.unwrap();
    for product in products.iter().step_by(15) {
        let kept = kept(&storage, product.id).await.unwrap();
        let is_edited = !kept.tags.is_empty();
        assert_eq!(
            (kept.category, kept.version),
            (Some(ids[1]), 2 + i64::from(is_edited))
        );
        let history = storage
            .catalogue
            .history(product.id, None, None, 9)
            .await
            .unwrap();
        assert_eq!(history.changes.len(), 1 + usize::from(is_edited));
    }
}

/// The products of some categories are fed, and no others; nothing about them changes.
pub async fn products_of_categories_are_fed(storage: Storage) {
    let ids = planted(&storage, 3).await;
    let products: Vec<_> = [Some(ids[0]), Some(ids[1]), None, Some(ids[2]), Some(ids[0])]
        .into_iter()
        .map(|category| Product {
            category,
            ..given::product()
        })
        .collect();
    create(&storage, &products, 1).await.unwrap();
    let all = ids_of(&products);
    for (categories, expected) in [
        (vec![ids[0], ids[1]], vec![all[0], all[1], all[4]]),
        (vec![ids[2], given::id()], vec![all[3]]),
        (vec![given::id()], vec![]),
        (vec![], vec![]),
    ] {
        let count = u64::try_from(expected.len()).unwrap();
        let fed = fed_by(&storage, async {
            let fed = attempt(&storage, categories, |uow, categories| {
                Box::pin(async move { uow.products().feed(&categories, given::now()).await })
            });
            assert_eq!(fed.await.unwrap(), count);
        })
        .await;
        assert_eq!(fed, expected);
    }
    for product in &products {
        assert_eq!(kept(&storage, product.id).await.as_ref(), Some(product));
    }
}

async fn hangs_on(storage: &Storage, category: CategoryId) -> bool {
    let hangs = attempt(storage, category, |uow, category| {
        Box::pin(async move { uow.products().hangs_on(category).await })
    });
    hangs.await.unwrap()
}

async fn exists(storage: &Storage, category: CategoryId) -> bool {
    let exists = attempt(storage, category, |uow, category| {
        Box::pin(async move { uow.categories().exists(category).await })
    });
    exists.await.unwrap()
}

fn on(category: CategoryId) -> Product {
    Product {
        category: Some(category),
        ..given::product()
    }
}

/// A category on which products hang, in whatever state, cannot be removed; one without any can.
pub async fn a_category_with_products_stays(storage: Storage) {
    let ids = planted(&storage, 2).await;
    let deleted = Product {
        lifecycle: Lifecycle::Deleted,
        ..on(ids[0])
    };
    create(&storage, from_ref(&deleted), 0).await.unwrap();
    let before = forest(&storage).await;
    assert!(hangs_on(&storage, ids[0]).await && !hangs_on(&storage, ids[1]).await);
    let answer = save(&storage, &before, &before.fell(ids[0]).unwrap()).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(forest(&storage).await, before);
    assert!(exists(&storage, ids[0]).await);

    let after = before.fell(ids[1]).unwrap();
    save(&storage, &before, &after).await.unwrap();
    assert!(!exists(&storage, ids[1]).await);
    assert!(!exists(&storage, given::id()).await);
    assert_eq!(forest(&storage).await, after);
}

/// Removes a category unless products hang on it; answers whether it did.
async fn remove(storage: &Storage, category: CategoryId) -> bool {
    let removed = attempt(storage, category, |uow, category| {
        Box::pin(async move {
            let before = uow.categories().forest().await?;
            if uow.products().hangs_on(category).await? {
                return Ok(false);
            }
            let after = before.fell(category).unwrap();
            uow.categories().save(&before, &after).await?;
            Ok(true)
        })
    });
    removed.await.unwrap()
}

/// A category that an attempt has seen stays until that attempt ends: no product ever hangs on a category that is gone.
pub async fn a_category_that_an_attempt_rests_on_stays(storage: Storage) {
    for category in planted(&storage, 3).await {
        let product = on(category);
        let underway = Underway::begin(&storage, {
            let product = product.clone();
            move |uow| {
                let product = product.clone();
                Box::pin(async move {
                    let exists = uow.categories().exists(category).await?;
                    if exists {
                        uow.products().add(from_ref(&product)).await?;
                    }
                    Ok(exists)
                })
            }
        })
        .await;
        let other = storage.clone();
        let (added, removed) = underway
            .overtaken(async move { remove(&other, category).await })
            .await;
        assert_ne!(added.unwrap(), removed);
        assert_eq!(kept(&storage, product.id).await.is_some(), !removed);
        assert_eq!(forest(&storage).await.get(category).is_some(), !removed);
    }
}

/// The same, of many who come at once.
pub async fn no_product_hangs_on_a_category_that_is_gone(storage: Storage) {
    for category in planted(&storage, 8).await {
        let products = [on(category), on(category), on(category)];
        at_once(4, |caller| {
            let (storage, product) = (storage.clone(), products.get(caller).cloned());
            async move {
                let Some(product) = product else {
                    remove(&storage, category).await;
                    return;
                };
                let added = attempt(&storage, product, |uow, product| {
                    Box::pin(async move {
                        if uow.categories().exists(product.category.unwrap()).await? {
                            uow.products().add(from_ref(&product)).await?;
                        }
                        Ok(())
                    })
                });
                added.await.unwrap();
            }
        })
        .await;
        let is_there = forest(&storage).await.get(category).is_some();
        assert_eq!(hangs_on(&storage, category).await, is_there);
    }
}
