//! The worker that empties the outbox.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use hexmart_domain::shared::{Instant, NotificationId};

use super::{DueMessage, Lane, Lease, Leases, Mint, Outbox, Outcome, Receiver, StoreError};

/// Delivers the messages of one lane: whatever holds it up, other lanes go on.
#[async_trait]
pub trait Deliverer: Send + Sync {
    /// What the right to deliver these is called; one process at a time has it.
    fn lease(&self) -> &'static str;

    /// Which messages it delivers. No two deliverers have a topic in common.
    fn topics(&self) -> &'static [&'static str];

    /// Who is to be sent nothing at `now`.
    fn spared(&self, _now: Instant) -> Vec<Receiver> {
        Vec::new()
    }

    /// How many messages may be on their way to one receiver at once, so that one who is slow does not take all places.
    fn share(&self) -> usize {
        usize::MAX
    }

    /// Delivers a message, within 30 seconds, and says what became of it; a failure of the store says nothing about the
    /// message, which comes again. It may come again after it was delivered, too, when nobody could write that down.
    async fn deliver(&self, message: &DueMessage) -> Result<Outcome, StoreError>;
}

/// Delivers what a lane of the outbox holds: at least once, in order per aggregate, in one process at a time.
pub struct Postman {
    outbox: Arc<dyn Outbox>,
    leases: Arc<dyn Leases>,
    deliverer: Arc<dyn Deliverer>,
    mint: Mint,
    holder: [u8; 16],
}

impl fmt::Debug for Postman {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Postman({})", self.deliverer.lease())
    }
}

/// How long another process waits for one that fell silent. Longer than a round and its last delivery may take.
const TERM: Duration = Duration::from_secs(45);
/// How long a round begins new deliveries. Whoever is slow then holds up the next round for one delivery at most.
const ROUND: Duration = Duration::from_secs(5);
/// How many messages are on their way at once.
const PLACES: usize = 16;
/// How long after a failure of the store a message is looked at again.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

impl Postman {
    /// Joins the ports.
    pub fn new(
        outbox: Arc<dyn Outbox>,
        leases: Arc<dyn Leases>,
        deliverer: Arc<dyn Deliverer>,
        mint: Mint,
    ) -> Self {
        let holder = mint.holder();
        Self {
            outbox,
            leases,
            deliverer,
            mint,
            holder,
        }
    }

    /// Delivers a round of what is due; answers how many messages were settled. Zero when there is nothing to do, or when
    /// another process does it.
    pub async fn tick(&self) -> Result<usize, StoreError> {
        let mut round = Round::default();
        if self.look(&round).await?.is_empty() {
            return Ok(0);
        }
        let began = self.mint.now();
        let Some(lease) = self.acquire(began).await? else {
            return Ok(0);
        };
        let mut under_way = FuturesUnordered::new();
        loop {
            let has_time = self.mint.now() < began + ROUND;
            if has_time && round.may_begin(under_way.len()) {
                // Under the lease, look again: what was due before may have been delivered by its last holder.
                let due = self.look(&round).await;
                for message in round.begin(due, self.deliverer.share()) {
                    under_way.push(self.deliver(&lease, message));
                }
            }
            match under_way.next().await {
                Some((receiver, settled)) => round.end(receiver, settled),
                None => return round.result(),
            }
        }
    }

    /// Gives the lease back, so that another process need not wait for it to run out.
    pub async fn stop(&self) -> Result<(), StoreError> {
        match self.acquire(self.mint.now()).await? {
            Some(lease) => self.leases.release(&lease).await,
            None => Ok(()),
        }
    }

    async fn acquire(&self, now: Instant) -> Result<Option<Lease>, StoreError> {
        let name = self.deliverer.lease();
        self.leases.acquire(name, self.holder, now, TERM).await
    }

    async fn look(&self, round: &Round) -> Result<Vec<DueMessage>, StoreError> {
        let now = self.mint.now();
        let mut spared = self.deliverer.spared(now);
        spared.extend(round.busy(self.deliverer.share()));
        let lane = Lane {
            topics: self.deliverer.topics(),
            spared,
        };
        // As many as there are places, behind those that are on their way.
        let limit = u64::try_from(PLACES * 2).unwrap_or(u64::MAX);
        self.outbox.due(&lane, now, limit).await
    }

    async fn deliver(&self, lease: &Lease, due: DueMessage) -> (Receiver, Result<bool, StoreError>) {
        let outcome = self.deliverer.deliver(&due).await.unwrap_or_else(|error| {
            tracing::warn!(message = %due.id, %error, "what became of a message is not known");
            Outcome::Retry {
                at: self.mint.now() + AFTER_FAILURE,
                why: "the store failed".to_owned(),
            }
        });
        let settled = self.outbox.settle(lease, due.id, outcome).await;
        (due.receiver(), settled)
    }
}

/// What happened in a round.
#[derive(Default)]
struct Round {
    /// What was begun. Nothing is begun twice, even if nobody could write down what became of it.
    begun: BTreeSet<NotificationId>,
    /// How many messages are on their way to whom.
    on_the_way: BTreeMap<Receiver, usize>,
    settled: usize,
    /// Why nothing more is begun.
    end: Option<Result<(), StoreError>>,
}

impl Round {
    /// Whether to look for more: not for each place that becomes free, but for several together.
    fn may_begin(&self, under_way: usize) -> bool {
        self.end.is_none() && under_way <= PLACES / 2
    }

    /// Those to whom no more is to be sent for now.
    fn busy(&self, share: usize) -> impl Iterator<Item = Receiver> {
        let full = self.on_the_way.iter().filter(move |(_, count)| **count >= share);
        full.map(|(receiver, _)| *receiver)
    }

    /// The messages that are begun now, as far as there are places.
    fn begin(&mut self, due: Result<Vec<DueMessage>, StoreError>, share: usize) -> Vec<DueMessage> {
        let due = due.unwrap_or_else(|error| {
            self.end = Some(Err(error));
            Vec::new()
        });
        let mut places = PLACES.saturating_sub(self.on_the_way.values().sum());
        let mut chosen = Vec::new();
        for message in due {
            let count = self.on_the_way.entry(message.receiver()).or_default();
            if places > 0 && *count < share && self.begun.insert(message.id) {
                *count += 1;
                places -= 1;
                chosen.push(message);
            }
        }
        chosen
    }

    fn end(&mut self, receiver: Receiver, settled: Result<bool, StoreError>) {
        if let Some(count) = self.on_the_way.get_mut(&receiver) {
            *count = count.saturating_sub(1);
        }
        match settled {
            Ok(true) => self.settled += 1,
            // Another holds the lease now: it is for them to go on.
            Ok(false) => self.end = Some(self.end.take().unwrap_or(Ok(()))),
            Err(error) => self.end = Some(Err(error)),
        }
    }

    fn result(self) -> Result<usize, StoreError> {
        self.end.unwrap_or(Ok(())).map(|()| self.settled)
    }
}
