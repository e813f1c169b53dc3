//! What tests begin with.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use hexmart_application::platform::{Allowance, Patience, Rate, Throttle};
use hexmart_domain::shared::Instant;

/// What each promise is asked of.
pub(crate) type Asked = Arc<dyn Throttle>;

/// A key that no other test uses, nor any run before.
#[expect(
    clippy::disallowed_methods,
    reason = "a process id may come again, but not at the same time"
)]
pub(crate) fn key() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("test:{}:{}:{count}", std::process::id(), since.as_nanos())
}

/// So many microseconds after the instant at which every test begins.
pub(crate) fn at(micros: i64) -> Instant {
    Instant::from_timestamp_micros(1_790_000_000_000_000 + micros).unwrap()
}

/// A bucket of `burst` tokens that fills up in a minute.
pub(crate) const fn a_minute(burst: u32) -> Rate {
    Rate {
        burst,
        per: Duration::from_mins(1),
    }
}

/// A whole minute, in microseconds.
pub(crate) const MINUTE: i64 = 60_000_000;

/// Three free misses, then 1, 2, 4, 8 and 10 seconds, remembered for 15 minutes.
pub(crate) const PATIENCE: Patience = Patience {
    free: 3,
    window: Duration::from_mins(15),
    first: Duration::from_secs(1),
    longest: Duration::from_secs(10),
};

/// A fallback that nobody may fall back to.
#[derive(Debug)]
pub(crate) struct Forbidden;

#[async_trait]
#[expect(clippy::panic, reason = "the test has failed")]
impl Throttle for Forbidden {
    async fn take(&self, _: &str, _: u32, _: Rate, _: Instant) -> Allowance {
        panic!("Redis did not answer")
    }

    async fn waiting_time(&self, _: &str, _: Instant) -> Duration {
        panic!("Redis did not answer")
    }

    async fn miss(&self, _: &str, _: Patience, _: Instant) -> Duration {
        panic!("Redis did not answer")
    }

    async fn forgive(&self, _: &str) {}
}
