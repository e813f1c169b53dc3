//! Figures of the running adapter.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use hexmart_application::platform::GaugeReading;

/// What both databases count.
#[derive(Debug, Default)]
pub(crate) struct Gauges {
    attempts: Counts,
    retries: Counts,
    queued: AtomicU64,
}

/// How often something happened, by use case.
#[derive(Debug, Default)]
struct Counts(Mutex<BTreeMap<&'static str, u64>>);

impl Counts {
    fn add(&self, use_case: &'static str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(use_case).or_default() += 1;
    }

    fn read(&self, reading: impl Fn(&'static str, u64) -> GaugeReading) -> Vec<GaugeReading> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts
            .iter()
            .map(|(use_case, count)| reading(use_case, *count))
            .collect()
    }
}

impl Gauges {
    /// One more attempt of a use case.
    pub(crate) fn count_attempt(&self, use_case: &'static str) {
        self.attempts.add(use_case);
    }

    /// One more repetition of a use case.
    pub(crate) fn count_retry(&self, use_case: &'static str) {
        self.retries.add(use_case);
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
        let mut readings = self
            .retries
            .read(|use_case, count| GaugeReading::Retries { use_case, count });
        let attempts = self
            .attempts
            .read(|use_case, count| GaugeReading::Attempts { use_case, count });
        readings.extend(attempts);
        readings.push(GaugeReading::GateQueue(self.queued.load(Ordering::Relaxed)));
        readings
    }

    #[cfg(test)]
    pub(crate) fn attempts(&self, use_case: &str) -> u64 {
        self.attempts
            .0
            .lock()
            .unwrap()
            .get(use_case)
            .copied()
            .unwrap_or(0)
    }

    #[cfg(test)]
    pub(crate) fn retries(&self, use_case: &str) -> u64 {
        self.retries.0.lock().unwrap().get(use_case).copied().unwrap_or(0)
    }
}
