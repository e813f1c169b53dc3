//! Running lost races again: growing delays, spread at random, until the deadline.
//!
//! The only file that knows the `backoff` crate; it is unmaintained and reaches no further than this.

use std::time::{Duration, Instant};

use backoff::ExponentialBackoff;
use backoff::backoff::Backoff;
use hexmart_application::platform::StoreError;

use crate::gauges::Gauges;

/// How lost races are run again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RetryPolicy {
    /// The upper bound of the first delay.
    pub(crate) first: Duration,
    /// What each upper bound is multiplied with to get the next.
    pub(crate) factor: f64,
    /// The largest upper bound.
    pub(crate) cap: Duration,
    /// When to give up, counted from the first try.
    pub(crate) deadline: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(5),
            factor: 2.0,
            cap: Duration::from_millis(200),
            deadline: Duration::from_secs(10),
        }
    }
}

/// The delays of one operation.
#[derive(Debug)]
pub(crate) struct Retries {
    bounds: ExponentialBackoff,
    give_up_at: Instant,
}

impl RetryPolicy {
    pub(crate) fn begin(self) -> Retries {
        let bounds = ExponentialBackoff {
            current_interval: self.first,
            initial_interval: self.first,
            multiplier: self.factor,
            max_interval: self.cap,
            // The jitter is ours, below: full, so that two losers do not meet again.
            randomization_factor: 0.0,
            max_elapsed_time: None,
            ..ExponentialBackoff::default()
        };
        Retries {
            bounds,
            give_up_at: Instant::now() + self.deadline,
        }
    }
}

impl Retries {
    /// How long to wait before the next try; none when the deadline would pass.
    pub(crate) fn next_delay(&mut self) -> Option<Duration> {
        let bound = self.bounds.next_backoff()?;
        let delay = bound.mul_f64(rand::random::<f64>());
        (Instant::now() + delay < self.give_up_at).then_some(delay)
    }
}

/// Runs `attempt` until it answers anything but [`StoreError::Conflict`], or the deadline passes.
pub(crate) async fn on_conflict<T, A>(
    policy: RetryPolicy,
    gauges: &Gauges,
    use_case: &'static str,
    mut attempt: impl FnMut() -> A,
) -> Result<T, StoreError>
where
    A: Future<Output = Result<T, StoreError>>,
{
    let mut retries = policy.begin();
    loop {
        gauges.count_attempt(use_case);
        match attempt().await {
            Err(StoreError::Conflict) => {}
            decided => return decided,
        }
        let Some(delay) = retries.next_delay() else {
            return Err(StoreError::Conflict);
        };
        gauges.count_retry(use_case);
        tokio::time::sleep(delay).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::ready;
    use std::cell::Cell;

    const QUICK: RetryPolicy = RetryPolicy {
        first: Duration::from_micros(1),
        factor: 2.0,
        cap: Duration::from_micros(10),
        deadline: Duration::from_millis(200),
    };

    #[test]
    fn delays_stay_below_growing_bounds() {
        let policy = RetryPolicy {
            deadline: Duration::from_hours(1),
            ..RetryPolicy::default()
        };
        let mut bounds = [5, 10, 20, 40, 80, 160, 200, 200, 200]
            .into_iter()
            .map(Duration::from_millis);
        let mut retries = policy.begin();
        assert!(bounds.all(|bound| retries.next_delay().is_some_and(|delay| delay <= bound)));
    }

    #[tokio::test]
    async fn only_a_conflict_is_run_again() {
        let (gauges, runs) = (Gauges::default(), Cell::new(0));
        let failed: Result<(), _> = on_conflict(QUICK, &gauges, "test", || {
            runs.set(runs.get() + 1);
            ready(if runs.get() < 3 {
                Err(StoreError::Conflict)
            } else {
                Err(StoreError::backend("broken"))
            })
        })
        .await;
        assert!(matches!(failed, Err(StoreError::Backend(_))));
        assert_eq!((runs.get(), gauges.retries("test")), (3, 2));
        assert_eq!(gauges.attempts("test"), 3);
    }

    #[tokio::test]
    async fn a_race_that_is_always_lost_ends_at_the_deadline() {
        let gauges = Gauges::default();
        let lost: Result<(), _> =
            on_conflict(QUICK, &gauges, "test", || ready(Err(StoreError::Conflict))).await;
        assert!(matches!(lost, Err(StoreError::Conflict)));
        assert!(gauges.retries("test") > 10);
    }
}
