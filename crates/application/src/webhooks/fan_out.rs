use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::shared::{DeliveryId, EventId, Instant, NotificationId};
use hexmart_domain::webhooks::{Delivery, DeliveryState, WebhookEndpoint, line_of};

use super::letter::letter;
use crate::platform::{
    Abort, Deliverer, DueMessage, EVENT, Mint, Outcome, ShopEvent, Store, StoreError, UnitOfWork, Vault,
    transact,
};

/// Turns an event into one delivery for each endpoint that wants to hear of it.
///
/// Both the delivery and its message in the outbox have an id that is made of the event and the endpoint, and are written in
/// one transaction: an event that comes twice is fanned out once.
pub struct FanOut {
    store: Arc<dyn Store>,
    vault: Arc<dyn Vault>,
    mint: Mint,
}

impl fmt::Debug for FanOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FanOut")
    }
}

impl FanOut {
    /// Joins the ports.
    pub fn new(store: Arc<dyn Store>, vault: Arc<dyn Vault>, mint: Mint) -> Self {
        Self { store, vault, mint }
    }
}

#[async_trait]
impl Deliverer for FanOut {
    fn lease(&self) -> &'static str {
        "outbox_events"
    }

    fn topics(&self) -> &'static [&'static str] {
        &[EVENT]
    }

    async fn deliver(&self, message: &DueMessage) -> Result<Outcome, StoreError> {
        let outcomes = self.fan_out(std::slice::from_ref(message)).await?;
        let outcome = outcomes.into_iter().next();
        outcome.ok_or_else(|| StoreError::backend("an event was left out"))
    }

    /// Who listens is asked once for all.
    fn delivers_all_at_once(&self) -> bool {
        true
    }

    async fn deliver_all(&self, messages: &[DueMessage]) -> Vec<Result<Outcome, StoreError>> {
        if let Ok(outcomes) = self.fan_out(messages).await {
            return outcomes.into_iter().map(Ok).collect();
        }
        // Whichever it is, it must not hold up the others.
        let mut outcomes = Vec::with_capacity(messages.len());
        for message in messages {
            outcomes.push(self.deliver(message).await);
        }
        outcomes
    }
}

impl FanOut {
    /// Writes down who is to hear of these, in one transaction.
    async fn fan_out(&self, messages: &[DueMessage]) -> Result<Vec<Outcome>, StoreError> {
        let now = self.mint.now();
        let (mut events, mut outcomes) = (Vec::new(), Vec::with_capacity(messages.len()));
        for message in messages {
            outcomes.push(
                if let Ok(event) = serde_json::from_str::<ShopEvent>(&message.payload) {
                    events.push((message.clone(), event.kind));
                    Outcome::Delivered { at: now }
                } else {
                    Outcome::Dead {
                        why: "it is no event".to_owned(),
                    }
                },
            );
        }
        if events.is_empty() {
            return Ok(outcomes);
        }
        let (events, vault) = (Arc::<[_]>::from(events), Arc::clone(&self.vault));
        transact(&*self.store, "fan_out", move |uow| {
            let (events, vault) = (Arc::clone(&events), Arc::clone(&vault));
            Box::pin(async move {
                let endpoints = uow.webhooks().all().await?;
                for (message, kind) in &*events {
                    for endpoint in endpoints.iter().filter(|endpoint| endpoint.wants(kind)) {
                        let delivery = delivery(message, kind, endpoint, &*vault, now);
                        write(uow, &delivery, now).await?;
                    }
                }
                Ok::<_, Abort<StoreError>>(())
            })
        })
        .await?;
        Ok(outcomes)
    }
}

async fn write(uow: &mut dyn UnitOfWork, delivery: &Delivery, now: Instant) -> Result<(), StoreError> {
    if uow.webhooks().delivery(delivery.id).await?.is_some() {
        return Ok(());
    }
    uow.webhooks().add_delivery(delivery).await?;
    let id = NotificationId::from_uuid(delivery.id.as_uuid());
    uow.outbox().enqueue(&letter(id, delivery, now)?).await
}

fn delivery(
    message: &DueMessage,
    kind: &str,
    endpoint: &WebhookEndpoint,
    vault: &dyn Vault,
    now: Instant,
) -> Delivery {
    let [event, to] = [message.id.as_uuid(), endpoint.id.as_uuid()].map(|id| id.as_u128().to_be_bytes());
    let print = vault.fingerprint("delivery", &[event, to].concat());
    let apart = print.as_bytes().first_chunk().copied().unwrap_or_default();
    Delivery {
        id: DeliveryId::beside(message.id, apart),
        endpoint: endpoint.id,
        event: EventId::from_uuid(message.id.as_uuid()),
        kind: kind.to_owned(),
        line: line_of(endpoint.id, message.aggregate),
        body: message.payload.clone(),
        state: DeliveryState::Waiting,
        tries: 0,
        last_status: None,
        last_error: None,
        last_tried_at: None,
        delivered_at: None,
        version: 1,
        created_at: now,
    }
}
