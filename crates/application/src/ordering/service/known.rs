use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use hexmart_domain::shared::Instant;

/// What was found out, for a while; the oldest goes when there is too much.
pub(super) struct Known<K, V> {
    answers: Mutex<Answers<K, V>>,
    most: usize,
    lifetime: TimeDelta,
}

struct Answers<K, V> {
    by_key: HashMap<K, (V, Instant)>,
    /// Each key once, in the order in which they came.
    order: VecDeque<K>,
}

impl<K: Hash + Eq + Clone, V: Clone> Known<K, V> {
    /// Nothing yet; at most `most` answers, each for `lifetime`.
    pub(super) fn new(most: usize, lifetime: TimeDelta) -> Self {
        let answers = Answers {
            by_key: HashMap::new(),
            order: VecDeque::new(),
        };
        Self {
            answers: Mutex::new(answers),
            most,
            lifetime,
        }
    }

    pub(super) fn get(&self, key: &K, now: Instant) -> Option<V> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let (answer, since) = answers.by_key.get(key)?;
        let age = now.signed_duration_since(*since);
        (age >= TimeDelta::zero() && age <= self.lifetime).then(|| answer.clone())
    }

    pub(super) fn put(&self, key: K, answer: V, now: Instant) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.by_key.insert(key.clone(), (answer, now)).is_none() {
            answers.order.push_back(key);
        }
        while answers.order.len() > self.most {
            if let Some(oldest) = answers.order.pop_front() {
                answers.by_key.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn an_answer_is_known_for_a_while_and_among_the_newest() {
        let known = Known::new(2, TimeDelta::seconds(10));
        let at = |second| DateTime::from_timestamp(second, 0).unwrap();
        known.put(1, "one", at(0));
        known.put(1, "one again", at(5));
        assert_eq!(known.get(&1, at(15)), Some("one again"));
        assert_eq!(known.get(&1, at(16)), None);
        known.put(2, "two", at(6));
        known.put(3, "three", at(7));
        assert_eq!(
            [1, 2, 3].map(|key| known.get(&key, at(8))),
            [None, Some("two"), Some("three")]
        );
    }
}
