//! Many who want what is left, and many who give it back.

use hexmart_application::inventory::AppendError;
use hexmart_application::platform::{Storage, StoreError, UnitOfWork};
use hexmart_domain::inventory::{Demand, StockCommand, StockKey, StockRefusal, allocate};
use hexmart_domain::shared::Quantity;

use super::places::{rack, rack_elsewhere};
use super::{assert_no_faults, assert_sound, open};
use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, history, level, stocked};

const WRITERS: usize = 12;

/// 12 writers reserve a piece and release it again, 200 changes each on one chain: it ends exactly as it began, and every
/// change is there.
pub async fn a_burst_of_promises_ends_where_it_began(storage: Storage) {
    let key = stocked(&storage, 20).await;
    at_once(WRITERS, |_| {
        let ledger = std::sync::Arc::clone(&storage.ledger);
        async move {
            for turn in 0..200 {
                let pieces = given::pieces(1);
                let command = if turn % 2 == 0 {
                    StockCommand::Reserve(pieces)
                } else {
                    StockCommand::Release(pieces)
                };
                ledger.append(key, given::commanding(key, command)).await.unwrap();
            }
        }
    })
    .await;
    let events = history(&storage, key).await;
    assert_eq!(events.len(), 1 + WRITERS * 200);
    assert_sound(&events);
    let end = level(&storage, key).await.unwrap();
    assert_eq!((end.on_hand.get(), end.reserved.get()), (20, 0));
    assert_no_faults(&storage).await;
}

/// 12 callers want to end one promise, by handing it over or taking it back: one of them does, and the others learn it.
pub async fn one_of_many_ends_a_promise(storage: Storage) {
    let key = stocked(&storage, 1).await;
    let pieces = given::pieces(1);
    storage
        .ledger
        .append(key, given::commanding(key, StockCommand::Reserve(pieces)))
        .await
        .unwrap();
    let answers = at_once(WRITERS, |caller| {
        let ledger = std::sync::Arc::clone(&storage.ledger);
        let command = if caller % 2 == 0 {
            StockCommand::Release(pieces)
        } else {
            StockCommand::Claim(pieces)
        };
        async move { ledger.append(key, given::commanding(key, command)).await }
    })
    .await;
    let (ended, late): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(ended.len(), 1);
    for answer in late {
        let is_over = matches!(
            answer,
            Err(AppendError::Refused(StockRefusal::NotReserved { .. }))
        );
        assert!(is_over, "{answer:?}");
    }
    assert_eq!(level(&storage, key).await.unwrap().reserved, Quantity::ZERO);
    assert_eq!(history(&storage, key).await.len(), 3);
    assert_no_faults(&storage).await;
}

/// Promises a piece of each item, wherever it lies; false when there is too little of one.
async fn promise(uow: &mut dyn UnitOfWork, of: &[StockKey]) -> Result<bool, StoreError> {
    let items: Vec<_> = of.iter().map(|key| key.item).collect();
    let holdings = uow.stock().holdings(&items).await?;
    let quantity = given::pieces(1);
    let demands: Vec<_> = items
        .iter()
        .map(|item| Demand {
            item: *item,
            quantity,
        })
        .collect();
    let lying: Vec<_> = holdings.iter().map(|(holding, _)| *holding).collect();
    let Ok(allocations) = allocate(&demands, &lying, &[]) else {
        return Ok(false);
    };
    let mut events = Vec::new();
    for allocation in allocations {
        let (_, level) = holdings
            .iter()
            .find(|(holding, _)| holding.key == allocation.key)
            .unwrap();
        let command = StockCommand::Reserve(allocation.quantity);
        events.push(given::commanded(allocation.key, level, command));
    }
    events.sort_by_key(|event| event.key);
    uow.stock().append(&events).await?;
    Ok(true)
}

/// 12 attempts at a time want a piece of two items each, 7 of which lie on three racks in two buildings: 7 get both, the
/// others nothing, and nothing is promised twice.
pub async fn no_more_is_promised_than_there_is(storage: Storage) {
    let (scarce, plenty) = (stocked(&storage, 3).await, stocked(&storage, 100).await);
    let (_, far) = rack_elsewhere(&storage, true).await;
    let (_, closed) = rack_elsewhere(&storage, false).await;
    let at = |location| StockKey { location, ..scarce };
    let racks = [at(rack(&storage).await), at(far), at(closed)];
    for (key, count) in racks.into_iter().zip([2, 2, 50]) {
        open(&storage, key, count).await;
    }
    let answers = at_once(WRITERS, |_| {
        let storage = storage.clone();
        async move {
            attempt(&storage, [scarce, plenty], |uow, of| {
                Box::pin(async move { promise(uow, &of).await })
            })
            .await
        }
    })
    .await;
    let got = answers.into_iter().map(Result::unwrap).filter(|got| *got).count();
    assert_eq!(got, 7);
    let mut promised = Vec::new();
    for key in [scarce, racks[0], racks[1], racks[2], plenty] {
        assert_sound(&history(&storage, key).await);
        promised.push(level(&storage, key).await.unwrap().reserved.get());
    }
    assert_eq!(promised, [3, 2, 2, 0, 7]);
    assert_no_faults(&storage).await;
}

/// 12 writers move pieces between two racks, in either direction, each as one attempt of two events: the sum stays, and both
/// chains are sound.
pub async fn transfers_that_race_keep_the_sum(storage: Storage) {
    let here = stocked(&storage, 50).await;
    let there = StockKey {
        location: rack(&storage).await,
        ..here
    };
    open(&storage, there, 50).await;
    at_once(WRITERS, |writer| {
        let storage = storage.clone();
        async move {
            for turn in 0..10 {
                let (from, to) = if (writer + turn) % 2 == 0 {
                    (here, there)
                } else {
                    (there, here)
                };
                transfer(&storage, from, to, 3).await;
            }
        }
    })
    .await;
    let mut sum = 0;
    for key in [here, there] {
        let events = history(&storage, key).await;
        assert_sound(&events);
        assert_eq!(events.len(), 1 + WRITERS * 10);
        sum += level(&storage, key).await.unwrap().on_hand.get();
    }
    assert_eq!(sum, 100);
    assert_no_faults(&storage).await;
}

/// The chains are read and appended to in one order whatever the direction, so that no two transfers wait for each other.
async fn transfer(storage: &Storage, from: StockKey, to: StockKey, count: i64) {
    let moved = attempt(storage, (), move |uow, ()| {
        Box::pin(async move {
            let pieces = given::pieces(count);
            let levels = uow.stock().levels(&[from, to]).await?;
            let mut events: Vec<_> = [
                (from, StockCommand::TransferOut(pieces)),
                (to, StockCommand::TransferIn(pieces)),
            ]
            .into_iter()
            .map(|(key, command)| {
                let (_, level) = levels.iter().find(|(known, _)| *known == key).unwrap();
                given::commanded(key, level, command)
            })
            .collect();
            events.sort_by_key(|event| event.key);
            uow.stock().append(&events).await
        })
    });
    moved.await.unwrap();
}
