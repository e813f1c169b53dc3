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
        let now = self.mint.now();
        let Ok(event) = serde_json::from_str::<ShopEvent>(&message.payload) else {
            return Ok(Outcome::Dead {
                why: "it is no event".to_owned(),
            });
        };
        let (message, kind) = (Arc::new(message.clone()), Arc::<str>::from(event.kind));
        let vault = Arc::clone(&self.vault);
        transact(&*self.store, "fan_out", move |uow| {
            let (message, kind, vault) = (Arc::clone(&message), Arc::clone(&kind), Arc::clone(&vault));
            Box::pin(async move {
                for endpoint in uow.webhooks().all().await? {
                    if endpoint.wants(&kind) {
                        let delivery = delivery(&message, &kind, &endpoint, &*vault, now);
                        write(uow, &delivery, now).await?;
                    }
                }
                Ok::<_, Abort<StoreError>>(())
            })
        })
        .await?;
        Ok(Outcome::Delivered { at: now })
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
