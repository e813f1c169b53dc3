//! Points that come and go.

use hexmart_domain::points::{Cause, EntryKind, EntryNote, ExpiryPolicy, Reference, Wallet, WalletEntry};
use hexmart_domain::shared::{Day, Points};

use super::{id, now};

/// A day.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// So many points.
pub fn points(number: i64) -> Points {
    Points::try_from(number).unwrap()
}

/// A reference.
pub fn reference(text: &str) -> Reference {
    Reference::parse(text).unwrap()
}

/// What moves points on a day.
pub fn cause(kind: EntryKind, what: &str, on: &str) -> Cause {
    Cause::new(kind, reference(what), day(on), now())
}

/// The entry by which points come that last a year, given by an employee, with all there is to say of it.
pub fn present(wallet: &Wallet, number: i64, what: &str, on: &str) -> WalletEntry {
    let cause = Cause {
        note: Some(EntryNote::parse("사과의 뜻으로 'sorry' \\ 😀").unwrap()),
        actor: Some(id()),
        ..cause(EntryKind::Adjustment, what, on)
    };
    wallet
        .credit(points(number), ExpiryPolicy::default(), cause)
        .unwrap()
}

/// The entry by which an order is paid for.
pub fn spending(wallet: &Wallet, number: i64, what: &str, on: &str) -> WalletEntry {
    let cause = cause(EntryKind::Payment, what, on);
    wallet.debit(points(number), cause).unwrap()
}
