use chrono::TimeDelta;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::shared::{BasisPoints, Currency, Day, Id, Instant, Money, Points, UserId, day_of};

pub(super) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(super) fn points(number: i64) -> Points {
    Points::try_from(number).unwrap()
}

pub(super) fn wallet() -> Wallet {
    Wallet::empty(UserId::from_uuid(uuid::Uuid::from_u128(7)))
}

pub(super) fn cause(kind: EntryKind, reference: &str, on: Day) -> Cause {
    let at = on.and_time(chrono::NaiveTime::MIN).and_utc();
    Cause::new(kind, Reference::parse(reference).unwrap(), on, at)
}

fn gift(wallet: &Wallet, number: i64, on: &str) -> Wallet {
    let cause = cause(EntryKind::Attendance, on, day(on));
    let entry = wallet.credit(points(number), ExpiryPolicy::default(), cause);
    entry.unwrap().after()
}

fn held(lots: &Lots) -> Vec<(String, i64)> {
    let until = |until: Option<Day>| until.map_or_else(|| "ever".to_owned(), |day| day.to_string());
    lots.as_slice()
        .iter()
        .map(|lot| (until(lot.until), lot.points))
        .collect()
}

fn given(base: i64, share: u16, multiplier: u16) -> i64 {
    let base = Money::new(Decimal::from(base), Currency::KRW);
    reward(base, BasisPoints::new(share), multiplier).map_or(0, Points::get)
}

#[test]
fn rewards_are_rounded_up_and_then_doubled() {
    for (price, text, photo) in [(1_000, 10, 50), (1_001, 11, 51), (12_345, 124, 618)] {
        assert_eq!(
            (given(price, 100, 1), given(price, 500, 1)),
            (text, photo),
            "{price}"
        );
        assert_eq!(
            (given(price, 100, 2), given(price, 500, 2)),
            (2 * text, 2 * photo)
        );
    }
    for (total, once, twice) in [(1_000, 50, 100), (1_001, 51, 102), (999, 50, 100), (1, 1, 2)] {
        assert_eq!(
            (given(total, 500, 1), given(total, 500, 2)),
            (once, twice),
            "{total}"
        );
    }
}

#[test]
fn nothing_is_given_for_nothing() {
    for (base, share, multiplier) in [(0, 500, 2), (1_000, 0, 2), (1_000, 500, 0), (-1_000, 500, 1)] {
        assert_eq!(given(base, share, multiplier), 0, "{base} {share} {multiplier}");
    }
    assert_eq!(given(i64::MAX, 10_000, u16::MAX), Points::MAX.get());
    let beyond = Money::new(Decimal::MAX, Currency::KRW);
    assert_eq!(reward(beyond, BasisPoints::WHOLE, 2), Some(Points::MAX));
}

#[test]
fn presents_last_to_the_end_of_a_month_a_year_later() {
    let policy = ExpiryPolicy::default();
    for (on, until) in [
        ("2026-11-20", "2027-11-30"),
        ("2027-02-01", "2028-02-29"),
        ("2026-12-31", "2027-12-31"),
    ] {
        assert_eq!(policy.until(EntryKind::SignUp, day(on)), Some(day(until)), "{on}");
        assert_eq!(policy.until(EntryKind::TopUp, day(on)), None, "{on}");
    }
    let never = ExpiryPolicy { months: None };
    assert_eq!(never.until(EntryKind::SignUp, day("2026-11-20")), None);
}

#[test]
fn what_ends_first_is_spent_first() {
    let wallet = gift(&gift(&wallet(), 100, "2026-12-01"), 50, "2026-11-20");
    let bought = wallet
        .credit(
            points(1_000),
            ExpiryPolicy::default(),
            cause(EntryKind::TopUp, "PAY1", day("2026-11-20")),
        )
        .unwrap();
    assert_eq!(
        held(&bought.lots),
        [
            ("2027-11-30".to_owned(), 50),
            ("2027-12-31".to_owned(), 100),
            ("ever".to_owned(), 1_000)
        ]
    );
    let spent = bought
        .after()
        .debit(points(120), cause(EntryKind::Payment, "PAY2", day("2026-12-02")))
        .unwrap();
    assert_eq!(
        held(&spent.moved),
        [("2027-11-30".to_owned(), 50), ("2027-12-31".to_owned(), 70)]
    );
    assert_eq!(spent.amount, -120);
    assert_eq!(spent.balance_after, 1_030);
    assert_eq!(spent.version, 4);
}

#[test]
fn what_comes_back_lasts_as_long_as_before() {
    let wallet = gift(&gift(&wallet(), 100, "2026-12-01"), 50, "2026-11-20");
    let spent = wallet
        .debit(points(120), cause(EntryKind::Payment, "PAY2", day("2026-12-02")))
        .unwrap();
    let back = |wallet: &Wallet, number, already, reference, on| {
        let cause = cause(EntryKind::Refund, reference, day(on));
        wallet.give_back(points(number), &spent.moved, already, cause)
    };
    let first = back(&spent.after(), 40, 0, "REFUND1", "2026-12-03").unwrap();
    assert_eq!(held(&first.moved), [("2027-12-31".to_owned(), 40)]);
    // The year is over: what would be gone lasts a little longer.
    let second = back(&first.after(), 80, 40, "REFUND2", "2027-12-05").unwrap();
    assert_eq!(
        held(&second.moved),
        [("2027-12-31".to_owned(), 30), ("2028-01-31".to_owned(), 50)]
    );
    assert_eq!(
        back(&second.after(), 1, 120, "REFUND3", "2027-12-05"),
        Err(WalletError::MoreThanTaken)
    );
}

