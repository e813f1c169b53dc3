use std::any::Any;
use std::hash::Hash;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use crate::moment::Moment;
use crate::weight::Weight;

/// When an answer that nobody asked for again is dropped at the next opportunity. That it is not given any more, see
/// [`Moment::serves`]; this only frees its memory while there is little to do.
const DROPPED: Duration = Duration::from_secs(10);
/// What an answer weighs beside itself and its question, in bytes: the cache's records of it.
const RECORDS: usize = 320;

/// Answers by question, bounded by weight: what was not asked for longest goes first.
///
/// One store for answers of all types, so that they share one bound. The least recently used goes, not the least
/// frequently used (which is what moka does by itself): answers live so briefly that one which was asked for often is
/// old, and in the way of those that take its place.
#[derive(Clone)]
pub(crate) struct Answers<Q> {
    kept: Cache<Q, Kept>,
    capacity: u32,
    /// Bytes that came since room was last made. By itself moka makes room every few hundred answers, however heavy.
    unsettled: Arc<AtomicU32>,
}

#[derive(Clone)]
struct Kept {
    moment: Moment,
    weight: u32,
    /// Shared with the records of the cache, and empty when it is dropped from there. Those records are freed later, when
    /// no thread can be reading them: much later while many threads are busy, and they would hold the answers for so long.
    answer: Arc<Mutex<Option<Answer>>>,
}

type Answer = Arc<dyn Any + Send + Sync>;

impl Kept {
    fn answer(&self) -> MutexGuard<'_, Option<Answer>> {
        self.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<Answer> {
        self.answer().take()
    }
}

impl<Q> Answers<Q>
where
    Q: Eq + Hash + Send + Sync + Weight + 'static,
{
    /// No answers, and room for `capacity` bytes of them.
    pub(crate) fn new(capacity: u32) -> Self {
        let kept = Cache::builder()
            .max_capacity(capacity.into())
            .weigher(|_, kept: &Kept| kept.weight)
            .eviction_policy(EvictionPolicy::lru())
            .time_to_live(DROPPED)
            .eviction_listener(|_, kept: Kept, _| drop(kept.take()))
            .build();
        Self {
            kept,
            capacity,
            unsettled: Arc::default(),
        }
    }

    /// The answer to `question`, if there is one that serves `moment`.
    pub(crate) fn recall<A: Send + Sync + 'static>(&self, question: &Q, moment: &Moment) -> Option<Arc<A>> {
        let kept = self
            .kept
            .get(question)
            .filter(|kept| kept.moment.serves(moment))?;
        let answer = kept.answer().clone()?;
        answer.downcast().ok()
    }

    /// Keeps an answer, unless it alone would take half of the room.
    pub(crate) fn keep<A: Send + Sync + Weight + 'static>(
        &self,
        question: Q,
        moment: Moment,
        answer: &Arc<A>,
    ) {
        let own = size_of::<Q>() + size_of::<Kept>() + size_of::<A>();
        let bytes = own + question.beyond() + answer.beyond() + RECORDS;
        let weight = u32::try_from(bytes).unwrap_or(u32::MAX);
        if weight > self.capacity / 2 {
            return;
        }
        let kept = Kept {
            moment,
            weight,
            answer: Arc::new(Mutex::new(Some(Arc::<A>::clone(answer)))),
        };
        self.kept.insert(question, kept);
        self.make_room(weight);
    }

    fn make_room(&self, weight: u32) {
        let before = self.unsettled.fetch_add(weight, Ordering::Relaxed);
        if before.saturating_add(weight) >= self.capacity / 16 {
            self.unsettled.store(0, Ordering::Relaxed);
            self.kept.run_pending_tasks();
        }
    }

    /// What all answers weigh, in bytes.
    #[cfg(test)]
    pub(crate) fn weight(&self) -> u64 {
        self.kept.run_pending_tasks();
        self.kept.weighted_size()
    }
}

#[cfg(test)]
mod tests;
