//! Messages that are written in the commit of what they tell, and delivered afterwards.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::shared::{Instant, NotificationId};

use super::StoreError;

/// The outbox inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait OutboxRepository: Send {
    /// Puts a message at the end of the line of its aggregate. MUST be in the same commit as everything else the
    /// attempt writes. MUST keep the payload unreadable at rest. MUST leave out an event ([`EVENT`](super::EVENT)) while no
    /// endpoint of webhooks is enabled, as the attempt sees them: nobody is going to hear of it, and in a busy shop events
    /// are most of what there is to be written.
    async fn enqueue(&mut self, message: &OutboxMessage) -> Result<(), StoreError>;

    /// Puts messages at the ends of their lines, in their order, as [`Self::enqueue`] does with one. An adapter that can
    /// should write them together.
    async fn enqueue_all(&mut self, messages: &[OutboxMessage]) -> Result<(), StoreError> {
        for message in messages {
            self.enqueue(message).await?;
        }
        Ok(())
    }
}

/// A message to be delivered.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboxMessage {
    /// Which; a receiver knows a duplicate by it.
    pub id: NotificationId,
    /// What it is about: messages with the same aggregate are delivered in the order in which they were written.
    pub aggregate: [u8; 16],
    /// What kind of work it is; chooses who delivers it.
    pub topic: &'static str,
    /// The message itself, as JSON; sealed at rest.
    pub payload: String,
    /// When it was written.
    pub written_at: Instant,
}

impl fmt::Debug for OutboxMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OutboxMessage({}, {})", self.id, self.topic)
    }
}

/// The outbox as its worker sees it.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Outbox: Send + Sync {
    /// The messages of a lane that may be delivered at `now`, at most `limit`, the longest waiting first: per aggregate the
    /// lane's oldest that is neither delivered nor dead, if it is due. Messages of other lanes MUST hold nobody up.
    async fn due(&self, lane: &Lane, now: Instant, limit: u64) -> Result<Vec<DueMessage>, StoreError>;

    /// Writes down what became of a delivery. MUST do nothing, and answer false, unless `lease` still holds: a worker
    /// that lost its lease has no say. MUST wipe the payload of a delivered message.
    async fn settle(
        &self,
        lease: &Lease,
        message: NotificationId,
        outcome: Outcome,
    ) -> Result<bool, StoreError>;

    /// Writes down what became of several deliveries, which is the same, as [`Self::settle`] does with one. An adapter that
    /// can should write it with one statement.
    async fn settle_all(
        &self,
        lease: &Lease,
        messages: &[NotificationId],
        outcome: Outcome,
    ) -> Result<bool, StoreError> {
        for message in messages {
            if !self.settle(lease, *message, outcome.clone()).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The dead letters, oldest first, at most `limit`.
    async fn dead_letters(&self, limit: u64) -> Result<Vec<DeadLetter>, StoreError>;

    /// Makes a dead letter due again, with its tries forgotten; false when there is no such dead letter.
    async fn replay(&self, message: NotificationId, now: Instant) -> Result<bool, StoreError>;

    /// Forgets messages that were delivered before `before`; answers how many, at most `limit` at a time.
    async fn purge(&self, before: Instant, limit: u64) -> Result<u64, StoreError>;
}

/// Messages that are delivered by themselves, whatever becomes of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// Messages of these kinds.
    pub topics: &'static [&'static str],
    /// Receivers that are sent nothing for now; MUST be left out before the messages are counted.
    pub spared: Vec<Receiver>,
}

/// A receiver with many lines: the aggregates of all of them begin with it.
pub type Receiver = [u8; 8];

/// A message whose turn it is.
#[derive(Clone, PartialEq, Eq)]
pub struct DueMessage {
    /// Which.
    pub id: NotificationId,
    /// What it is about.
    pub aggregate: [u8; 16],
    /// Who delivers it.
    pub topic: String,
    /// What it says.
    pub payload: String,
    /// How often it was tried already.
    pub tries: u32,
}

impl DueMessage {
    /// To whom it goes, if that is somebody with many lines.
    pub fn receiver(&self) -> Receiver {
        self.aggregate.first_chunk().copied().unwrap_or_default()
    }
}

impl fmt::Debug for DueMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "DueMessage({}, {}, tried {} times)",
            self.id, self.topic, self.tries
        )
    }
}

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It arrived.
    Delivered {
        /// When.
        at: Instant,
    },
    /// It failed; the next try is due then.
    Retry {
        /// When.
        at: Instant,
        /// Why, without personal data; at most 500 characters.
        why: String,
    },
    /// It will not be tried again, until somebody replays it. It no longer holds up its aggregate.
    Dead {
        /// Why, without personal data; at most 500 characters.
        why: String,
    },
}

/// A message that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Which.
    pub id: NotificationId,
    /// What kind.
    pub topic: String,
    /// How often it was tried.
    pub tries: u32,
    /// What the last failure was.
    pub why: String,
    /// When it was written.
    pub written_at: Instant,
}

/// Rights to work that only one process may do at a time.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Leases: Send + Sync {
    /// Takes or renews the lease `name` for `holder` until `now + term`; none while another's has not run out. The
    /// fence MUST grow whenever the holder changes, and stay when one renews.
    async fn acquire(
        &self,
        name: &'static str,
        holder: [u8; 16],
        now: Instant,
        term: Duration,
    ) -> Result<Option<Lease>, StoreError>;

    /// Gives a lease back, if it is still held.
    async fn release(&self, lease: &Lease) -> Result<(), StoreError>;
}

/// A right to work until a time, with a number that grows from holder to holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Of what.
    pub name: &'static str,
    /// Whose.
    pub holder: [u8; 16],
    /// Which holder this is, counted from the first: who writes with an older fence is too late.
    pub fence: i64,
    /// Until when.
    pub until: Instant,
}
