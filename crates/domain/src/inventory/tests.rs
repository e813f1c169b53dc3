use super::*;
use chrono::DateTime;
use proptest::prelude::*;
use uuid::Uuid;

fn key() -> StockKey {
    StockKey::at_default(ItemId::from_uuid(Uuid::from_u128(1)))
}

fn context() -> StockContext {
    let operation = OperationId::from_uuid(Uuid::from_u128(2));
    StockContext {
        operation,
        actor: None,
        now: DateTime::UNIX_EPOCH,
    }
}

fn given(on_hand: i64, reserved: i64) -> StockLevel {
    let quantity = |count| Quantity::try_from(count).unwrap();
    StockLevel {
        version: 1,
        on_hand: quantity(on_hand),
        reserved: quantity(reserved),
    }
}

fn adjust(level: &StockLevel, change: i64) -> Result<StockEvent, StockRefusal> {
    decide(
        key(),
        level,
        StockCommand::Adjust(StockDelta::try_from(change).unwrap()),
        context(),
    )
}

#[test]
fn a_hundred_and_fifty_more_make_a_hundred_and_fifty() {
    let opened = decide(
        key(),
        &StockLevel::default(),
        StockCommand::Open(Quantity::try_from(100).unwrap()),
        context(),
    );
    let level = StockLevel::default().evolve(&opened.unwrap());
    let event = adjust(&level, 50).unwrap();
    assert_eq!(
        (event.version, event.change, event.on_hand_after.get()),
        (2, 50, 150)
    );
}

#[test]
fn the_floor_is_zero_and_zero_is_allowed() {
    assert_eq!(adjust(&given(30, 0), -30).unwrap().on_hand_after, Quantity::ZERO);
    assert_eq!(
        adjust(&given(30, 0), -31),
        Err(StockRefusal::Insufficient {
            available: 30,
            requested: 31
        })
    );
}

#[test]
fn reserved_pieces_cannot_be_taken() {
    assert!(adjust(&given(30, 10), -20).is_ok());
    assert_eq!(
        adjust(&given(30, 10), -21),
        Err(StockRefusal::Insufficient {
            available: 20,
            requested: 21
        })
    );
}

#[test]
fn the_ceiling_is_the_largest_quantity() {
    let full = given(Quantity::MAX.get(), 0);
    assert_eq!(
        adjust(&full, 1),
        Err(StockRefusal::TooMuch {
            on_hand: Quantity::MAX.get()
        })
    );
}

#[test]
fn a_chain_opens_once() {
    let again = decide(key(), &given(1, 0), StockCommand::Open(Quantity::ZERO), context());
    assert_eq!(again, Err(StockRefusal::AlreadyOpen));
}

#[test]
fn stored_words_read_back() {
    for kind in [StockEventKind::Opened, StockEventKind::Adjusted] {
        assert_eq!(StockEventKind::from_stored(kind.as_str()), Some(kind));
    }
    assert_eq!(StockEventKind::from_stored("vanished"), None);
}

proptest! {
    /// Whatever is asked in whatever order, the accepted events form one chain whose changes add up.
    #[test]
    fn accepted_events_are_gapless_and_add_up(start in 0_i64..1000, changes in prop::collection::vec(-700_i64..700, 0..60)) {
        let open = StockCommand::Open(Quantity::try_from(start).unwrap());
        let first = decide(key(), &StockLevel::default(), open, context()).unwrap();
        let mut level = StockLevel::default().evolve(&first);
        let mut sum = start;
        for change in changes.into_iter().filter(|change| *change != 0) {
            match adjust(&level, change) {
                Ok(event) => {
                    sum += change;
                    prop_assert_eq!(event.version, level.version + 1);
                    level = level.evolve(&event);
                }
                Err(refusal) => prop_assert_eq!(refusal, StockRefusal::Insufficient { available: sum, requested: -change }),
            }
            prop_assert_eq!(level.on_hand.get(), sum);
            prop_assert!(sum >= 0);
        }
    }
}
