use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{
    DeadLetter, DueMessage, EVENT, Lane, Lease, Outbox, OutboxMessage, OutboxRepository, Outcome, Receiver,
    StoreError, UniqueKey,
};
use hexmart_domain::shared::{Instant, NotificationId};
use hexmart_domain::webhooks::WebhookEndpoint;

use crate::store::Memory;
use crate::tables::Tables;
use crate::unit::MemoryUnit;
use crate::{to_u64, to_usize};

/// A message, and what became of it.
#[derive(Clone)]
pub(crate) struct Letter {
    message: OutboxMessage,
    tries: u32,
    fate: Fate,
}

#[derive(Clone)]
enum Fate {
    Waiting { due_at: Instant },
    Dead { why: String },
    Delivered { at: Instant },
}

#[async_trait]
impl OutboxRepository for MemoryUnit<'_> {
    /// The message goes to the end of the line in the commit: the order of messages is that of commits.
    async fn enqueue(&mut self, message: &OutboxMessage) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let listens = |endpoint: &WebhookEndpoint| endpoint.sheet.enabled;
        if message.topic == EVENT && mine.webhooks.every(&stored.webhooks, listens).is_empty() {
            return Ok(());
        }
        let letter = Letter {
            message: message.clone(),
            tries: 0,
            fate: Fate::Waiting {
                due_at: message.written_at,
            },
        };
        if !mine.letters.add(&stored.letters, &message.id, letter) {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        mine.outgoing.push(message.id);
        Ok(())
    }
}

#[async_trait]
impl Outbox for Memory {
    /// The first waiting letter of an aggregate in a lane holds up the ones behind it, due or not.
    async fn due(&self, lane: &Lane, now: Instant, limit: u64) -> Result<Vec<DueMessage>, StoreError> {
        let tables = self.shared.read();
        let mut aggregates = BTreeSet::new();
        let in_lane = tables.in_line().filter(|letter| letter.is_in(lane));
        let waiting = in_lane.filter_map(|letter| match letter.fate {
            Fate::Waiting { due_at } => Some((due_at, letter)),
            Fate::Dead { .. } | Fate::Delivered { .. } => None,
        });
        let first = waiting.filter(|(_, letter)| aggregates.insert(letter.message.aggregate));
        let mut due: Vec<_> = first.filter(|(due_at, _)| *due_at <= now).collect();
        due.sort_by_key(|(due_at, _)| *due_at);
        let due = due.into_iter().take(to_usize(limit));
        Ok(due.map(|(_, letter)| letter.into()).collect())
    }

    /// The lease is looked at under the lock under which the outcome is written.
    async fn settle(
        &self,
        lease: &Lease,
        message: NotificationId,
        outcome: Outcome,
    ) -> Result<bool, StoreError> {
        let mut tables = self.shared.write();
        let letter = tables.letters.get(&message);
        let waiting = letter.filter(|letter| matches!(letter.fate, Fate::Waiting { .. }));
        let Some(letter) = waiting.filter(|_| tables.is_held(lease)).cloned() else {
            return Ok(false);
        };
        let letter = Arc::unwrap_or_clone(letter).settled(outcome);
        if matches!(letter.fate, Fate::Delivered { .. }) {
            tables.line.retain(|_, id| **id != message);
        }
        tables.letters.insert(message, Arc::new(letter));
        Ok(true)
    }

    async fn dead_letters(&self, limit: u64) -> Result<Vec<DeadLetter>, StoreError> {
        let tables = self.shared.read();
        let mut dead: Vec<_> = tables.in_line().filter_map(Letter::dead).collect();
        dead.sort_by_key(|letter| letter.written_at);
        dead.truncate(to_usize(limit));
        Ok(dead)
    }

    /// The letter kept its place in the line: it is the first again where it was the first before.
    async fn replay(&self, message: NotificationId, now: Instant) -> Result<bool, StoreError> {
        let mut tables = self.shared.write();
        let letter = tables.letters.get(&message);
        let Some(letter) = letter.filter(|letter| matches!(letter.fate, Fate::Dead { .. })) else {
            return Ok(false);
        };
        let again = Letter {
            message: letter.message.clone(),
            tries: 0,
            fate: Fate::Waiting { due_at: now },
        };
        tables.letters.insert(message, Arc::new(again));
        Ok(true)
    }

    async fn purge(&self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        let mut tables = self.shared.write();
        let letters = tables.letters.values();
        let old = letters.filter(|letter| matches!(letter.fate, Fate::Delivered { at } if at < before));
        let old: Vec<_> = old
            .map(|letter| letter.message.id)
            .take(to_usize(limit))
            .collect();
        for id in &old {
            tables.letters.remove(id);
        }
        Ok(to_u64(old.len()))
    }
}

