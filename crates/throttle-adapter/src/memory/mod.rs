//! [`MemoryThrottle`]: a throttle of one process.

mod entries;

use std::time::Duration;

use async_trait::async_trait;
use hexmart_application::platform::{Allowance, Patience, Rate, Throttle};
use hexmart_domain::shared::Instant;

use crate::bucket::{self, Bucket};
use crate::measure::Measure;
use crate::misses::{self, Misses};

use entries::{Entries, Entry};

/// Counts for this process alone: with several, each grants a burst of its own. Forgets all when it ends.
///
/// Remembers at most 458,752 buckets and as many keys that missed, in less than 35 MB together, however many keys it is
/// asked about and however long they are. What means nothing any more (a full bucket, forgotten misses) is dropped
/// first; where that is not enough, what would soonest mean nothing: its owner gets a full bucket, or is forgiven, early.
/// Keys are hashed, and not kept.
#[derive(Debug, Default)]
pub struct MemoryThrottle {
    buckets: Entries<Bucket>,
    misses: Entries<Misses>,
}

impl MemoryThrottle {
    /// Makes a throttle that knows of nobody.
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait]
impl Throttle for MemoryThrottle {
    async fn take(&self, key: &str, cost: u32, rate: Rate, now: Instant) -> Allowance {
        let (measure, now) = (Measure::from(rate), now.timestamp_micros());
        let units = measure.units(cost);
        let taken = self
            .buckets
            .change(key, now, |held| bucket::take(held, units, &measure, now));
        measure.allowance(taken, cost)
    }

    async fn waiting_time(&self, key: &str, now: Instant) -> Duration {
        let now = now.timestamp_micros();
        let wait = self.misses.change(key, now, |held| misses::waiting(held, now));
        Duration::from_micros(wait)
    }

    async fn miss(&self, key: &str, patience: Patience, now: Instant) -> Duration {
        let now = now.timestamp_micros();
        let wait = self
            .misses
            .change(key, now, |held| misses::miss(held, patience.into(), now));
        Duration::from_micros(wait)
    }

    async fn forgive(&self, key: &str) {
        self.misses.remove(key);
    }
}

impl Entry for Bucket {
    fn forgotten_at(&self) -> i64 {
        // A rest may flow back in the microsecond in which the bucket is full.
        self.full_at.saturating_add(1)
    }
}

impl Entry for Misses {
    fn forgotten_at(&self) -> i64 {
        self.last.saturating_add_unsigned(self.kept)
    }
}
