//! What is counted while a load runs.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use hdrhistogram::Histogram;

/// Longest latency told apart, in microseconds; anything slower counts as this.
const LONGEST: u64 = 60_000_000;

/// Latencies, failures and the moment of the last answer.
#[derive(Debug)]
pub(crate) struct Tally {
    latencies: Histogram<u64>,
    last_answer: Option<Instant>,
    /// Requests that failed or were refused, the warm-up included.
    pub(crate) errors: u64,
    /// The first failure in words.
    pub(crate) first_error: Option<String>,
}

impl Tally {
    pub(crate) fn new() -> Result<Self> {
        let latencies = Histogram::new_with_bounds(1, LONGEST, 3).context("cannot set up a histogram")?;
        Ok(Self {
            latencies,
            last_answer: None,
            errors: 0,
            first_error: None,
        })
    }

    /// Counts one request that was answered as hoped.
    pub(crate) fn answered(&mut self, started: Instant, finished: Instant) {
        let latency = finished.duration_since(started).as_micros();
        self.latencies
            .saturating_record(u64::try_from(latency).unwrap_or(LONGEST));
        self.last_answer = self.last_answer.max(Some(finished));
    }

    /// Counts one request that was not.
    pub(crate) fn failed(&mut self, error: &anyhow::Error) {
        self.errors += 1;
        self.first_error.get_or_insert_with(|| format!("{error:#}"));
    }

    /// Adds what another thread counted.
    pub(crate) fn absorb(&mut self, other: Self) -> Result<()> {
        self.latencies
            .add(&other.latencies)
            .context("cannot add histograms")?;
        self.last_answer = self.last_answer.max(other.last_answer);
        self.errors += other.errors;
        self.first_error = self.first_error.take().or(other.first_error);
        Ok(())
    }

    /// Answers per second, from `measured_from` to `end` or to the last answer if that came later: a
    /// server that stalls at the end pays for it.
    pub(crate) fn rate(&self, measured_from: Instant, end: Instant) -> f64 {
        let until = self.last_answer.map_or(end, |last| last.max(end));
        real(self.latencies.len()) / until.duration_since(measured_from).as_secs_f64()
    }

    /// The latency that this share of the answers did not exceed, in milliseconds.
    pub(crate) fn quantile_ms(&self, share: f64) -> f64 {
        let micros = self.latencies.value_at_quantile(share);
        Duration::from_micros(micros).as_secs_f64() * 1_000.0
    }
}

/// A count as a real number.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "std has no u64 to f64 conversion without a cast; counts here stay far below 2^53"
)]
pub(crate) fn real(count: u64) -> f64 {
    count as f64
}
