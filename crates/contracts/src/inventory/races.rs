//! Many writers of one chain.

use std::collections::BTreeSet;
use std::sync::Arc;

use hexmart_application::inventory::AppendError;
use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_domain::inventory::{StockEvent, StockKey};

use super::{assert_no_faults, assert_sound};
use crate::callers::at_once;
use crate::given;
use crate::writes::{history, stocked};

const WRITERS: usize = 12;
const CHANGES: usize = 200;

/// Lets each writer make all of its changes, one after the other, on the chain that `chain` gives for each; answers
/// what each writer got.
async fn burst(storage: &Storage, chains: &[StockKey]) -> Vec<Vec<StockEvent>> {
    let chains: Arc<[_]> = chains.into();
    at_once(WRITERS, |writer| {
        let (ledger, chains) = (Arc::clone(&storage.ledger), Arc::clone(&chains));
        async move {
            let mut events = Vec::with_capacity(CHANGES);
            for turn in 0..CHANGES {
                let key = chains[(writer + turn) % chains.len()];
                // Now +3, now -1: the level never goes below where it started.
                let change = if turn % 2 == 0 { 3 } else { -1 };
                events.push(ledger.append(key, given::adjusting(key, change)).await.unwrap());
            }
            events
        }
    })
    .await
}

/// Asserts that a chain holds exactly the events that writers got an answer for, in an order that agrees with each
/// writer's own.
fn assert_counted(events: &[StockEvent], start: i64, answers: &[Vec<StockEvent>]) {
    let key = events[0].key;
    let of_chain = |answers: &Vec<StockEvent>| -> Vec<StockEvent> {
        answers.iter().filter(|event| event.key == key).cloned().collect()
    };
    let answers: Vec<Vec<StockEvent>> = answers.iter().map(of_chain).collect();
    for own in &answers {
        assert!(own.is_sorted_by(|before, after| before.version < after.version));
    }
    let mut answered: Vec<_> = answers.into_iter().flatten().collect();
    answered.sort_unstable_by_key(|event| event.version);

    assert_sound(events);
    assert_eq!(events[0].change, start);
    assert_eq!(events[1..], answered);
}

/// 12 writers make 200 changes each on one chain: every change counts once, and versions have no gap.
pub async fn a_burst_on_one_chain_counts_every_change(storage: Storage) {
    let key = stocked(&storage, 1_000).await;
    let answers = burst(&storage, &[key]).await;

    let events = history(&storage, key).await;
    assert_eq!(events.len(), 1 + WRITERS * CHANGES);
    assert_eq!(
        events.last().map(|event| event.on_hand_after.get()),
        Some(1_000 + 2_400)
    );
    assert_counted(&events, 1_000, &answers);
    assert_no_faults(&storage).await;
}

/// The same changes spread over five chains: each chain counts its own.
pub async fn a_burst_over_five_chains_counts_every_change(storage: Storage) {
    let mut chains = Vec::new();
    for _ in 0..5 {
        chains.push(stocked(&storage, 1_000).await);
    }
    let answers = burst(&storage, &chains).await;

    let mut appended = 0;
    for key in chains {
        let events = history(&storage, key).await;
        appended += events.len() - 1;
        assert_counted(&events, 1_000, &answers);
    }
    assert_eq!(appended, WRITERS * CHANGES);
    assert_no_faults(&storage).await;
}

