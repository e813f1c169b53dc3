//! Figures of the running adapter.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use hexmart_application::platform::GaugeReading;

/// What both databases count.
#[derive(Debug, Default)]
pub(crate) struct Gauges {
    retries: Mutex<BTreeMap<&'static str, u64>>,
    queued: AtomicU64,
}

impl Gauges {
    /// One more repetition of a use case.
    pub(crate) fn count_retry(&self, use_case: &'static str) {
        let mut retries = self.retries.lock().unwrap_or_else(PoisonError::into_inner);
        *retries.entry(use_case).or_default() += 1;
    }

    /// A command began to wait for its turn.
    pub(crate) fn enqueued(&self) {
        self.queued.fetch_add(1, Ordering::Relaxed);
    }

    /// Commands stopped waiting.
    pub(crate) fn dequeued(&self, commands: usize) {
        self.queued
            .fetch_sub(u64::try_from(commands).unwrap_or(0), Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Vec<GaugeReading> {
        let retries = self.retries.lock().unwrap_or_else(PoisonError::into_inner);
        let mut readings: Vec<_> = retries
            .iter()
            .map(|(use_case, count)| GaugeReading::Retries {
                use_case,
                count: *count,
            })
            .collect();
        readings.push(GaugeReading::GateQueue(self.queued.load(Ordering::Relaxed)));
        readings
    }

    #[cfg(test)]
    pub(crate) fn retries(&self, use_case: &str) -> u64 {
        self.retries.lock().unwrap().get(use_case).copied().unwrap_or(0)
    }
}
