//! Promises, and what is agreed about a chain.

use hexmart_application::inventory::AppendError;
use hexmart_application::platform::Storage;
use hexmart_domain::inventory::{StockCommand, StockEvent, StockKey, StockLevel, StockRefusal, StockTerms};

use super::history::assert_found;
use super::{assert_no_faults, by_command};
use crate::given;
use crate::writes::{append_once, level, stocked};

async fn refusal(storage: &Storage, key: StockKey, command: StockCommand) -> StockRefusal {
    let answer = storage.ledger.append(key, given::commanding(key, command)).await;
    let refusal = match answer {
        Err(AppendError::Refused(refusal)) => Some(refusal),
        _ => None,
    };
    refusal.unwrap()
}

/// What is promised is part of the level that the next decision meets, by the ledger as by attempts; a promise ends at most
/// once.
pub async fn a_promise_is_part_of_the_level(storage: Storage) {
    let (key, pieces) = (stocked(&storage, 5).await, given::pieces);
    let reserved = |version, on_hand, reserved| {
        Some(StockLevel {
            version,
            on_hand: pieces(on_hand),
            reserved: pieces(reserved),
            ..StockLevel::default()
        })
    };
    by_command(&storage, key, StockCommand::Reserve(pieces(3))).await;
    assert_eq!(level(&storage, key).await, reserved(2, 5, 3));
    let insufficient = StockRefusal::Insufficient {
        available: 2,
        requested: 3,
    };
    for command in [StockCommand::Reserve(pieces(3)), StockCommand::Issue(pieces(3))] {
        assert_eq!(refusal(&storage, key, command).await, insufficient);
    }
    let answer = storage
        .ledger
        .append(key, given::commanding(key, StockCommand::Reserve(pieces(2))))
        .await;
    assert_eq!(answer.unwrap().reserved_after, pieces(5));
    by_command(&storage, key, StockCommand::Claim(pieces(4))).await;
    assert_eq!(level(&storage, key).await, reserved(4, 1, 1));
    by_command(&storage, key, StockCommand::Release(pieces(1))).await;
    assert_eq!(level(&storage, key).await, reserved(5, 1, 0));
    let over = StockRefusal::NotReserved {
        reserved: 0,
        requested: 1,
    };
    for command in [StockCommand::Release(pieces(1)), StockCommand::Claim(pieces(1))] {
        assert_eq!(refusal(&storage, key, command).await, over);
    }
    assert_no_faults(&storage).await;
}

/// What was agreed is carried by the chain from event to event, until something else is agreed, and holds for whoever decides.
pub async fn a_ceiling_is_carried_by_the_chain(storage: Storage) {
    let (key, pieces) = (stocked(&storage, 5).await, given::pieces);
    let agreed = StockTerms {
        ceiling: Some(pieces(8)),
        low: Some(pieces(0)),
    };
    let terms = async || level(&storage, key).await.unwrap().terms;
    assert_eq!(terms().await, StockTerms::default());
    by_command(&storage, key, StockCommand::Agree(agreed)).await;
    assert_eq!(terms().await, agreed);
    storage
        .ledger
        .append(key, given::adjusting(key, 2))
        .await
        .unwrap();
    by_command(&storage, key, StockCommand::Reserve(pieces(1))).await;
    assert_eq!(terms().await, agreed);

    let too_much = StockRefusal::TooMuch {
        on_hand: 7,
        ceiling: 8,
    };
    assert_eq!(
        refusal(&storage, key, StockCommand::Receive(pieces(2))).await,
        too_much
    );
    assert_eq!(
        refusal(&storage, key, StockCommand::TransferIn(pieces(2))).await,
        too_much
    );
    by_command(&storage, key, StockCommand::Return(pieces(2))).await;
    let level_now = level(&storage, key).await.unwrap();
    assert_eq!((level_now.on_hand, level_now.terms), (pieces(9), agreed));

    by_command(&storage, key, StockCommand::Agree(StockTerms::default())).await;
    storage
        .ledger
        .append(key, given::adjusting(key, 100))
        .await
        .unwrap();
    assert_eq!(terms().await, StockTerms::default());
    assert_no_faults(&storage).await;
}

/// Events of one attempt may reserve, claim and agree on one chain, one after the other.
pub async fn promises_of_one_attempt_follow_each_other(storage: Storage) {
    let (key, pieces) = (stocked(&storage, 5).await, given::pieces);
    let mut current = level(&storage, key).await.unwrap();
    let mut events = Vec::new();
    for command in [
        StockCommand::Reserve(pieces(5)),
        StockCommand::Claim(pieces(2)),
        StockCommand::Release(pieces(3)),
        StockCommand::Return(pieces(1)),
    ] {
        let event = given::commanded(key, &current, command);
        current = current.evolve(&event);
        events.push(event);
    }
    append_once(&storage, &events).await.unwrap();
    assert_eq!(level(&storage, key).await, Some(current));
    assert_eq!((current.on_hand, current.reserved), (pieces(4), pieces(0)));
    assert_no_faults(&storage).await;
}

/// What is reserved and is not its predecessor's plus the change is found.
pub async fn a_promise_that_does_not_follow_is_a_fault(storage: Storage) {
    stocked(&storage, 4).await;
    let key = stocked(&storage, 4).await;
    let level = level(&storage, key).await.unwrap();
    let wrong = StockEvent {
        reserved_after: given::pieces(2),
        ..given::commanded(key, &level, StockCommand::Reserve(given::pieces(3)))
    };
    assert_found(&storage, wrong).await;
}
