use super::*;
use chrono::DateTime;
use hexmart_domain::inventory::{StockCommand, StockContext, StockRefusal, decide};
use hexmart_domain::shared::{ItemId, OperationId, Quantity, StockDelta};
use uuid::Uuid;

fn key(number: u128) -> StockKey {
    StockKey::at_default(ItemId::from_uuid(Uuid::from_u128(number)))
}

fn adjust(key: StockKey, change: i64) -> Pending {
    let operation = OperationId::from_uuid(Uuid::from_u128(9));
    let context = StockContext::plain(operation, None, DateTime::UNIX_EPOCH);
    let command = StockCommand::Adjust(StockDelta::try_from(change).unwrap());
    Pending::new(
        key,
        Arc::new(move |level: &_| decide(key, level, command, &context)),
    )
    .0
}

fn levels(on_hand: i64) -> HashMap<StockKey, StockLevel> {
    let level = StockLevel {
        version: 7,
        on_hand: Quantity::try_from(on_hand).unwrap(),
        ..StockLevel::default()
    };
    HashMap::from([(key(1), level)])
}

#[test]
fn each_decision_meets_the_level_that_the_one_before_left() {
    let fold = fold(
        levels(5),
        &[adjust(key(1), -3), adjust(key(1), -3), adjust(key(1), -2)],
    );
    let versions: Vec<_> = fold
        .events
        .iter()
        .map(|event| (event.version, event.on_hand_after.get()))
        .collect();
    assert_eq!(versions, [(8, 2), (9, 0)]);
    let refused = StockRefusal::Insufficient {
        available: 2,
        requested: 3,
    };
    assert!(matches!(&fold.answers[1], Err(AppendError::Refused(refusal)) if *refusal == refused));
    assert!(fold.answers[0].is_ok() && fold.answers[2].is_ok());
}

#[test]
fn an_unknown_chain_and_a_panic_touch_nobody_else() {
    let panics = Pending::new(key(1), Arc::new(|_: &_| panic!("a bug"))).0;
    let fold = fold(levels(5), &[adjust(key(2), 1), panics, adjust(key(1), 1)]);
    assert!(matches!(fold.answers[0], Err(AppendError::UnknownItem)));
    assert!(matches!(
        fold.answers[1],
        Err(AppendError::Store(StoreError::Backend(_)))
    ));
    assert_eq!(fold.events.len(), 1);
}

#[tokio::test]
async fn a_command_is_taken_or_given_up_never_both() {
    let (pending, ticket) = Pending::new(key(1), Arc::new(|_: &_| panic!("never asked")));
    let given_up = ticket.wait(Duration::from_millis(1), Duration::ZERO).await;
    assert!(matches!(
        given_up,
        Err(AppendError::Store(StoreError::Unavailable(_)))
    ));
    assert!(!pending.take());

    let (pending, ticket) = Pending::new(key(1), Arc::new(|_: &_| panic!("never asked")));
    assert!(pending.take());
    let late = ticket.wait(Duration::ZERO, Duration::from_millis(1)).await;
    assert!(matches!(late, Err(AppendError::Store(StoreError::Unresolved(_)))));
}
