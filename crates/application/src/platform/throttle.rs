use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::shared::Instant;

/// Counts what callers take, so that nobody takes too much.
///
/// Never fails: an adapter whose counter is out of reach falls back to one of its own, and says so in the log.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Throttle: Send + Sync {
    /// Takes `cost` from the bucket of `key`, which holds `rate.burst` when full and fills up within `rate.per`. Takes
    /// all of it or nothing. MUST be exact among callers at the same time: never more than a bucket holds.
    async fn take(&self, key: &str, cost: u32, rate: Rate, now: Instant) -> Allowance;

    /// How long `key` has to wait after its misses; zero when it need not.
    async fn waiting_time(&self, key: &str, now: Instant) -> Duration;

    /// Counts a miss of `key`. The first `patience.free` misses within `patience.window` cost nothing; the next costs
    /// `patience.first` of waiting, each further one twice the one before, up to `patience.longest`. Answers how long
    /// the key has to wait now. Misses are forgotten when none came for the length of the window.
    async fn miss(&self, key: &str, patience: Patience, now: Instant) -> Duration;

    /// Forgets the misses of `key`.
    async fn forgive(&self, key: &str);
}

/// A token bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// What a full bucket holds; at least 1.
    pub burst: u32,
    /// How long an empty bucket takes to fill up.
    pub per: Duration,
}

/// What a caller may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Whether it was taken.
    pub granted: bool,
    /// What is left.
    pub remaining: u32,
    /// When the bucket is full again.
    pub full_after: Duration,
    /// When the refused cost can be taken; zero when it was granted.
    pub retry_after: Duration,
}

/// How misses are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Misses without a consequence.
    pub free: u32,
    /// How long a miss is remembered after the last one.
    pub window: Duration,
    /// The first waiting time.
    pub first: Duration,
    /// The longest.
    pub longest: Duration,
}
