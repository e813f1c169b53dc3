//! The questions that are put to Redis, each answered in one step that nobody else gets into.

use redis::{Cmd, Script, ScriptInvocation};

use crate::measure::Measure;
use crate::misses::Terms;

pub(super) struct Scripts {
    take: Script,
    miss: Script,
    waiting: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        Self {
            take: Script::new(include_str!("take.lua")),
            miss: Script::new(include_str!("miss.lua")),
            waiting: Script::new(include_str!("waiting.lua")),
        }
    }

    /// Answers whether it was granted, and the units that are missing now.
    pub(super) fn take(&self, key: &str, units: u64, measure: &Measure, now: i64) -> ScriptInvocation<'_> {
        let mut take = self.take.key(bucket(key));
        take.arg(now).arg(units).arg(measure.leak).arg(measure.capacity);
        take
    }

    /// A [`Self::take`] of nobody's, which Redis answers if it answers the others.
    pub(super) fn probe(&self) -> ScriptInvocation<'_> {
        let mut probe = self.take.key("hexmart:throttle:probe");
        let (now, units, leak, capacity) = (0, 1, 1, 1);
        probe.arg(now).arg(units).arg(leak).arg(capacity);
        probe
    }

    /// Answers the microseconds to wait.
    pub(super) fn miss(&self, key: &str, terms: Terms, now: i64) -> ScriptInvocation<'_> {
        let mut miss = self.miss.key(misses(key));
        miss.arg(now).arg(terms.free).arg(terms.window);
        miss.arg(terms.first).arg(terms.longest);
        miss
    }

    /// Answers the microseconds to wait.
    pub(super) fn waiting(&self, key: &str, now: i64) -> ScriptInvocation<'_> {
        let mut waiting = self.waiting.key(misses(key));
        waiting.arg(now);
        waiting
    }
}

/// Drops the misses of a key.
pub(super) fn forgive(key: &str) -> Cmd {
    Cmd::del(misses(key))
}

fn bucket(key: &str) -> String {
    format!("hexmart:throttle:bucket:{key}")
}

fn misses(key: &str) -> String {
    format!("hexmart:throttle:misses:{key}")
}
