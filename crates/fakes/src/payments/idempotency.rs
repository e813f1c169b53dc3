//! Answers that are given again to those who repeat themselves: by key and address, and not by what is in the body.

use chrono::TimeDelta;
use hexmart_domain::shared::Instant;

use super::answer::Reply;
use crate::shelf::Shelf;

/// The answers that are remembered.
#[derive(Debug, Default)]
pub(super) struct Answers(Shelf<(String, Instant, Reply)>);

impl Answers {
    /// The answer that was given, no longer ago than that.
    pub(super) fn again(&self, key: &str, memory: TimeDelta, now: Instant) -> Option<Reply> {
        let mut known = self.0.iter().rev();
        let found = known.find(|(known, at, _)| known == key && now.signed_duration_since(*at) < memory);
        found.map(|(_, _, reply)| reply.clone())
    }

    pub(super) fn keep(&mut self, key: String, now: Instant, reply: Reply) {
        self.0.put((key, now, reply));
    }
}
