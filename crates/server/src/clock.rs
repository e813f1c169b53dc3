use chrono::Utc;
use hexmart_application::platform::Clock;
use hexmart_domain::shared::Instant;

/// The clock of the machine, the only place that asks it.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Utc::now()
    }
}
