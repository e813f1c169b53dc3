use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;
use hexmart_domain::shared::{DeliveryId, Instant};
use hexmart_domain::webhooks::{
    Attempt, Delivery, DeliveryState, TEST_EVENT, Verdict, WebhookEndpoint, receiver_of, wait_after,
};

use super::letter::{WEBHOOK, delivery_of};
use super::ports::{WebhookMessage, WebhookQueries, WebhookSender};
use super::traffic::Traffic;
use crate::platform::{
    Abort, AuditAction, AuditEvent, Deliverer, DueMessage, Mint, Outcome, Receiver, Store, StoreError,
    UnitOfWork, Vault, note, transact,
};

/// Sends deliveries to their endpoints, and writes down what came of it.
///
/// What becomes of a delivery is told by the delivery: the message in the outbox is done with as soon as it is decided, and a
/// replay writes another. So nobody has to clear away the dead letters of a receiver that was down for days.
pub struct Courier {
    store: Arc<dyn Store>,
    queries: Arc<dyn WebhookQueries>,
    sender: Arc<dyn WebhookSender>,
    vault: Arc<dyn Vault>,
    mint: Mint,
    traffic: Traffic,
}

impl fmt::Debug for Courier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Courier")
    }
}

impl Courier {
    /// Joins the ports.
    pub fn new(
        store: Arc<dyn Store>,
        queries: Arc<dyn WebhookQueries>,
        sender: Arc<dyn WebhookSender>,
        vault: Arc<dyn Vault>,
        mint: Mint,
    ) -> Self {
        Self {
            store,
            queries,
            sender,
            vault,
            mint,
            traffic: Traffic::default(),
        }
    }

    async fn send(
        &self,
        due: &DueMessage,
        delivery: Delivery,
        endpoint: WebhookEndpoint,
    ) -> Result<Outcome, StoreError> {
        let at = self.mint.now();
        let message = WebhookMessage {
            url: endpoint.sheet.url,
            id: delivery.event,
            at,
            body: delivery.body,
            secrets: endpoint.secrets.live(at),
        };
        let attempt = self.sender.send(&message).await;
        let now = self.mint.now();
        self.traffic.note(receiver_of(endpoint.id), &attempt, now);
        let [dice, ..] = self.mint.secret();
        let wait = match attempt.verdict() {
            Verdict::Failed => wait_after(due.tries.saturating_add(1), dice),
            Verdict::Arrived | Verdict::Gone => None,
        };
        self.write_down(delivery.id, &attempt, wait.is_none(), now)
            .await?;
        Ok(match wait {
            Some(wait) => Outcome::Retry {
                at: now + wait.max(attempt.retry_after.unwrap_or_default().min(TimeDelta::hours(24))),
                why: "the receiver did not take it".to_owned(),
            },
            None => Outcome::Delivered { at: now },
        })
    }

    /// Writes down a try, and what it says about the endpoint.
    async fn write_down(
        &self,
        id: DeliveryId,
        attempt: &Attempt,
        is_last: bool,
        now: Instant,
    ) -> Result<(), StoreError> {
        let (attempt, vault) = (attempt.clone(), Arc::clone(&self.vault));
        transact(&*self.store, "write_down_delivery", move |uow| {
            let (attempt, vault) = (attempt.clone(), Arc::clone(&vault));
            Box::pin(async move {
                let Some(delivery) = undelivered(uow, id).await? else {
                    return Ok::<_, Abort<StoreError>>(());
                };
                let endpoint = uow.webhooks().find(delivery.endpoint).await?;
                let tried = delivery.tried(&attempt, is_last, now);
                uow.webhooks().save_delivery(&tried).await?;
                if let Some(before) = endpoint {
                    save_health(uow, &before, &attempt, &*vault, now).await?;
                }
                Ok(())
            })
        })
        .await
    }

    async fn give_up(&self, id: DeliveryId, why: &'static str) -> Result<Outcome, StoreError> {
        transact(&*self.store, "give_up_delivery", move |uow| {
            Box::pin(async move {
                if let Some(delivery) = undelivered(uow, id).await? {
                    uow.webhooks().save_delivery(&delivery.given_up(why)).await?;
                }
                Ok::<_, Abort<StoreError>>(())
            })
        })
        .await?;
        Ok(Outcome::Delivered { at: self.mint.now() })
    }
}

/// A delivery, unless it arrived: whoever fell behind does not say that it did not.
async fn undelivered(uow: &mut dyn UnitOfWork, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
    let delivery = uow.webhooks().delivery(id).await?;
    Ok(delivery.filter(|delivery| delivery.state != DeliveryState::Delivered))
}

async fn save_health(
    uow: &mut dyn UnitOfWork,
    before: &WebhookEndpoint,
    attempt: &Attempt,
    vault: &dyn Vault,
    now: Instant,
) -> Result<(), StoreError> {
    let Some(after) = before.after(attempt, now) else {
        return Ok(());
    };
    uow.webhooks().save(&after).await?;
    if after.sheet.enabled == before.sheet.enabled {
        return Ok(());
    }
    let why = match attempt.verdict() {
        Verdict::Gone => "the receiver said that it is gone",
        Verdict::Arrived | Verdict::Failed => "nothing arrived for five days",
    };
    tracing::warn!(webhook = %after.id, "a webhook is no longer enabled: {why}");
    let event = AuditEvent {
        at: now,
        actor: None,
        action: AuditAction::WebhookDisabled,
        subject: after.id.to_string(),
        note: why.to_owned(),
    };
    note(uow, event, vault).await
}

#[async_trait]
impl Deliverer for Courier {
    fn lease(&self) -> &'static str {
        "outbox_webhooks"
    }

    fn topics(&self) -> &'static [&'static str] {
        &[WEBHOOK]
    }

    fn spared(&self, now: Instant) -> Vec<Receiver> {
        self.traffic.spared(now)
    }

    fn share(&self) -> usize {
        4
    }

    async fn deliver(&self, due: &DueMessage) -> Result<Outcome, StoreError> {
        let Some(id) = delivery_of(&due.payload) else {
            return Ok(Outcome::Dead {
                why: "it is no delivery".to_owned(),
            });
        };
        let nothing_to_do = Outcome::Delivered { at: self.mint.now() };
        match self.queries.delivery(id).await? {
            None => Ok(nothing_to_do),
            Some((delivery, _)) if delivery.state == DeliveryState::Delivered => Ok(nothing_to_do),
            Some((_, None)) => self.give_up(id, "the webhook was removed").await,
            Some((delivery, Some(endpoint))) if endpoint.sheet.enabled || delivery.kind == TEST_EVENT => {
                self.send(due, delivery, endpoint).await
            }
            Some(_) => self.give_up(id, "the webhook was not enabled").await,
        }
    }
}
