//! What the feed is told, and how long it remembers.

use std::slice::from_ref;

use chrono::TimeDelta;
use hexmart_application::catalogue::CounterChange;
use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::StockKey;

use super::categories::planted;
use super::counting::count;
use super::reading::{end, fed_by, page};
use crate::given;
use crate::writes::{attempt, create, edit};

/// Everything that a list or an index shows of a product is fed when it changes: once it is added, edited, counted.
pub async fn every_change_is_fed(storage: Storage) {
    assert_eq!(end(&storage).await, 0);
    let products = [given::product(), given::product(), given::in_full()];
    let ids: Vec<_> = products.iter().map(|product| product.id).collect();
    for stocked in [&products[..1], &products[1..]] {
        let fed = fed_by(&storage, async { create(&storage, stocked, 0).await.unwrap() }).await;
        assert_eq!(fed, stocked.iter().map(|product| product.id).collect::<Vec<_>>());
    }
    for id in &ids {
        let fed = fed_by(&storage, async {
            edit(&storage, *id, |product| product.price = given::price("5", "KRW")).await;
        });
        assert_eq!(fed.await, [*id]);
        let liked = CounterChange {
            likes: 1,
            ..CounterChange::default()
        };
        let fed = fed_by(&storage, async { assert!(count(&storage, *id, liked).await) });
        assert_eq!(fed.await, [*id]);
    }
    let fed = fed_by(&storage, async {
        assert!(!count(&storage, given::id(), CounterChange::default()).await);
    });
    assert_eq!(fed.await, []);
    let (from, to) = (planted(&storage, 1).await[0], planted(&storage, 1).await[0]);
    for id in &ids[1..] {
        edit(&storage, *id, move |product| product.category = Some(from)).await;
    }
    let fed = fed_by(&storage, async {
        let moved = attempt(&storage, (), move |uow, ()| {
            Box::pin(async move { uow.products().rehang(from, to, None, given::now()).await })
        });
        assert_eq!(moved.await.unwrap(), 2);
    });
    assert_eq!(fed.await, ids[1..]);
}

/// A stock event is fed when it takes the last piece or brings the first, and no other is; by the ledger as by attempts.
pub async fn stock_is_fed_when_it_crosses_zero(storage: Storage) {
    let product = given::in_sizes(&["S", "M"]);
    let other = given::product();
    create(&storage, &[product.clone(), other], 5).await.unwrap();
    let own = StockKey::at_default(product.id);
    let second = StockKey::at_default(product.variants[1].item);
    let opened = fed_by(&storage, async { by_attempt(&storage, second, 0).await });
    assert_eq!(opened.await, []);
    for by_ledger in [true, false] {
        for (key, change, is_fed) in [
            (own, 2, false),
            (own, -6, false),
            (own, -1, true),
            (second, 3, true),
            (second, -1, false),
            (second, -2, true),
            (own, 5, true),
        ] {
            let fed = fed_by(&storage, async {
                if by_ledger {
                    let appended = storage.ledger.append(key, given::adjusting(key, change)).await;
                    appended.unwrap();
                } else {
                    by_attempt(&storage, key, change).await;
                }
            });
            let expected = if is_fed { vec![product.id] } else { vec![] };
            assert_eq!(fed.await, expected, "{key:?} {change}");
        }
    }
    // What is no variant any more makes no difference.
    edit(&storage, product.id, |product| product.variants.truncate(1)).await;
    let fed = fed_by(&storage, async {
        storage
            .ledger
            .append(second, given::adjusting(second, 3))
            .await
            .unwrap();
        by_attempt(&storage, second, -3).await;
    });
    assert_eq!(fed.await, []);
    let refused = fed_by(&storage, async {
        let answer = storage.ledger.append(own, given::adjusting(own, -6)).await;
        assert!(answer.is_err());
    });
    assert_eq!(refused.await, []);
}

async fn by_attempt(storage: &Storage, key: StockKey, change: i64) {
    let appended = attempt(storage, (), move |uow, ()| {
        Box::pin(async move {
            let level = uow.stock().level(key).await?;
            let event = level.map_or_else(
                || given::first_event(key, change),
                |level| given::adjusted(key, &level, change),
            );
            uow.stock().append(&[event]).await
        })
    });
    appended.await.unwrap();
}

/// What an attempt feeds is in the commit of its change: an attempt that is refused feeds nothing, and the place that it may
/// have taken holds up nobody for long.
pub async fn a_refused_attempt_feeds_nothing(storage: Storage) {
    let (refused, added) = (given::product(), given::product());
    let fed = fed_by(&storage, async {
        let (write, storage) = (refused.clone(), &storage);
        let answer = transact(&*storage.store, "refused", move |uow| {
            let write = write.clone();
            Box::pin(async move {
                uow.products().add(from_ref(&write)).await?;
                uow.stock().append(&[given::opening(&write, 3)]).await?;
                Err::<(), _>(Abort::Refused(StoreError::backend("a rule said no")))
            })
        })
        .await;
        assert!(answer.is_err());
        create(storage, from_ref(&added), 1).await.unwrap();
    });
    assert_eq!(fed.await, [added.id]);
}

/// The oldest entries are forgotten first, so many at a time; readers are told how far, and whoever is further reads on.
pub async fn the_feed_forgets_what_is_old(storage: Storage) {
    let category = planted(&storage, 1).await[0];
    let product = Product {
        category: Some(category),
        ..given::product()
    };
    create(&storage, from_ref(&product), 1).await.unwrap();
    let later = |days| given::now() + TimeDelta::days(days);
    let mut ends = Vec::new();
    for days in [1_000, 2_000] {
        let fed = attempt(&storage, (), move |uow, ()| {
            Box::pin(async move { uow.products().feed(&[category], later(days)).await })
        });
        assert_eq!(fed.await.unwrap(), 1);
        ends.push(end(&storage).await);
    }
    let all = page(&storage, 0, 100).await;
    assert_eq!(storage.feed.forget(later(-9_000), 100).await.unwrap(), 0);
    assert_eq!(page(&storage, 0, 100).await, all);

    assert_eq!(storage.feed.forget(later(1_500), 1).await.unwrap(), 1);
    let first = page(&storage, 0, 100).await;
    assert_eq!(first.entries, all.entries[1..]);
    let range = all.entries[0].position..all.entries[1].position;
    assert!(range.contains(&first.forgotten_to), "{first:?}");
    let rest = u64::try_from(all.entries.len() - 2).unwrap();
    assert_eq!(storage.feed.forget(later(1_500), 100).await.unwrap(), rest);
    let second = page(&storage, 0, 100).await;
    assert_eq!(second.entries, all.entries[all.entries.len() - 1..]);
    assert!((ends[0]..ends[1]).contains(&second.forgotten_to), "{second:?}");
    assert_eq!(second.settled_to, ends[1]);

    assert_eq!(storage.feed.forget(later(9_000), 100).await.unwrap(), 1);
    let none = page(&storage, ends[1], 100).await;
    assert_eq!(
        (none.entries.len(), none.settled_to, none.forgotten_to),
        (0, ends[1], ends[1])
    );
    assert_eq!(storage.feed.end().await.unwrap(), ends[1]);
    let fed = fed_by(&storage, async {
        create(&storage, &[given::product()], 0).await.unwrap();
    });
    assert_eq!(fed.await.len(), 1);
    assert!(end(&storage).await > ends[1]);
}
