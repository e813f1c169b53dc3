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

    /// Whether what is due is delivered all at once, by [`Self::deliver_all`], because that costs hardly more than one.
    fn delivers_all_at_once(&self) -> bool {
        false
    }

    /// Delivers messages of different lines, and says of each what became of it, in their order.
    async fn deliver_all(&self, messages: &[DueMessage]) -> Vec<Result<Outcome, StoreError>> {
        let mut outcomes = Vec::with_capacity(messages.len());
        for message in messages {
            outcomes.push(self.deliver(message).await);
        }
        outcomes
    }
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
/// The same of those that are delivered all at once: as many as one transaction may well write.
const PLACES_TOGETHER: usize = 128;
/// How long after it was written a message may be overlooked by a round that is under way.
const LOOK_EVERY: Duration = Duration::from_millis(250);
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
        let began = self.mint.now();
        let mut round = Round::new(began, self.places());
        if self.look(&round).await?.is_empty() {
            return Ok(0);
        }
        let Some(lease) = self.acquire(began).await? else {
            return Ok(0);
        };
        let mut under_way = FuturesUnordered::new();
        loop {
            let now = self.mint.now();
            if now < began + ROUND && round.may_begin(under_way.len(), now) {
                // Under the lease, look again: what was due before may have been delivered by its last holder.
                let due = self.look(&round).await;
                for parcel in self.parcels(round.begin(due, self.deliverer.share())) {
                    under_way.push(self.deliver(&lease, parcel));
                }
            }
            match under_way.next().await {
                Some(settled) => {
                    for (receiver, settled) in settled {
                        round.end(receiver, settled);
                    }
                }
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
        let mut spared = self.deliverer.spared(self.mint.now());
        spared.extend(round.busy(self.deliverer.share()));
        let lane = Lane {
            topics: self.deliverer.topics(),
            spared,
        };
        // As many as there are places, behind those that are on their way.
        let limit = u64::try_from(round.places * 2).unwrap_or(u64::MAX);
        self.outbox.due(&lane, round.horizon, limit).await
    }

    fn places(&self) -> usize {
        if self.deliverer.delivers_all_at_once() {
            PLACES_TOGETHER
        } else {
            PLACES
        }
    }

    /// What is delivered together.
    fn parcels(&self, messages: Vec<DueMessage>) -> Vec<Vec<DueMessage>> {
        if self.deliverer.delivers_all_at_once() && !messages.is_empty() {
            return vec![messages];
        }
        messages.into_iter().map(|message| vec![message]).collect()
    }

    async fn deliver(
        &self,
        lease: &Lease,
        parcel: Vec<DueMessage>,
    ) -> Vec<(Receiver, Result<bool, StoreError>)> {
        let outcomes = self.deliverer.deliver_all(&parcel).await;
        let outcome = |(message, outcome): (&DueMessage, Result<Outcome, StoreError>)| {
            outcome.unwrap_or_else(|error| {
                tracing::warn!(message = %message.id, %error, "what became of a message is not known");
                Outcome::Retry {
                    at: self.mint.now() + AFTER_FAILURE,
                    why: "the store failed".to_owned(),
                }
            })
        };
        let outcomes: Vec<_> = parcel.iter().zip(outcomes).map(outcome).collect();
        let mut settled = Vec::with_capacity(parcel.len());
        match outcomes.first() {
            Some(first) if parcel.len() > 1 && outcomes.iter().all(|outcome| outcome == first) => {
                let ids: Vec<_> = parcel.iter().map(|message| message.id).collect();
                let written = self.outbox.settle_all(lease, &ids, first.clone()).await;
                settled.extend(parcel.iter().map(|message| (message.receiver(), written.clone())));
            }
            _ => {
                for (message, outcome) in parcel.iter().zip(outcomes) {
                    let written = self.outbox.settle(lease, message.id, outcome).await;
                    settled.push((message.receiver(), written));
                }
            }
        }
        settled
    }
}

/// What happened in a round.
struct Round {
    /// What is due later is not looked at yet: in a busy shop there always is another message, and looking for each by itself
    /// would cost more than delivering it.
    horizon: Instant,
    /// Whether the last look found nothing to begin.
    is_dry: bool,
    /// How many messages may be on their way at once.
    places: usize,
    /// What was begun. Nothing is begun twice, even if nobody could write down what became of it.
    begun: BTreeSet<NotificationId>,
    /// How many messages are on their way to whom.
    on_the_way: BTreeMap<Receiver, usize>,
    settled: usize,
    /// Why nothing more is begun.
    end: Option<Result<(), StoreError>>,
}

impl Round {
    fn new(began: Instant, places: usize) -> Self {
        Self {
            horizon: began,
            is_dry: false,
            places,
            begun: BTreeSet::new(),
            on_the_way: BTreeMap::new(),
            settled: 0,
            end: None,
        }
    }

    /// Whether to look for more: not for each place that becomes free, but for several together; and where nothing was found,
    /// only when all that was on its way is there, or some time later.
    fn may_begin(&mut self, under_way: usize, now: Instant) -> bool {
        let is_late = now >= self.horizon + LOOK_EVERY;
        if is_late {
            self.horizon = now;
        }
        let is_worthwhile = !self.is_dry || is_late || under_way == 0;
        self.end.is_none() && under_way <= self.places / 2 && is_worthwhile
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
        let mut places = self.places.saturating_sub(self.on_the_way.values().sum());
        let mut chosen = Vec::new();
        for message in due {
            let count = self.on_the_way.entry(message.receiver()).or_default();
            if places > 0 && *count < share && self.begun.insert(message.id) {
                *count += 1;
                places -= 1;
                chosen.push(message);
            }
        }
        self.is_dry = chosen.is_empty();
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
