//! A shop that tells others of what happens.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta};
use hexmart_application::platform::{
    Abort, Clock, EVENT, Entropy, Lane, Mint, Place, Postman, Sealed, Storage, StoreError, Vault, VaultError,
    announce, transact,
};
use hexmart_application::webhooks::{Courier, FanOut, WEBHOOK, WebhookSender, WebhookService, Webhooks as _};
use hexmart_domain::identity::Fingerprint;
use hexmart_domain::shared::{EventId, Instant, NotificationId};
use hexmart_domain::webhooks::{Delivery, EventPatterns, WebhookEndpoint, WebhookSheet, WebhookUrl};
use serde_json::json;

use crate::doom::{Doom, Doomed};
use crate::receiver::Receivers;

pub(crate) struct World {
    pub(crate) storage: Storage,
    pub(crate) receivers: Arc<Receivers>,
    pub(crate) service: WebhookService,
    pub(crate) mint: Mint,
    clock: Arc<TurnedClock>,
}

struct TurnedClock(Mutex<Instant>);

impl Clock for TurnedClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

/// Never the same twice, and the same in every run.
#[derive(Default)]
struct Dice(AtomicU64);

impl Entropy for Dice {
    fn bytes(&self) -> [u8; 10] {
        self.secret().first_chunk().copied().unwrap()
    }

    fn secret(&self) -> [u8; 32] {
        digest(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

fn digest(text: impl Hash) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (part, chunk) in bytes.chunks_mut(8).enumerate() {
        let mut hasher = DefaultHasher::new();
        (part, &text).hash(&mut hasher);
        chunk.copy_from_slice(&hasher.finish().to_be_bytes());
    }
    bytes
}

/// Seals nothing, for nothing is at rest here.
pub(crate) struct OpenVault;

impl Vault for OpenVault {
    fn seal(&self, _place: Place, _clear: &[u8]) -> Result<Sealed, VaultError> {
        Err(VaultError::Failed)
    }

    fn open(&self, _place: Place, _sealed: &Sealed) -> Result<Vec<u8>, VaultError> {
        Err(VaultError::Failed)
    }

    fn is_current(&self, _sealed: &Sealed) -> bool {
        true
    }

    fn fingerprint(&self, purpose: &str, text: &[u8]) -> Fingerprint {
        Fingerprint::from_bytes(digest((purpose, text)))
    }
}

/// What delivers, in one process.
pub(crate) struct Process {
    pub(crate) fan_out: Postman,
    pub(crate) courier: Postman,
}

impl Process {
    /// Delivers until nothing is due.
    pub(crate) async fn run(&self) {
        while self.fan_out.tick().await.unwrap() + self.courier.tick().await.unwrap() > 0 {}
    }
}

pub(crate) fn sheet(url: &str, patterns: &[&str]) -> WebhookSheet {
    WebhookSheet {
        url: WebhookUrl::parse(url).unwrap(),
        description: None,
        events: EventPatterns::parse(patterns.to_vec()).unwrap(),
        enabled: true,
    }
}

impl World {
    pub(crate) fn new() -> Self {
        let start = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let clock = Arc::new(TurnedClock(Mutex::new(start)));
        let mint = Mint::new(clock.clone(), Arc::new(Dice::default()));
        let storage = hexmart_memory_adapter::open();
        let receivers = Arc::new(Receivers::default());
        let service = WebhookService::new(
            storage.store.clone(),
            storage.webhooks.clone(),
            receivers.clone(),
            Arc::new(OpenVault),
            mint.clone(),
        );
        Self {
            storage,
            receivers,
            service,
            mint,
            clock,
        }
    }

    pub(crate) fn now(&self) -> Instant {
        self.mint.now()
    }

    pub(crate) fn turn(&self, by: TimeDelta) {
        *self.clock.0.lock().unwrap() += by;
    }

    /// A process that dies when its doom says so.
    pub(crate) fn process(&self, doom: &Arc<Doom>) -> Process {
        let storage = Doomed::new(self.storage.clone(), doom);
        let sender: Arc<dyn WebhookSender> = self.receivers.clone();
        let (sender, vault) = (Doomed::new(sender, doom), Arc::new(OpenVault));
        let fan_out = FanOut::new(storage.clone(), vault.clone(), self.mint.clone());
        let queries = self.storage.webhooks.clone();
        let courier = Courier::new(storage.clone(), queries, sender, vault, self.mint.clone());
        let postman =
            |deliverer| Postman::new(storage.clone(), storage.clone(), deliverer, self.mint.clone());
        Process {
            fan_out: postman(Arc::new(fan_out)),
            courier: postman(Arc::new(courier)),
        }
    }

    /// One that lives as long as it is wanted.
    pub(crate) fn worker(&self) -> Process {
        self.process(&Doom::never())
    }

    pub(crate) async fn endpoint(&self, url: &str, patterns: &[&str]) -> WebhookEndpoint {
        let made = self.service.create(None, sheet(url, patterns)).await;
        made.unwrap().endpoint
    }

    /// Something happens, with this number, to the order of another, a moment after whatever happened before.
    pub(crate) async fn happens(&self, order: u8, number: i64) -> EventId {
        self.turn(TimeDelta::milliseconds(1));
        let (now, id) = (self.now(), self.mint.id(self.now()));
        let event = announce(id, [order; 16], "order.paid", json!({ "number": number }), now).unwrap();
        transact(&*self.storage.store, "happens", move |uow| {
            let event = event.clone();
            Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.outbox().enqueue(&event).await?) })
        })
        .await
        .unwrap();
        EventId::from_uuid(NotificationId::as_uuid(&id))
    }

    /// What an endpoint was sent, the oldest first.
    pub(crate) async fn deliveries(&self, endpoint: &WebhookEndpoint) -> Vec<Delivery> {
        let newest = self.service.deliveries(endpoint.id, None, None, 1_000).await;
        let mut deliveries = newest.unwrap();
        deliveries.reverse();
        deliveries
    }

    pub(crate) async fn stored(&self, endpoint: &WebhookEndpoint) -> WebhookEndpoint {
        self.service.endpoint(endpoint.id).await.unwrap().unwrap()
    }

    /// The words of what was done that is worth remembering.
    pub(crate) async fn audit(&self) -> Vec<&'static str> {
        let log = self.storage.audit.after(0, 100).await.unwrap();
        log.iter().map(|entry| entry.event.action.as_str()).collect()
    }

    /// Nothing is left to be done, now or later, and no message lies dead.
    pub(crate) async fn assert_idle(&self) {
        let lane = Lane {
            topics: &[EVENT, WEBHOOK],
            spared: Vec::new(),
        };
        let some_day = self.now() + TimeDelta::days(100);
        assert_eq!(self.storage.outbox.due(&lane, some_day, 10).await.unwrap(), []);
        assert_eq!(self.storage.outbox.dead_letters(10).await.unwrap(), []);
    }
}

/// The numbers as they were first taken.
pub(crate) fn first_taken(numbers: &[i64]) -> Vec<i64> {
    let mut seen = BTreeSet::new();
    let taken = numbers.iter().filter(|number| **number > 0);
    taken.copied().filter(|number| seen.insert(*number)).collect()
}