#[test]
fn what_is_over_can_not_be_used_and_goes() {
    let wallet = gift(&gift(&wallet(), 100, "2026-12-01"), 50, "2026-11-20");
    let (last, over) = (day("2027-11-30"), day("2027-12-01"));
    assert_eq!((wallet.usable(last), wallet.usable(over)), (150, 100));
    let fee = cause(EntryKind::SubscriptionFee, "1", over);
    assert_eq!(
        wallet.debit(points(101), fee),
        Err(WalletError::Short { usable: 100 })
    );
    assert_eq!(wallet.expire(last, Instant::UNIX_EPOCH), []);
    let entries = wallet.expire(day("2028-01-01"), Instant::UNIX_EPOCH);
    let told: Vec<_> = entries
        .iter()
        .map(|entry| (entry.reference.as_str(), entry.amount, entry.balance_after))
        .collect();
    assert_eq!(told, [("2027-11-30", -50, 100), ("2027-12-31", -100, 0)]);
    assert_eq!(entries.last().map(|entry| entry.version), Some(4));
}

#[test]
fn points_go_the_way_of_their_kind_and_no_further() {
    let on = day("2026-11-20");
    let fee = cause(EntryKind::SubscriptionFee, "1", on);
    let credit = wallet().credit(points(1), ExpiryPolicy::default(), fee.clone());
    assert_eq!(credit, Err(WalletError::WrongWay));
    assert_eq!(
        wallet().debit(points(1), fee),
        Err(WalletError::Short { usable: 0 })
    );
    let present = cause(EntryKind::SignUp, "1", on);
    assert_eq!(
        gift(&wallet(), 1, "2026-11-20").debit(points(1), present),
        Err(WalletError::WrongWay)
    );
    let full = Wallet {
        balance: Wallet::MOST,
        ..wallet()
    };
    let one = full.credit(
        points(1),
        ExpiryPolicy::default(),
        cause(EntryKind::TopUp, "1", on),
    );
    assert_eq!(one, Err(WalletError::Overflow));
}

#[test]
fn the_day_is_that_of_the_shop() {
    let late = "2026-11-20T15:00:00Z".parse().unwrap();
    assert_eq!(day_of(late, TimeDelta::hours(9)), day("2026-11-21"));
}

#[test]
fn a_reference_is_short_and_visible() {
    let id = UserId::from_uuid(uuid::Uuid::from_u128(u128::MAX));
    assert_eq!(Reference::to(id).as_str(), id.to_string());
    assert!(
        Reference::to::<crate::shared::Refund>(Id::from_uuid(uuid::Uuid::nil()))
            .as_str()
            .len()
            <= Reference::MAX
    );
    assert_eq!(Reference::on(day("2026-01-02")).as_str(), "2026-01-02");
    assert!(Reference::parse("x".repeat(64)).is_ok());
    for wrong in [String::new(), "x".repeat(65), "a b".to_owned(), "가".to_owned()] {
        assert_eq!(Reference::parse(wrong.clone()), Err(ReferenceError), "{wrong}");
    }
}

#[test]
fn every_kind_is_known_by_its_word() {
    for kind in EntryKind::ALL {
        assert_eq!(EntryKind::from_word(kind.as_str()), Some(kind));
        assert!(kind.way() != Way::Out || !kind.expires(), "{kind:?}");
    }
    for account in LedgerAccount::ALL {
        assert_eq!(LedgerAccount::from_word(account.as_str()), Some(account));
    }
}

#[test]
fn stored_lots_are_looked_at() {
    let lot = |until: Option<&str>, points| Lot {
        until: until.map(day),
        points,
    };
    assert!(Lots::new(vec![lot(Some("2027-01-31"), 1), lot(None, 2)]).is_ok());
    for wrong in [
        vec![lot(None, 0)],
        vec![lot(None, 1), lot(Some("2027-01-31"), 1)],
        vec![lot(None, 1), lot(None, 1)],
        vec![lot(Some("2027-01-31"), 1), lot(Some("2027-01-31"), 1)],
    ] {
        assert_eq!(Lots::new(wrong), Err(LotsError));
    }
}

proptest! {
    /// H2, for any price: a point more than the exact share at most, never less, and the double of it for subscribers.
    #[test]
    fn a_reward_is_the_share_rounded_up(hundredths in 1_i64..10_000_000_000, share in 1_u16..=10_000, times in 1_u16..5) {
        let base = Money::new(Decimal::new(hundredths, 2), Currency::KRW);
        let once = reward(base, BasisPoints::new(share), 1).unwrap();
        let exact = base.amount() * BasisPoints::new(share).factor();
        prop_assert!(Decimal::from(once.get()) >= exact && Decimal::from(once.get()) < exact + Decimal::ONE);
        let multiplied = reward(base, BasisPoints::new(share), times).unwrap();
        prop_assert_eq!(multiplied.get(), once.get() * i64::from(times));
    }
}
