use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_application::platform::{Allowance, Patience, Rate, Throttle};
use hexmart_domain::shared::Instant;

/// A throttle that counts. A bucket fills up at once, `rate.per` after its first cost, and not little by little.
#[derive(Default)]
pub(crate) struct Counting {
    buckets: Mutex<HashMap<String, (Instant, u32)>>,
    misses: Mutex<HashMap<String, (u32, Instant)>>,
}

impl Counting {
    /// The keys that start like this and were charged, with what was taken.
    pub(crate) fn charged(&self, start: &str) -> Vec<(String, u32)> {
        let buckets = self.buckets.lock().unwrap();
        let charged = buckets.iter().filter(|(key, _)| key.starts_with(start));
        let mut charged: Vec<_> = charged.map(|(key, (_, taken))| (key.clone(), *taken)).collect();
        charged.sort();
        charged
    }

    /// How many misses are remembered.
    pub(crate) fn misses(&self) -> u32 {
        self.misses.lock().unwrap().values().map(|(count, _)| count).sum()
    }
}

#[async_trait]
impl Throttle for Counting {
    async fn take(&self, key: &str, cost: u32, rate: Rate, now: Instant) -> Allowance {
        let mut buckets = self.buckets.lock().unwrap();
        let (since, taken) = buckets.entry(key.to_owned()).or_insert((now, 0));
        if now >= *since + rate.per {
            (*since, *taken) = (now, 0);
        }
        let full_after = (*since + rate.per - now).to_std().unwrap();
        let granted = *taken + cost <= rate.burst;
        if granted {
            *taken += cost;
        }
        Allowance {
            granted,
            remaining: rate.burst - *taken,
            full_after,
            retry_after: if granted { Duration::ZERO } else { full_after },
        }
    }

    async fn waiting_time(&self, key: &str, now: Instant) -> Duration {
        let misses = self.misses.lock().unwrap();
        let until = misses.get(key).map_or(now, |(_, until)| *until);
        (until - now).to_std().unwrap_or_default()
    }

    async fn miss(&self, key: &str, patience: Patience, now: Instant) -> Duration {
        let mut misses = self.misses.lock().unwrap();
        let (count, until) = misses.entry(key.to_owned()).or_insert((0, now));
        *count += 1;
        let wait = match count.checked_sub(patience.free + 1) {
            Some(steps) => (patience.first * 2_u32.pow(steps)).min(patience.longest),
            None => Duration::ZERO,
        };
        *until = now + wait;
        wait
    }

    async fn forgive(&self, key: &str) {
        self.misses.lock().unwrap().remove(key);
    }
}