impl Tables {
    /// Puts letters at the end of the line.
    pub(crate) fn send(&mut self, letters: Vec<NotificationId>) {
        let last = self.line.last_key_value().map_or(0, |(place, _)| *place);
        self.line
            .extend((last.saturating_add(1)..).zip(letters.into_iter().map(Arc::new)));
    }

    /// The letters that were not delivered, in the order of their commits.
    fn in_line(&self) -> impl Iterator<Item = &Letter> {
        let letters = self.line.values().filter_map(|id| self.letters.get(&**id));
        letters.map(|letter| &**letter)
    }
}

impl Letter {
    /// The letter after a try.
    fn settled(mut self, outcome: Outcome) -> Self {
        self.tries = self.tries.saturating_add(1);
        self.fate = match outcome {
            Outcome::Delivered { at } => {
                self.message.payload.clear();
                Fate::Delivered { at }
            }
            // Why it failed is told of dead letters alone.
            Outcome::Retry { at, .. } => Fate::Waiting { due_at: at },
            Outcome::Dead { why } => Fate::Dead { why },
        };
        self
    }

    fn is_in(&self, lane: &Lane) -> bool {
        let is_spared = |receiver: &Receiver| self.message.aggregate.starts_with(receiver);
        lane.topics.contains(&self.message.topic) && !lane.spared.iter().any(is_spared)
    }

    fn dead(&self) -> Option<DeadLetter> {
        let Fate::Dead { why } = &self.fate else {
            return None;
        };
        Some(DeadLetter {
            id: self.message.id,
            topic: self.message.topic.to_owned(),
            tries: self.tries,
            why: why.clone(),
            written_at: self.message.written_at,
        })
    }
}

impl From<&Letter> for DueMessage {
    fn from(letter: &Letter) -> Self {
        Self {
            id: letter.message.id,
            aggregate: letter.message.aggregate,
            topic: letter.message.topic.to_owned(),
            payload: letter.message.payload.clone(),
            tries: letter.tries,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hexmart_application::platform::Leases;
    use hexmart_contracts::given;
    use std::time::Duration;

    async fn due(memory: &Memory) -> Vec<NotificationId> {
        let due = memory
            .due(&given::lane(), given::now() + given::TICK, 10)
            .await
            .unwrap();
        due.into_iter().map(|message| message.id).collect()
    }

    #[tokio::test]
    async fn the_line_of_an_aggregate_is_in_the_order_of_commits() {
        let memory = Memory::default();
        let about = given::id();
        let [early, late] = [given::message(about), given::message(about)];
        let mut slow = MemoryUnit::begin(&memory.shared);
        slow.enqueue(&early).await.unwrap();
        let mut fast = MemoryUnit::begin(&memory.shared);
        fast.enqueue(&late).await.unwrap();
        fast.commit().unwrap();
        slow.commit().unwrap();

        assert_eq!(due(&memory).await, [late.id]);
        let lease = memory
            .acquire("outbox", [1; 16], given::now(), Duration::from_secs(1))
            .await;
        let (lease, at) = (lease.unwrap().unwrap(), given::now());
        assert!(
            memory
                .settle(&lease, late.id, Outcome::Delivered { at })
                .await
                .unwrap()
        );
        assert_eq!(due(&memory).await, [early.id]);
        assert_eq!(memory.shared.read().letters[&late.id].message.payload, "");
    }

    #[tokio::test]
    async fn a_message_that_is_tried_again_holds_up_its_aggregate_alone() {
        let memory = Memory::default();
        let about = given::id();
        let [first, second] = [given::message(about), given::message(about)];
        let other = given::message(given::id());
        let mut unit = MemoryUnit::begin(&memory.shared);
        for message in [&first, &second, &other] {
            unit.enqueue(message).await.unwrap();
        }
        unit.commit().unwrap();
        assert_eq!(due(&memory).await, [first.id, other.id]);

        let lease = memory
            .acquire("outbox", [1; 16], given::now(), Duration::from_secs(1))
            .await;
        let lease = lease.unwrap().unwrap();
        let (at, why) = (given::now() + Duration::from_mins(1), "busy".to_owned());
        let lost = Lease {
            fence: lease.fence - 1,
            ..lease
        };
        let delivered = Outcome::Delivered { at };
        assert!(!memory.settle(&lost, first.id, delivered).await.unwrap());
        assert_eq!(due(&memory).await, [first.id, other.id]);
        let later = Outcome::Retry { at, why: why.clone() };
        assert!(memory.settle(&lease, first.id, later).await.unwrap());
        assert_eq!(due(&memory).await, [other.id]);

        assert!(
            memory
                .settle(&lease, first.id, Outcome::Dead { why })
                .await
                .unwrap()
        );
        assert_eq!(due(&memory).await, [second.id, other.id]);
        assert!(memory.replay(first.id, given::now()).await.unwrap());
        assert_eq!(due(&memory).await, [first.id, other.id]);
    }
}
