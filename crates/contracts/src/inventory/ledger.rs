//! One chain, one decision.

use std::sync::Arc;

use hexmart_application::inventory::{AppendError, StockDecision};
use hexmart_application::platform::Storage;
use hexmart_domain::inventory::{
    StockCommand, StockContext, StockEventKind, StockKey, StockReason, StockRefusal, StockTerms, decide,
};
use hexmart_domain::shared::{OrderId, Quantity, StockDelta};

use super::assert_no_faults;
use crate::given;
use crate::writes::{history, stocked};

/// Each decision is given the level that the one before it left.
pub async fn a_decision_meets_the_newest_level(storage: Storage) {
    let key = stocked(&storage, 100).await;
    for (change, version, total) in [(100, 2, 200), (-150, 3, 50), (20, 4, 70)] {
        let event = storage
            .ledger
            .append(key, given::adjusting(key, change))
            .await
            .unwrap();
        assert_eq!((event.version, event.on_hand_after.get()), (version, total));
    }
    assert_no_faults(&storage).await;
}

/// A chain that was never opened is an unknown item, next to its twin that was; nothing is decided or written.
pub async fn a_chain_that_was_never_opened_is_an_unknown_item(storage: Storage) {
    let known = stocked(&storage, 5).await;
    let unknown = StockKey {
        item: given::id(),
        ..known
    };
    let elsewhere = StockKey {
        location: given::id(),
        ..known
    };
    for key in [unknown, elsewhere] {
        let answer = storage.ledger.append(key, given::adjusting(key, 1)).await;
        assert!(matches!(answer, Err(AppendError::UnknownItem)), "{answer:?}");
        assert_eq!(history(&storage, key).await, []);
    }
}

/// A refusal reaches its caller with its reason, and leaves no event.
pub async fn a_refusal_writes_nothing(storage: Storage) {
    let key = stocked(&storage, 5).await;
    let answer = storage.ledger.append(key, given::adjusting(key, -6)).await;
    let refusal = StockRefusal::Insufficient {
        available: 5,
        requested: 6,
    };
    assert!(
        matches!(&answer, Err(AppendError::Refused(reason)) if *reason == refusal),
        "{answer:?}"
    );
    assert_eq!(history(&storage, key).await.len(), 1);

    let event = storage
        .ledger
        .append(key, given::adjusting(key, -5))
        .await
        .unwrap();
    assert_eq!((event.version, event.on_hand_after.get()), (2, 0));
}

/// An event is kept to the last field as it was decided: its operation, who wanted it, why and under which number, when to
/// the microsecond, and what is agreed from then on.
pub async fn events_are_kept_as_they_were_decided(storage: Storage) {
    let key = stocked(&storage, 5).await;
    let mut decided = history(&storage, key).await;
    let order: OrderId = given::id();
    let terms = StockTerms {
        ceiling: Some(Quantity::MAX),
        low: Some(Quantity::ZERO),
    };
    let reason = StockReason::parse(format!("파손 'a' \\ {}", "😀".repeat(189))).unwrap();
    for (command, actor, reason, reference) in [
        (
            StockCommand::Reserve(given::pieces(4)),
            Some(given::id()),
            None,
            Some(order.as_uuid()),
        ),
        (StockCommand::Agree(terms), None, Some(reason), None),
        (
            StockCommand::Claim(given::pieces(3)),
            None,
            None,
            Some(order.as_uuid()),
        ),
        (
            StockCommand::Adjust(StockDelta::try_from(-1).unwrap()),
            Some(given::id()),
            None,
            None,
        ),
    ] {
        let context = StockContext {
            reason,
            reference,
            ..StockContext::plain(given::id(), actor, given::now() + given::TICK * 999_999)
        };
        let decision: StockDecision = Arc::new(move |level| decide(key, level, command, &context));
        decided.push(storage.ledger.append(key, decision).await.unwrap());
    }

    let kept = history(&storage, key).await;
    assert_eq!(kept, decided);
    assert_eq!(kept[0].kind, StockEventKind::Opened);
    assert_eq!((kept[3].change, kept[3].reserved_change), (-3, -3));
    assert_eq!(kept[4].terms, terms);
    assert_eq!(kept[4].recorded_at, given::now() + given::TICK * 999_999);
}
