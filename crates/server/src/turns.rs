//! Work in the background takes turns with what people ask for, until it is stopped.

use std::time::Duration;

use async_trait::async_trait;
use hexmart_application::platform::Pace;
use tokio::sync::watch;
use tokio::time::sleep;

/// The longest rest between two parts of much.
const LONGEST: Duration = Duration::from_secs(2);

/// Whether work goes on, and how long it rests.
#[derive(Debug)]
pub(crate) struct Turns {
    stopped: watch::Sender<bool>,
}

/// Somebody who works until told to stop.
#[derive(Debug, Clone)]
pub(crate) struct Turn(watch::Receiver<bool>);

impl Turns {
    pub(crate) fn new() -> Self {
        Self {
            stopped: watch::Sender::new(false),
        }
    }

    /// Nothing new is begun from now on.
    pub(crate) fn stop(&self) {
        self.stopped.send_replace(true);
    }

    pub(crate) fn turn(&self) -> Turn {
        Turn(self.stopped.subscribe())
    }
}

impl Turn {
    /// Waits, unless it is time to stop; false when it is.
    pub(crate) async fn pause(&mut self, length: Duration) -> bool {
        tokio::select! {
            () = sleep(length) => !*self.0.borrow(),
            () = self.stopped() => false,
        }
    }

    /// Waits until it is time to stop.
    pub(crate) async fn stopped(&mut self) {
        // Without anybody left who could say so it is time, too.
        let _nobody_left = self.0.wait_for(|stopped| *stopped).await;
    }

    /// Whether there is still time.
    pub(crate) fn goes_on(&self) -> bool {
        !*self.0.borrow()
    }
}

/// The rest that leaves work of so long a quarter of the time.
pub(crate) fn rest_after(worked: Duration) -> Duration {
    worked.saturating_mul(3).min(LONGEST)
}

#[async_trait]
impl Pace for Turns {
    async fn rest(&self, worked: Duration) -> bool {
        self.turn().pause(rest_after(worked)).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// So long that a test would never end if it were waited for.
    const LONG: Duration = Duration::from_hours(1);

    #[test]
    fn work_takes_a_quarter_of_the_time_and_rests_no_longer_than_two_seconds() {
        let after = |millis| rest_after(Duration::from_millis(millis)).as_millis();
        assert_eq!(
            [after(0), after(50), after(700), after(60_000)],
            [0, 150, 2_000, 2_000]
        );
    }

    #[tokio::test]
    async fn a_rest_ends_when_it_is_time_to_stop() {
        let turns = Arc::new(Turns::new());
        assert!(turns.rest(Duration::ZERO).await);
        let (mut waiting, mut asked_later) = (turns.turn(), turns.turn());
        let waits = tokio::spawn(async move { waiting.pause(LONG).await });
        turns.stop();
        assert!(!waits.await.unwrap());
        assert!(!asked_later.goes_on());
        assert!(!asked_later.pause(LONG).await);
        asked_later.stopped().await;
        assert!(!turns.rest(LONG).await);
        assert!(!turns.turn().goes_on());
    }
}
