//! Processes that die at a step: from then on nothing they do comes to an end.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use hexmart_application::platform::{
    DeadLetter, DueMessage, Lane, Lease, Leases, Outbox, Outcome, Storage, Store, StoreError, Work,
};
use hexmart_application::webhooks::{Unsent, WebhookMessage, WebhookSender};
use hexmart_domain::shared::{Instant, NotificationId};
use hexmart_domain::webhooks::{Attempt, WebhookUrl};

/// How many steps a process has left.
pub(crate) struct Doom(AtomicI64);

impl Doom {
    pub(crate) fn after(steps: i64) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(steps)))
    }

    pub(crate) fn never() -> Arc<Self> {
        Self::after(i64::MAX)
    }

    async fn step(&self) {
        if self.0.fetch_sub(1, Ordering::Relaxed) <= 0 {
            pending::<()>().await;
        }
    }
}

/// A port whose every call is two steps: death may come before it happened, or after.
pub(crate) struct Doomed<P> {
    port: P,
    doom: Arc<Doom>,
}

impl<P> Doomed<P> {
    pub(crate) fn new(port: P, doom: &Arc<Doom>) -> Arc<Self> {
        Arc::new(Self {
            port,
            doom: Arc::clone(doom),
        })
    }

    async fn around<T>(&self, call: impl Future<Output = T>) -> T {
        self.doom.step().await;
        let answer = call.await;
        self.doom.step().await;
        answer
    }
}

#[async_trait]
impl Store for Doomed<Storage> {
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        self.around(self.port.store.transact(name, work)).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.port.store.ping().await
    }
}

#[async_trait]
impl Outbox for Doomed<Storage> {
    async fn due(&self, lane: &Lane, now: Instant, limit: u64) -> Result<Vec<DueMessage>, StoreError> {
        self.around(self.port.outbox.due(lane, now, limit)).await
    }

    async fn settle(
        &self,
        lease: &Lease,
        message: NotificationId,
        outcome: Outcome,
    ) -> Result<bool, StoreError> {
        self.around(self.port.outbox.settle(lease, message, outcome))
            .await
    }

    async fn dead_letters(&self, limit: u64) -> Result<Vec<DeadLetter>, StoreError> {
        self.port.outbox.dead_letters(limit).await
    }

    async fn replay(&self, message: NotificationId, now: Instant) -> Result<bool, StoreError> {
        self.port.outbox.replay(message, now).await
    }

    async fn purge(&self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        self.port.outbox.purge(before, limit).await
    }
}

#[async_trait]
impl Leases for Doomed<Storage> {
    async fn acquire(
        &self,
        name: &'static str,
        holder: [u8; 16],
        now: Instant,
        term: Duration,
    ) -> Result<Option<Lease>, StoreError> {
        self.around(self.port.leases.acquire(name, holder, now, term))
            .await
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        self.port.leases.release(lease).await
    }
}

#[async_trait]
impl WebhookSender for Doomed<Arc<dyn WebhookSender>> {
    fn takes(&self, url: &WebhookUrl) -> Result<(), Unsent> {
        self.port.takes(url)
    }

    async fn send(&self, message: &WebhookMessage) -> Attempt {
        self.around(self.port.send(message)).await
    }
}
