//! A wallet in plain arithmetic.

use std::collections::{BTreeMap, BTreeSet};

use hexmart_domain::points::{EntryKind, WalletEntry};
use hexmart_domain::shared::Day;

/// Points by the last day on which they can be used; those that last for ever are behind all days.
type Held = BTreeMap<Day, i64>;

/// Goes through the entries of a wallet from the first on; what is wrong with them, or what there is in the end.
pub(super) fn replay(entries: &[WalletEntry]) -> Result<i64, String> {
    let (mut balance, mut held, mut known) = (0, Held::new(), BTreeSet::new());
    for (entry, version) in entries.iter().zip(1..) {
        let wrong = |what: &str| format!("entry {version}, {}: {what}", entry.kind.as_str());
        balance += entry.amount;
        if entry.version != version {
            return Err(wrong("there is a gap before it"));
        }
        if entry.amount == 0 || balance < 0 || entry.balance_after != balance {
            return Err(wrong("the balance does not follow"));
        }
        if !known.insert((entry.kind, entry.reference.clone())) {
            return Err(wrong("it was booked before"));
        }
        if entry.amount > 0 {
            receive(&mut held, entry);
        } else {
            spend(&mut held, entry).map_err(wrong)?;
        }
        let lots = entry.lots.as_slice().iter();
        let told: Held = lots
            .map(|lot| (lot.until.unwrap_or(Day::MAX), lot.points))
            .collect();
        if told != held || held.values().sum::<i64>() != balance {
            return Err(wrong("its lots are not what came and went"));
        }
    }
    Ok(balance)
}

fn receive(held: &mut Held, entry: &WalletEntry) {
    for lot in entry.moved.as_slice() {
        *held.entry(lot.until.unwrap_or(Day::MAX)).or_default() += lot.points;
    }
}

/// What goes has to be there, and what ends sooner goes first; what is over only expires.
fn spend(held: &mut Held, entry: &WalletEntry) -> Result<(), &'static str> {
    let (today, expires) = (entry.business_date, entry.kind == EntryKind::Expiry);
    let (mut left, mut last) = (-entry.amount, None);
    for lot in entry.moved.as_slice() {
        let until = lot.until.unwrap_or(Day::MAX);
        let here = held.get_mut(&until).ok_or("what went was not there")?;
        if *here < lot.points || (until < today) != expires {
            return Err("what went could not go");
        }
        (*here, left, last) = (*here - lot.points, left - lot.points, Some(until));
    }
    held.retain(|_, points| *points > 0);
    let passed_over = |until: &Day| *until >= today && last.is_some_and(|last| *until < last);
    if left != 0 {
        return Err("another number went than it says");
    }
    if held.keys().any(passed_over) {
        return Err("what ends sooner stayed");
    }
    Ok(())
}
