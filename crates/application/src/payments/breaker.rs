use std::collections::VecDeque;

use chrono::TimeDelta;
use hexmart_domain::shared::Instant;

/// Keeps calls from a neighbour that does not answer: whoever would wait for it is told so at once, and it is left in peace
/// while it recovers.
///
/// It opens when at least half of the calls of the last ten seconds failed, of at least twenty. While it is open, one call
/// every five seconds goes through; the first of those that succeeds closes it. Pure: time is told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Breaker {
    recent: VecDeque<Call>,
    /// When the next call may go through although it is open; none while it is closed.
    probe_at: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Call {
    at: Instant,
    failed: bool,
}

/// The right to make one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pass {
    /// As always.
    Ordinary,
    /// To find out whether the neighbour is back.
    Probe,
}

impl Breaker {
    const WINDOW: TimeDelta = TimeDelta::seconds(10);
    const FEWEST: usize = 20;
    const BETWEEN_PROBES: TimeDelta = TimeDelta::seconds(5);
    /// Calls that are looked at: a busier neighbour is judged by its last thousand.
    const MOST: usize = 1_000;

    /// Whether a call may be made.
    pub(crate) fn admit(&mut self, now: Instant) -> Option<Pass> {
        match self.probe_at {
            None => Some(Pass::Ordinary),
            Some(at) if at <= now => {
                // A probe of which nobody ever hears must not keep the breaker open for ever.
                self.probe_at = Some(now + Self::BETWEEN_PROBES);
                Some(Pass::Probe)
            }
            Some(_) => None,
        }
    }

    /// Tells what became of a call. Calls that began before the breaker opened say nothing about now.
    pub(crate) fn report(&mut self, pass: Pass, failed: bool, now: Instant) {
        match (pass, self.probe_at) {
            (Pass::Ordinary, None) => self.weigh(failed, now),
            (Pass::Probe, Some(_)) if !failed => *self = Self::default(),
            (Pass::Ordinary | Pass::Probe, _) => {}
        }
    }

    fn weigh(&mut self, failed: bool, now: Instant) {
        self.recent.push_back(Call { at: now, failed });
        let is_old = |call: &Call| call.at + Self::WINDOW <= now;
        while self.recent.len() > Self::MOST || self.recent.front().is_some_and(is_old) {
            self.recent.pop_front();
        }
        let failures = self.recent.iter().filter(|call| call.failed).count();
        if self.recent.len() >= Self::FEWEST && failures * 2 >= self.recent.len() {
            self.probe_at = Some(now + Self::BETWEEN_PROBES);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn at(milliseconds: i64) -> Instant {
        DateTime::UNIX_EPOCH + TimeDelta::milliseconds(milliseconds)
    }

    /// One call at a time: whether it went through.
    fn call(breaker: &mut Breaker, failed: bool, milliseconds: i64) -> bool {
        let Some(pass) = breaker.admit(at(milliseconds)) else {
            return false;
        };
        breaker.report(pass, failed, at(milliseconds));
        true
    }

    fn opened() -> Breaker {
        let mut breaker = Breaker::default();
        for place in 0..20 {
            assert!(call(&mut breaker, true, place));
        }
        breaker
    }

    #[test]
    fn nineteen_failures_are_not_enough() {
        let mut breaker = Breaker::default();
        assert!((0..19).all(|place| call(&mut breaker, true, place)));
        assert!(call(&mut breaker, true, 19));
        assert!(!call(&mut breaker, true, 20));
    }

    #[test]
    fn half_of_the_calls_have_to_fail() {
        let mut breaker = Breaker::default();
        for place in 0..100 {
            // Two successes, one failure.
            assert!(call(&mut breaker, place % 3 == 2, place), "{place}");
        }
        let mut breaker = Breaker::default();
        for place in 0..20 {
            assert!(call(&mut breaker, place % 2 == 1, place));
        }
        assert!(!call(&mut breaker, false, 20));
    }

    #[test]
    fn failures_are_forgotten_after_ten_seconds() {
        let mut breaker = Breaker::default();
        for place in 0..19 {
            assert!(call(&mut breaker, true, place));
        }
        assert!(call(&mut breaker, true, 10_019));
        assert!(call(&mut breaker, false, 10_020));
    }

    #[test]
    fn one_call_in_five_seconds_looks_whether_it_is_over() {
        let mut breaker = opened();
        assert!(!call(&mut breaker, false, 5_018));
        // The probe fails: the next is five seconds on.
        assert!(call(&mut breaker, true, 5_019));
        assert!(!call(&mut breaker, false, 10_018));
        assert!(call(&mut breaker, false, 10_019));
        // It succeeded, and nothing is held against the neighbour.
        assert!((0..19).all(|place| call(&mut breaker, true, 10_020 + place)));
    }

    #[test]
    fn two_do_not_probe_at_once() {
        let mut breaker = opened();
        assert_eq!(breaker.admit(at(6_000)), Some(Pass::Probe));
        assert_eq!(breaker.admit(at(6_000)), None);
        // Nobody ever heard of the first.
        assert_eq!(breaker.admit(at(11_000)), Some(Pass::Probe));
    }

    #[test]
    fn what_began_before_it_opened_does_not_close_it() {
        let mut breaker = Breaker::default();
        let late = breaker.admit(at(0)).unwrap();
        for place in 0..20 {
            call(&mut breaker, true, place);
        }
        breaker.report(late, false, at(100));
        assert_eq!(breaker.admit(at(101)), None);
    }
}
