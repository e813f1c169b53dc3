use chrono::{Datelike, Months};
use thiserror::Error;

use super::EntryKind;
use crate::shared::{Day, Points};

/// Points that last until the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lot {
    /// The last day on which they can be used; none when they last for ever.
    pub until: Option<Day>,
    /// How many. More than none.
    pub points: i64,
}

/// What a wallet holds, by how long it lasts: what ends first comes first, what lasts for ever comes last. At most one lot
/// for each day, none of it empty.
///
/// Days are ends of months, so there are few: with points that last a year, fourteen at most.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lots(Vec<Lot>);

/// Why a list is not what a wallet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("lots are more than nothing, each day once, the earliest first")]
pub struct LotsError;

impl Lots {
    /// Nothing.
    pub const NONE: Self = Self(Vec::new());

    /// Lots as they are stored.
    pub fn new(lots: Vec<Lot>) -> Result<Self, LotsError> {
        let filled = lots.iter().all(|lot| lot.points > 0);
        let ordered = lots.is_sorted_by(|a, b| comes_before(a.until, b.until));
        if filled && ordered {
            Ok(Self(lots))
        } else {
            Err(LotsError)
        }
    }

    /// The lots, what ends first at the front.
    pub fn as_slice(&self) -> &[Lot] {
        &self.0
    }

    /// All points together.
    pub fn total(&self) -> i64 {
        self.0
            .iter()
            .fold(0, |sum: i64, lot| sum.saturating_add(lot.points))
    }

    /// Points that can be used on a day.
    pub fn usable(&self, on: Day) -> i64 {
        let usable = self.0.iter().filter(|lot| !is_over(lot, on));
        usable.fold(0, |sum: i64, lot| sum.saturating_add(lot.points))
    }

    /// Lots whose last day is over, and that day, the earliest first.
    pub fn over(&self, on: Day) -> impl Iterator<Item = (Day, i64)> {
        let dated = self.0.iter().filter(move |lot| is_over(lot, on));
        dated.filter_map(|lot| lot.until.map(|until| (until, lot.points)))
    }

    /// These lots and others.
    #[must_use]
    pub fn with(&self, others: &Self) -> Self {
        others
            .0
            .iter()
            .fold(self.clone(), |lots, lot| lots.and(lot.until, lot.points))
    }

    /// These lots and points that last until a day.
    #[must_use]
    pub(super) fn and(&self, until: Option<Day>, points: i64) -> Self {
        let mut lots = self.0.clone();
        if let Some(lot) = lots.iter_mut().find(|lot| lot.until == until) {
            lot.points = lot.points.saturating_add(points);
        } else {
            let place = lots.partition_point(|lot| comes_before(lot.until, until));
            lots.insert(place, Lot { until, points });
        }
        Self(lots)
    }

    /// These lots but the one that lasts until a day.
    #[must_use]
    pub(super) fn but(&self, until: Day) -> Self {
        let others = self.0.iter().filter(|lot| lot.until != Some(until));
        Self(others.copied().collect())
    }

    /// Takes points that can be used on a day, those that end first. Answers what is left, and what was taken; none when
    /// there are too few.
    pub(super) fn take(&self, points: Points, on: Day) -> Option<(Self, Self)> {
        let mut wanted = points.get();
        let (mut left, mut taken) = (Vec::new(), Vec::new());
        for lot in &self.0 {
            let part = if is_over(lot, on) {
                0
            } else {
                wanted.min(lot.points)
            };
            wanted -= part;
            for (lots, points) in [(&mut taken, part), (&mut left, lot.points - part)] {
                if points > 0 {
                    lots.push(Lot { points, ..*lot });
                }
            }
        }
        (wanted == 0).then_some((Self(left), Self(taken)))
    }

    /// What of these lots, which were taken once, comes back next: what was taken last comes back first, so what lasts
    /// longest. `already` of them did. None when there were not so many.
    pub(super) fn returning(&self, already: i64, points: Points) -> Option<Self> {
        let (mut skip, mut wanted) = (already.max(0), points.get());
        let mut back = Vec::new();
        for lot in self.0.iter().rev() {
            let skipped = skip.min(lot.points);
            let part = wanted.min(lot.points - skipped);
            skip -= skipped;
            wanted -= part;
            if part > 0 {
                back.push(Lot { points: part, ..*lot });
            }
        }
        back.reverse();
        (skip == 0 && wanted == 0).then_some(Self(back))
    }

    /// The same points, but those that are over on a day last until another.
    pub(super) fn revived(&self, on: Day, day: Day) -> Self {
        let until = |lot: &Lot| if is_over(lot, on) { Some(day) } else { lot.until };
        self.0
            .iter()
            .fold(Self::default(), |lots, lot| lots.and(until(lot), lot.points))
    }
}

fn is_over(lot: &Lot, on: Day) -> bool {
    lot.until.is_some_and(|until| until < on)
}

/// For ever comes last.
fn comes_before(a: Option<Day>, b: Option<Day>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a < b,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// How long points last that expire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpiryPolicy {
    /// To the end of which month, counted from the one in which they came: 12 is the same month of the next year. For ever
    /// when nothing is said.
    pub months: Option<u32>,
}

impl Default for ExpiryPolicy {
    fn default() -> Self {
        Self { months: Some(12) }
    }
}

impl ExpiryPolicy {
    /// The last day of points of this kind that come on a day.
    pub fn until(self, kind: EntryKind, on: Day) -> Option<Day> {
        let months = self.months.filter(|_| kind.expires())?;
        end_of_month(on, months)
    }
}

/// The last day of the month that comes so many months after a day's. None beyond the end of the calendar.
pub(super) fn end_of_month(day: Day, months: u32) -> Option<Day> {
    let first = day.with_day(1)?;
    let next = first.checked_add_months(Months::new(months.checked_add(1)?))?;
    next.pred_opt()
}
