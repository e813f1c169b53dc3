use super::*;
use crate::shared::{ItemId, OperationId, Quantity, StockDelta};
use chrono::DateTime;
use proptest::prelude::*;
use uuid::Uuid;

fn key() -> StockKey {
    StockKey::at_default(ItemId::from_uuid(Uuid::from_u128(1)))
}

fn context() -> StockContext {
    let operation = OperationId::from_uuid(Uuid::from_u128(2));
    StockContext::plain(operation, None, DateTime::UNIX_EPOCH)
}

fn given(on_hand: i64, reserved: i64) -> StockLevel {
    let quantity = |count| Quantity::try_from(count).unwrap();
    StockLevel {
        version: 1,
        on_hand: quantity(on_hand),
        reserved: quantity(reserved),
        terms: StockTerms::default(),
    }
}

fn adjust(level: &StockLevel, change: i64) -> Result<StockEvent, StockRefusal> {
    decide(
        key(),
        level,
        StockCommand::Adjust(StockDelta::try_from(change).unwrap()),
        &context(),
    )
}

#[test]
fn a_hundred_and_fifty_more_make_a_hundred_and_fifty() {
    let opened = decide(
        key(),
        &StockLevel::default(),
        StockCommand::Open(Quantity::try_from(100).unwrap()),
        &context(),
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
            on_hand: Quantity::MAX.get(),
            ceiling: Quantity::MAX.get(),
        })
    );
}

#[test]
fn a_chain_opens_once() {
    let again = decide(
        key(),
        &given(1, 0),
        StockCommand::Open(Quantity::ZERO),
        &context(),
    );
    assert_eq!(again, Err(StockRefusal::AlreadyOpen));
}

#[test]
fn stored_words_read_back() {
    for kind in StockEventKind::ALL {
        assert_eq!(StockEventKind::from_word(kind.as_str()), Some(kind));
    }
    assert_eq!(StockEventKind::from_word("vanished"), None);
}

fn pieces(count: i64) -> Quantity {
    Quantity::try_from(count).unwrap()
}

fn then(level: &StockLevel, command: StockCommand) -> Result<StockLevel, StockRefusal> {
    decide(key(), level, command, &context()).map(|event| level.evolve(&event))
}

#[test]
fn a_promise_is_kept_or_taken_back() {
    let promised = then(&given(10, 0), StockCommand::Reserve(pieces(4))).unwrap();
    assert_eq!((promised.on_hand.get(), promised.available().get()), (10, 6));
    let claimed = then(&promised, StockCommand::Claim(pieces(4))).unwrap();
    assert_eq!((claimed.on_hand.get(), claimed.available().get()), (6, 6));
    let released = then(&promised, StockCommand::Release(pieces(4))).unwrap();
    assert_eq!((released.on_hand.get(), released.available().get()), (10, 10));
}

#[test]
fn more_cannot_be_promised_than_lies_there() {
    assert_eq!(
        then(&given(10, 4), StockCommand::Reserve(pieces(7))),
        Err(StockRefusal::Insufficient {
            available: 6,
            requested: 7
        })
    );
}

#[test]
fn a_promise_ends_once() {
    for command in [StockCommand::Claim(pieces(4)), StockCommand::Release(pieces(4))] {
        assert_eq!(
            then(&given(10, 3), command),
            Err(StockRefusal::NotReserved {
                reserved: 3,
                requested: 4
            })
        );
    }
}

#[test]
fn what_comes_in_stays_below_the_ceiling_and_what_comes_back_does_not_ask() {
    let terms = StockTerms {
        ceiling: Some(pieces(12)),
        low: None,
    };
    let level = then(&given(10, 0), StockCommand::Agree(terms)).unwrap();
    assert!(then(&level, StockCommand::Receive(pieces(2))).is_ok());
    for command in [
        StockCommand::Receive(pieces(3)),
        StockCommand::TransferIn(pieces(3)),
    ] {
        let refused = then(&level, command);
        assert_eq!(
            refused,
            Err(StockRefusal::TooMuch {
                on_hand: 10,
                ceiling: 12
            })
        );
    }
    assert_eq!(
        then(&level, StockCommand::Return(pieces(3))).map(|level| level.on_hand.get()),
        Ok(13)
    );
}

#[test]
fn stock_runs_low_when_it_crosses_the_line_and_only_then() {
    let terms = StockTerms {
        ceiling: None,
        low: Some(pieces(5)),
    };
    let level = StockLevel { terms, ..given(7, 0) };
    let ran_low = |command| decide(key(), &level, command, &context()).map(|event| event.ran_low());
    assert_eq!(ran_low(StockCommand::Reserve(pieces(1))), Ok(false));
    assert_eq!(ran_low(StockCommand::Reserve(pieces(2))), Ok(true));
    let low = StockLevel { terms, ..given(5, 0) };
    let lower = decide(key(), &low, StockCommand::Issue(pieces(1)), &context()).unwrap();
    assert!(!lower.ran_low());
}

#[test]
fn a_movement_moves_something() {
    assert_eq!(
        then(&given(1, 0), StockCommand::Receive(Quantity::ZERO)),
        Err(StockRefusal::Nothing)
    );
}

proptest! {
    /// Whatever is asked in whatever order, the accepted events form one chain whose changes add up.
    #[test]
    fn accepted_events_are_gapless_and_add_up(start in 0_i64..1000, changes in prop::collection::vec(-700_i64..700, 0..60)) {
        let open = StockCommand::Open(Quantity::try_from(start).unwrap());
        let first = decide(key(), &StockLevel::default(), open, &context()).unwrap();
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
