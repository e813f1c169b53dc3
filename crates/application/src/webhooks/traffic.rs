use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use hexmart_domain::shared::Instant;
use hexmart_domain::webhooks::{Attempt, Verdict};

use crate::platform::Receiver;

/// Which receivers are to be left in peace: those that failed again and again, and those that asked for it.
///
/// Each message has its own schedule of tries. A receiver that is down would still take the place of others, ten seconds at a
/// time, once for every message it has not got. It is kept in memory alone: a new process finds out within a few tries.
#[derive(Default)]
pub(super) struct Traffic(Mutex<BTreeMap<Receiver, Jam>>);

#[derive(Clone, Copy)]
struct Jam {
    /// Failures since something arrived.
    failures: u32,
    until: Instant,
}

/// So many failures in a row are no accident.
const ACCIDENTS: u32 = 4;
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(30);
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(10);
/// How long a receiver can ask to be left in peace.
const LONGEST_WISH: TimeDelta = TimeDelta::hours(1);

impl Traffic {
    /// Those that are to be sent nothing at `now`.
    pub(super) fn spared(&self, now: Instant) -> Vec<Receiver> {
        let jams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let spared = jams.iter().filter(|(_, jam)| now < jam.until);
        spared.map(|(receiver, _)| *receiver).collect()
    }

    /// Takes note of what came of sending something.
    pub(super) fn note(&self, receiver: Receiver, attempt: &Attempt, now: Instant) {
        let mut jams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if attempt.verdict() == Verdict::Arrived {
            jams.remove(&receiver);
            return;
        }
        let jam = jams.entry(receiver).or_insert(Jam {
            failures: 0,
            until: now,
        });
        jam.failures = jam.failures.saturating_add(1);
        let wish = attempt.retry_after.unwrap_or_default().min(LONGEST_WISH);
        jam.until = jam.until.max(now + pause(jam.failures).max(wish));
    }
}

/// Twice as long for each failure beyond an accident.
fn pause(failures: u32) -> TimeDelta {
    match failures.checked_sub(ACCIDENTS) {
        None => TimeDelta::zero(),
        Some(beyond) => (FIRST_PAUSE * 2_i32.saturating_pow(beyond.min(10))).min(LONGEST_PAUSE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    const NOW: Instant = DateTime::UNIX_EPOCH;
    const ONE: Receiver = [1; 8];
    const OTHER: Receiver = [2; 8];

    fn seconds(count: i64) -> Instant {
        NOW + TimeDelta::seconds(count)
    }

    #[test]
    fn who_fails_again_and_again_is_left_in_peace_ever_longer() {
        let traffic = Traffic::default();
        for _ in 0..3 {
            traffic.note(ONE, &Attempt::failed("no answer"), NOW);
            assert!(traffic.spared(NOW).is_empty());
        }
        traffic.note(ONE, &Attempt::answered(500), NOW);
        assert_eq!(traffic.spared(seconds(29)), [ONE]);
        assert!(traffic.spared(seconds(30)).is_empty());
        traffic.note(ONE, &Attempt::answered(500), seconds(30));
        assert_eq!(traffic.spared(seconds(89)), [ONE]);
        for _ in 0..40 {
            traffic.note(ONE, &Attempt::answered(500), seconds(90));
        }
        assert_eq!(traffic.spared(seconds(90 + 599)), [ONE]);
        assert!(traffic.spared(seconds(90 + 600)).is_empty());
        traffic.note(ONE, &Attempt::answered(200), seconds(91));
        assert!(traffic.spared(seconds(91)).is_empty());
    }

    #[test]
    fn who_asks_for_it_is_left_in_peace_but_not_for_ever() {
        let traffic = Traffic::default();
        let wish = |length| Attempt {
            retry_after: Some(length),
            ..Attempt::answered(429)
        };
        traffic.note(ONE, &wish(TimeDelta::seconds(60)), NOW);
        traffic.note(OTHER, &wish(TimeDelta::days(900)), NOW);
        assert_eq!(traffic.spared(seconds(59)), [ONE, OTHER]);
        assert_eq!(traffic.spared(seconds(3_599)), [OTHER]);
        assert!(traffic.spared(seconds(3_600)).is_empty());
    }
}