/// 40 takers of 25 pieces: 25 get one, 15 are refused, and nothing is left.
pub async fn the_last_pieces_are_taken_once(storage: Storage) {
    let key = stocked(&storage, 25).await;
    let answers = at_once(40, |_| {
        let ledger = Arc::clone(&storage.ledger);
        async move { ledger.append(key, given::adjusting(key, -1)).await }
    })
    .await;

    let (taken, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((taken.len(), refused.len()), (25, 15));
    assert!(
        refused
            .iter()
            .all(|answer| matches!(answer, Err(AppendError::Refused(_)))),
        "{refused:?}"
    );
    let events = history(&storage, key).await;
    assert_eq!(events.len(), 26);
    assert_sound(&events);
    assert_eq!(events[25].on_hand_after.get(), 0);
    assert_no_faults(&storage).await;
}

/// Callers that are refused, or know no item, take nothing from those who come at the same moment.
pub async fn a_refusal_in_a_burst_touches_nobody_else(storage: Storage) {
    let key = stocked(&storage, 10).await;
    let unknown = StockKey {
        item: given::id(),
        ..key
    };
    let answers = at_once(60, |caller| {
        let ledger = Arc::clone(&storage.ledger);
        async move {
            match caller % 3 {
                0 => ledger.append(key, given::adjusting(key, 1)).await,
                1 => ledger.append(key, given::adjusting(key, -1_000)).await,
                _ => ledger.append(unknown, given::adjusting(unknown, 1)).await,
            }
        }
    })
    .await;

    for (caller, answer) in answers.iter().enumerate() {
        let as_expected = match caller % 3 {
            0 => answer.is_ok(),
            1 => matches!(answer, Err(AppendError::Refused(_))),
            _ => matches!(answer, Err(AppendError::UnknownItem)),
        };
        assert!(as_expected, "caller {caller}: {answer:?}");
    }
    let events = history(&storage, key).await;
    assert_eq!(events.len(), 21);
    assert_sound(&events);
    assert_no_faults(&storage).await;
}

/// Of 40 callers on one chain, every other one leaves, sooner or later: those who stay all count, and those who left
/// have written one event or none.
pub async fn a_caller_that_leaves_a_burst_touches_nobody_else(storage: Storage) {
    let key = stocked(&storage, 0).await;
    let calls: Vec<_> = (0..40)
        .map(|_| {
            let ledger = Arc::clone(&storage.ledger);
            tokio::spawn(async move { ledger.append(key, given::adjusting(key, 1)).await })
        })
        .collect();
    let mut stayed = Vec::new();
    for (caller, call) in calls.into_iter().enumerate() {
        if caller % 2 == 0 {
            call.abort();
            let _answered_or_cancelled = call.await;
        } else {
            stayed.push(call.await.unwrap().unwrap());
        }
    }
    stayed.push(
        storage
            .ledger
            .append(key, given::adjusting(key, 1))
            .await
            .unwrap(),
    );

    let events = history(&storage, key).await;
    assert_sound(&events);
    assert!(
        (1 + 21..=1 + 41).contains(&events.len()),
        "{} events",
        events.len()
    );
    for answer in &stayed {
        assert_eq!(events.iter().filter(|event| *event == answer).count(), 1);
    }
    let operations: BTreeSet<_> = events.iter().map(|event| event.operation).collect();
    assert_eq!(operations.len(), events.len());
    assert_no_faults(&storage).await;
}

/// Attempts that read, decide and append, and decisions of the ledger, on one chain at once: all of them count.
pub async fn attempts_and_decisions_share_a_chain(storage: Storage) {
    let key = stocked(&storage, 0).await;
    at_once(12, |caller| {
        let storage = storage.clone();
        async move {
            for _ in 0..10 {
                if caller % 2 == 0 {
                    adjust_in_attempt(&storage, key, 1).await.unwrap();
                } else {
                    storage
                        .ledger
                        .append(key, given::adjusting(key, 100))
                        .await
                        .unwrap();
                }
            }
        }
    })
    .await;

    let events = history(&storage, key).await;
    assert_eq!(events.len(), 121);
    assert_sound(&events);
    assert_eq!(events[120].on_hand_after.get(), 60 + 6_000);
    assert_no_faults(&storage).await;
}

async fn adjust_in_attempt(storage: &Storage, key: StockKey, change: i64) -> Result<(), StoreError> {
    transact(&*storage.store, "adjust_in_attempt", move |uow| {
        Box::pin(async move {
            let level = uow.stock().level(key).await?.unwrap();
            let event = given::adjusted(key, &level, change);
            Ok::<_, Abort<StoreError>>(uow.stock().append(&[event]).await?)
        })
    })
    .await
}
