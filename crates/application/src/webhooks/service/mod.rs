//! Endpoints, and what they were sent.

mod deliveries;
mod endpoints;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::shared::{DeliveryId, Instant, UserId, WebhookId};
use hexmart_domain::webhooks::{Delivery, DeliveryState, WebhookEndpoint, WebhookSecret, WebhookSheet};

use super::inbound::{MadeWebhook, WebhookError, Webhooks};
use super::ports::{WebhookQueries, WebhookSender};
use crate::platform::{AuditAction, AuditEvent, Mint, Store, StoreError, Vault};

/// The one implementation of [`Webhooks`].
pub struct WebhookService {
    store: Arc<dyn Store>,
    queries: Arc<dyn WebhookQueries>,
    sender: Arc<dyn WebhookSender>,
    vault: Arc<dyn Vault>,
    mint: Mint,
}

impl fmt::Debug for WebhookService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookService")
    }
}

impl WebhookService {
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
        }
    }

    fn new_secret(&self) -> WebhookSecret {
        WebhookSecret::from_bytes(self.mint.secret())
    }
}

fn made(endpoint: WebhookEndpoint) -> MadeWebhook {
    MadeWebhook {
        secret: endpoint.secrets.current.reveal(),
        endpoint,
    }
}

fn event(actor: Option<UserId>, action: AuditAction, endpoint: &WebhookEndpoint, now: Instant) -> AuditEvent {
    AuditEvent {
        at: now,
        actor,
        action,
        subject: endpoint.id.to_string(),
        note: endpoint.sheet.url.as_str().to_owned(),
    }
}

#[async_trait]
impl Webhooks for WebhookService {
    async fn create(&self, actor: Option<UserId>, sheet: WebhookSheet) -> Result<MadeWebhook, WebhookError> {
        self.sender.takes(&sheet.url)?;
        let now = self.mint.now();
        let endpoint = WebhookEndpoint::new(self.mint.id(now), sheet, self.new_secret(), now);
        self.add(actor, endpoint).await.map(made)
    }

    async fn endpoints(&self) -> Result<Vec<WebhookEndpoint>, StoreError> {
        self.queries.endpoints().await
    }

    async fn endpoint(&self, id: WebhookId) -> Result<Option<WebhookEndpoint>, StoreError> {
        self.queries.endpoint(id).await
    }

    async fn change(
        &self,
        actor: Option<UserId>,
        id: WebhookId,
        sheet: WebhookSheet,
        seen: i64,
    ) -> Result<WebhookEndpoint, WebhookError> {
        self.sender.takes(&sheet.url)?;
        let now = self.mint.now();
        let change = move |endpoint: WebhookEndpoint| endpoint.changed(sheet.clone(), now);
        self.save(id, Some(seen), (actor, AuditAction::WebhookChanged, now), change)
            .await
    }

    async fn rotate_secret(&self, actor: Option<UserId>, id: WebhookId) -> Result<MadeWebhook, WebhookError> {
        let (now, secret) = (self.mint.now(), self.new_secret());
        let change = move |endpoint: WebhookEndpoint| endpoint.rotated(secret.clone(), now);
        let action = (actor, AuditAction::WebhookSecretRotated, now);
        self.save(id, None, action, change).await.map(made)
    }

    async fn remove(&self, actor: Option<UserId>, id: WebhookId) -> Result<(), WebhookError> {
        self.take_away(actor, id).await
    }

    async fn deliveries(
        &self,
        id: WebhookId,
        state: Option<DeliveryState>,
        before: Option<DeliveryId>,
        limit: u64,
    ) -> Result<Vec<Delivery>, WebhookError> {
        let endpoint = self.queries.endpoint(id).await?;
        endpoint.ok_or(WebhookError::Unknown)?;
        Ok(self.queries.deliveries(id, state, before, limit).await?)
    }

    async fn delivery(&self, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
        let delivery = self.queries.delivery(id).await?;
        Ok(delivery.map(|(delivery, _)| delivery))
    }

    async fn test(&self, id: WebhookId) -> Result<Delivery, WebhookError> {
        self.send_test(id).await
    }

    async fn replay(&self, id: DeliveryId) -> Result<Delivery, WebhookError> {
        self.send_again(id).await
    }
}
