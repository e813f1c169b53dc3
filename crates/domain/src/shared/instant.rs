use chrono::{DateTime, SubsecRound, Utc};

/// A point in time, in UTC, never finer than a microsecond: what both databases keep exactly.
pub type Instant = DateTime<Utc>;

/// Cuts an instant to whole microseconds, so that the answer to a write equals every later read.
pub fn to_micros(instant: Instant) -> Instant {
    instant.trunc_subsecs(6)
}
