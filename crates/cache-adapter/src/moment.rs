use std::time::Duration;

use hexmart_domain::shared::Instant as Time;
use tokio::time::Instant;

/// How long an answer may be given unless said. Other processes' commits are noticed by age alone, and nobody is to see a price or a
/// stock that is older than a second: the rest of the second is for the way to the shopper.
const LIFE: Duration = Duration::from_millis(900);

/// How things stood when a question was put.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// How often what the answer speaks of had changed: read before the question is put, so that a change in between
    /// makes the answer old.
    generation: u64,
    /// When it was put. Not when the answer came: what it says may be as old as the question.
    put: Instant,
    /// The time it was put for; none where the answer does not depend on it.
    time: Option<Time>,
    /// How long its answer may be given.
    life: Duration,
}

impl Moment {
    /// This moment.
    pub(crate) fn new(generation: u64, time: Option<Time>) -> Self {
        Self {
            generation,
            put: Instant::now(),
            time,
            life: LIFE,
        }
    }

    /// This moment, of an answer that may be given for so long: less than it is kept.
    pub(crate) const fn lasting(self, life: Duration) -> Self {
        Self { life, ..self }
    }

    /// This moment, by another generation.
    pub(crate) const fn by(self, generation: u64) -> Self {
        Self { generation, ..self }
    }

    /// This moment, by the sum of both generations.
    pub(crate) const fn plus(self, other: &Self) -> Self {
        self.by(self.generation + other.generation)
    }

    /// Whether an answer from this moment can be given to who asks at `later`.
    ///
    /// A newer generation than the one he read is welcome: somebody else read it meanwhile.
    pub(crate) fn serves(&self, later: &Self) -> bool {
        self.generation >= later.generation
            && later.put.saturating_duration_since(self.put) < self.life
            && near(self.time, later.time)
    }
}

/// Whether two times are so near that one may stand for the other: callers read their clocks in no particular order, but
/// who asks about another day is not to be answered about this one.
fn near(one: Option<Time>, other: Option<Time>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs().to_std().is_ok_and(|apart| apart < LIFE),
        (None, None) => true,
        _ => false,
    }
}
