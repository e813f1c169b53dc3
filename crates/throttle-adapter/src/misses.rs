//! The rule of misses. `redis/miss.lua` and `redis/waiting.lua` are this file in Lua; change all or none.

use hexmart_application::platform::Patience;

use crate::measure::span;

/// What is kept of a key's misses. Times are whole microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Misses {
    /// When the last was, since 1970.
    pub(crate) last: i64,
    count: u32,
    /// How long the key has to wait from then on.
    wait: u64,
    /// How long this is kept from then on.
    pub(crate) kept: u64,
}

/// A [`Patience`] in whole microseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) free: u32,
    pub(crate) window: u64,
    pub(crate) first: u64,
    pub(crate) longest: u64,
}

impl From<Patience> for Terms {
    fn from(patience: Patience) -> Self {
        Self {
            free: patience.free,
            window: span(patience.window),
            first: span(patience.first),
            longest: span(patience.longest),
        }
    }
}

impl Terms {
    /// What the miss of this number costs.
    fn cost(self, count: u32) -> u64 {
        match count.saturating_sub(self.free) {
            0 => 0,
            charged => {
                let doublings = (charged - 1).min(45);
                self.first.saturating_mul(1 << doublings).min(self.longest)
            }
        }
    }
}

/// Counts a miss.
///
/// A waiting time once told is never shortened: neither by a later, cheaper miss, nor by a window that is shorter than
/// it and forgets the count meanwhile.
pub(crate) fn miss(held: Option<Misses>, terms: Terms, now: i64) -> (Option<Misses>, u64) {
    let (count, waiting) = held.map_or((0, 0), |misses| {
        let elapsed = misses.elapsed(now);
        let count = if elapsed < terms.window { misses.count } else { 0 };
        (count, misses.wait.saturating_sub(elapsed))
    });
    let count = count.saturating_add(1);
    let wait = terms.cost(count).max(waiting);
    let kept = wait.max(terms.window);
    let last = now;
    (
        Some(Misses {
            last,
            count,
            wait,
            kept,
        }),
        wait,
    )
}

/// How long a key has to wait.
///
/// When the clock went back, its waiting time begins anew, and is not prolonged by the difference.
pub(crate) fn waiting(held: Option<Misses>, now: i64) -> (Option<Misses>, u64) {
    held.map_or((None, 0), |misses| {
        let last = misses.last.min(now);
        let wait = misses.wait.saturating_sub(misses.elapsed(now));
        (Some(Misses { last, ..misses }), wait)
    })
}

impl Misses {
    fn elapsed(&self, now: i64) -> u64 {
        u64::try_from(now.saturating_sub(self.last)).unwrap_or(0)
    }
}
