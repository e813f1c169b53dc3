//! What is counted about products.

use std::slice::from_ref;

use hexmart_application::catalogue::{CounterChange, Counters};
use hexmart_application::platform::Storage;
use hexmart_domain::shared::ProductId;

use super::card;
use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, create, edit};

/// Counts, in an attempt of its own; answers whether there is such a product.
pub(super) async fn count(storage: &Storage, product: ProductId, change: CounterChange) -> bool {
    let counted = attempt(storage, (product, change), |uow, (product, change)| {
        Box::pin(async move { uow.products().count(product, change).await })
    });
    counted.await.unwrap()
}

/// A change of the counters, in the order of their fields.
fn by(sales: i64, likes: i64, ratings: i64, stars: i64) -> CounterChange {
    CounterChange {
        sales,
        likes,
        ratings,
        stars,
    }
}

async fn product(storage: &Storage) -> ProductId {
    let product = given::product();
    create(storage, from_ref(&product), 1).await.unwrap();
    product.id
}

/// What is counted of a product, on which its page, its card and its document agree.
async fn counters(storage: &Storage, product: ProductId) -> Counters {
    let counters = card(storage, product).await.counters;
    let detail = storage.catalogue.detail(product, None, given::now()).await;
    assert_eq!(detail.unwrap().unwrap().card.counters, counters);
    let documents = storage
        .catalogue
        .documents(&[product], given::now())
        .await
        .unwrap();
    let known = (documents[0].sales, documents[0].likes, documents[0].stars);
    assert_eq!(known, (counters.sales, counters.likes, counters.stars));
    counters
}

/// What is counted adds up, each thing by itself; of what is no product nothing is counted.
pub async fn counts_add_up(storage: Storage) {
    let (product, other) = (product(&storage).await, product(&storage).await);
    assert_eq!(counters(&storage, product).await, Counters::default());
    assert!(count(&storage, product, by(3, 1, 1, 5)).await);
    assert!(count(&storage, product, by(-1, 4, 0, 0)).await);
    assert!(count(&storage, product, by(2_000_000_000, 3_000_000_000, 0, -1)).await);
    let expected = Counters {
        sales: 2_000_000_002,
        likes: 3_000_000_005,
        ratings: 1,
        stars: 400,
    };
    assert_eq!(counters(&storage, product).await, expected);
    assert_eq!(counters(&storage, other).await, Counters::default());
    assert!(!count(&storage, given::id(), by(1, 1, 1, 1)).await);
}

/// The mean of the stars has two decimals, rounded half-up; without stars it is 0.
pub async fn a_mean_of_stars_is_rounded_half_up(storage: Storage) {
    let product = product(&storage).await;
    for (stars, mean) in [
        (vec![5], 500),
        (vec![4, 4], 433),
        (vec![5, 4, 4, 4, 3], 413),
        (vec![1, 1, 1, 1, 1, 1, 1, 2], 263),
    ] {
        for stars in stars {
            assert!(count(&storage, product, by(0, 0, 1, stars)).await);
        }
        assert_eq!(counters(&storage, product).await.stars, mean);
    }
    assert!(count(&storage, product, by(0, 0, -16, -42)).await);
    assert_eq!(counters(&storage, product).await, Counters::default());
}

/// Nothing is ever counted below zero: what would be is zero, and the next counts from there.
pub async fn no_count_falls_below_zero(storage: Storage) {
    let product = product(&storage).await;
    assert!(count(&storage, product, by(2, 1, 1, 3)).await);
    assert!(count(&storage, product, by(-5, -1, -2, -9)).await);
    assert_eq!(counters(&storage, product).await, Counters::default());
    assert!(count(&storage, product, by(1, -1, 1, 4)).await);
    let expected = Counters {
        sales: 1,
        likes: 0,
        ratings: 1,
        stars: 400,
    };
    assert_eq!(counters(&storage, product).await, expected);
}

/// 50 callers count at once while others edit: every count counts, and so does every edit.
pub async fn counts_that_race_all_count(storage: Storage) {
    let product = product(&storage).await;
    at_once(60, |caller| {
        let storage = storage.clone();
        async move {
            if caller < 50 {
                let stars = i64::try_from(caller % 5).unwrap() + 1;
                assert!(count(&storage, product, by(2, 1, 1, stars)).await);
            } else {
                let price = given::price(&format!("{caller}"), "KRW");
                edit(&storage, product, move |product| product.price = price).await;
            }
        }
    })
    .await;
    let expected = Counters {
        sales: 100,
        likes: 50,
        ratings: 50,
        stars: 300,
    };
    assert_eq!(counters(&storage, product).await, expected);
    let (kept, _) = storage.catalogue.product(product).await.unwrap().unwrap();
    assert_eq!(kept.version, 11);
}

/// An edit that read a product before somebody counted leaves what was counted, and is no conflict.
pub async fn an_edit_leaves_the_counters(storage: Storage) {
    let product = given::product();
    create(&storage, from_ref(&product), 1).await.unwrap();
    assert!(count(&storage, product.id, by(1, 2, 1, 5)).await);
    let mut changed = product.clone();
    (changed.version, changed.price) = (2, given::price("1", "KRW"));
    crate::writes::save_once(&storage, &[changed]).await.unwrap();
    let expected = Counters {
        sales: 1,
        likes: 2,
        ratings: 1,
        stars: 500,
    };
    assert_eq!(counters(&storage, product.id).await, expected);
}
