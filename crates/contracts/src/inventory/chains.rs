//! Chains inside an attempt.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_domain::inventory::{StockKey, StockLevel};
use hexmart_domain::shared::Quantity;

use super::places::rack;
use super::{assert_no_faults, assert_sound};
use crate::callers::Underway;
use crate::given;
use crate::writes::{append_once, history, level, repetitions, stocked};

/// The level of a chain is what its newest event left; there is none before the first.
pub async fn a_level_is_that_of_the_newest_event(storage: Storage) {
    let key = stocked(&storage, 10).await;
    storage
        .ledger
        .append(key, given::adjusting(key, 7))
        .await
        .unwrap();

    let newest = StockLevel {
        version: 2,
        on_hand: given::pieces(17),
        ..StockLevel::default()
    };
    assert_eq!(level(&storage, key).await, Some(newest));
    let unknown = StockKey::at_default(given::id::<hexmart_domain::shared::Product>());
    assert_eq!(level(&storage, unknown).await, None);
}

/// An event that extends a level which is not the newest any more is a conflict, and is not there.
pub async fn a_stale_event_is_a_conflict(storage: Storage) {
    let key = stocked(&storage, 10).await;
    let stale = level(&storage, key).await.unwrap();
    storage
        .ledger
        .append(key, given::adjusting(key, 1))
        .await
        .unwrap();

    let answer = append_once(&storage, &[given::adjusted(key, &stale, 5)]).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    let changes: Vec<_> = history(&storage, key)
        .await
        .iter()
        .map(|event| event.change)
        .collect();
    assert_eq!(changes, [10, 1]);
}

/// A chain starts once: a second opening is a conflict.
pub async fn opening_a_chain_twice_is_a_conflict(storage: Storage) {
    let key = stocked(&storage, 10).await;
    let answer = append_once(&storage, &[given::first_event(key, 99)]).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(
        level(&storage, key).await.map(|level| level.on_hand.get()),
        Some(10)
    );
}

/// Two writers read version 1; the rival's +100 lands first. The other loses, runs again, and its +20 lands next.
pub async fn a_writer_with_a_stale_level_lands_next(storage: Storage) {
    let key = stocked(&storage, 100).await;
    let stale = level(&storage, key).await.unwrap();
    storage
        .ledger
        .append(key, given::adjusting(key, 100))
        .await
        .unwrap();

    let runs = Arc::new(AtomicU32::new(0));
    let event = transact(&*storage.store, "stale_writer", {
        let runs = Arc::clone(&runs);
        move |uow| {
            let first = runs.fetch_add(1, Ordering::SeqCst) == 0;
            Box::pin(async move {
                // What the first run remembers is what it would have read before its rival.
                let read = if first {
                    Some(stale)
                } else {
                    uow.stock().level(key).await?
                };
                let event = given::adjusted(key, &read.unwrap(), 20);
                uow.stock().append(std::slice::from_ref(&event)).await?;
                Ok::<_, Abort<StoreError>>(event)
            })
        }
    })
    .await
    .unwrap();

    assert_eq!((event.version, event.on_hand_after.get()), (3, 220));
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert_eq!(repetitions(&storage, "stale_writer"), 1);
    let events = history(&storage, key).await;
    assert_eq!(events.len(), 3);
    assert_sound(&events);
}

/// A rival changes the chain that an attempt under way has changed: whoever comes second runs again, and both count.
pub async fn a_writer_that_is_overtaken_lands_next(storage: Storage) {
    let key = stocked(&storage, 100).await;
    let attempt = Underway::begin(&storage, move |uow| {
        Box::pin(async move {
            let level = uow.stock().level(key).await?.unwrap();
            uow.stock().append(&[given::adjusted(key, &level, 20)]).await
        })
    })
    .await;
    let ledger = Arc::clone(&storage.ledger);
    let rival = async move { ledger.append(key, given::adjusting(key, 100)).await };
    let (own, rival) = attempt.overtaken(rival).await;

    assert!(own.is_ok() && rival.is_ok(), "{own:?}, {rival:?}");
    let events = history(&storage, key).await;
    assert_eq!(events.len(), 3);
    assert_sound(&events);
    assert_eq!(events[2].on_hand_after.get(), 220);
}

/// Events of several chains, several of one among them, land in one attempt.
pub async fn events_of_several_chains_land_together(storage: Storage) {
    let (one, other) = (stocked(&storage, 1).await, stocked(&storage, 2).await);
    let start = level(&storage, one).await.unwrap();
    let second = given::adjusted(one, &start, 4);
    let third = given::adjusted(one, &start.evolve(&second), 5);
    let sold = given::adjusted(other, &level(&storage, other).await.unwrap(), -2);
    append_once(&storage, &[second, sold, third]).await.unwrap();
    append_once(&storage, &[]).await.unwrap();

    assert_eq!(
        level(&storage, one).await.map(|level| level.on_hand.get()),
        Some(10)
    );
    assert_eq!(
        level(&storage, other).await.map(|level| level.on_hand.get()),
        Some(0)
    );
    assert_no_faults(&storage).await;
}

/// One stale event keeps the whole attempt out, the events before it too.
pub async fn one_stale_event_keeps_all_of_its_attempt_out(storage: Storage) {
    let (one, other) = (stocked(&storage, 1).await, stocked(&storage, 2).await);
    let fresh = given::adjusted(one, &level(&storage, one).await.unwrap(), 4);
    let answer = append_once(&storage, &[fresh, given::first_event(other, 9)]).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    for key in [one, other] {
        assert_eq!(history(&storage, key).await.len(), 1);
    }
}

/// What happens to an item at one location leaves its other chains alone.
pub async fn chains_of_one_item_are_independent(storage: Storage) {
    let here = stocked(&storage, 3).await;
    let there = StockKey {
        location: rack(&storage).await,
        ..here
    };
    append_once(&storage, &[given::first_event(there, 50)])
        .await
        .unwrap();
    let event = storage
        .ledger
        .append(there, given::adjusting(there, -8))
        .await
        .unwrap();

    assert_eq!((event.version, event.on_hand_after.get()), (2, 42));
    assert_eq!(history(&storage, here).await.len(), 1);
    assert_no_faults(&storage).await;
}

/// The largest total is kept exactly, and nothing goes on top of it.
pub async fn the_largest_total_is_kept(storage: Storage) {
    let key = stocked(&storage, Quantity::MAX.get()).await;
    assert_eq!(
        level(&storage, key).await.map(|level| level.on_hand),
        Some(Quantity::MAX)
    );
    assert!(
        storage
            .ledger
            .append(key, given::adjusting(key, 1))
            .await
            .is_err()
    );

    let emptied = storage
        .ledger
        .append(key, given::adjusting(key, -Quantity::MAX.get()))
        .await
        .unwrap();
    assert_eq!(emptied.change, -2_147_483_647);
    assert_eq!(history(&storage, key).await[1], emptied);
}
