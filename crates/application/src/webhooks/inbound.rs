use std::fmt;

use async_trait::async_trait;
use hexmart_domain::shared::{DeliveryId, UserId, WebhookId};
use hexmart_domain::webhooks::{Delivery, DeliveryState, WebhookEndpoint, WebhookSheet};
use thiserror::Error;

use super::Unsent;
use crate::platform::StoreError;

/// Endpoints that hear of events, and what they were sent. For staff, and the command line, which has no account.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Webhooks: Send + Sync {
    /// Adds an endpoint. Its secret is in the answer, and never again. A shop has at most [`WebhookEndpoint::MOST`], give or
    /// take those that are made at the same instant.
    async fn create(&self, actor: Option<UserId>, sheet: WebhookSheet) -> Result<MadeWebhook, WebhookError>;

    /// Every endpoint, oldest first.
    async fn endpoints(&self) -> Result<Vec<WebhookEndpoint>, StoreError>;

    /// The endpoint of an id.
    async fn endpoint(&self, id: WebhookId) -> Result<Option<WebhookEndpoint>, StoreError>;

    /// Says something else about an endpoint; `seen` is the version that the caller saw. What is on its way already goes to
    /// the new address.
    async fn change(
        &self,
        actor: Option<UserId>,
        id: WebhookId,
        sheet: WebhookSheet,
        seen: i64,
    ) -> Result<WebhookEndpoint, WebhookError>;

    /// Gives an endpoint another secret, which is in the answer, and never again. What is sent is signed with both for
    /// [`WebhookEndpoint::OVERLAP`].
    async fn rotate_secret(&self, actor: Option<UserId>, id: WebhookId) -> Result<MadeWebhook, WebhookError>;

    /// Removes an endpoint; what is on its way is not sent any more.
    async fn remove(&self, actor: Option<UserId>, id: WebhookId) -> Result<(), WebhookError>;

    /// What an endpoint was sent in the last [`Delivery::REMEMBERED`], the newest first, those before `before`.
    async fn deliveries(
        &self,
        id: WebhookId,
        state: Option<DeliveryState>,
        before: Option<DeliveryId>,
        limit: u64,
    ) -> Result<Vec<Delivery>, WebhookError>;

    /// The delivery of an id.
    async fn delivery(&self, id: DeliveryId) -> Result<Option<Delivery>, StoreError>;

    /// Sends an endpoint an event by which to see whether it hears, also one that is not enabled. What came of it is in the
    /// delivery a moment later.
    async fn test(&self, id: WebhookId) -> Result<Delivery, WebhookError>;

    /// Sends a delivery again, behind whatever waits in its line. Its receiver knows it by the id of the event.
    async fn replay(&self, id: DeliveryId) -> Result<Delivery, WebhookError>;
}

/// An endpoint with its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct MadeWebhook {
    /// The endpoint.
    pub endpoint: WebhookEndpoint,
    /// What its receiver checks signatures with.
    pub secret: String,
}

impl fmt::Debug for MadeWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MadeWebhook({})", self.endpoint.id)
    }
}

/// Why endpoints and deliveries stay as they are.
#[derive(Debug, Clone, Error)]
pub enum WebhookError {
    /// There is no such endpoint.
    #[error("there is no such webhook")]
    Unknown,
    /// There is no such delivery, or it was forgotten, or its endpoint is gone.
    #[error("there is no such delivery")]
    UnknownDelivery,
    /// It was changed since the caller saw it.
    #[error("it was changed since")]
    Stale,
    /// The shop has as many as it may.
    #[error("a shop has at most {} webhooks", WebhookEndpoint::MOST)]
    TooMany,
    /// Nothing is sent to this address.
    #[error(transparent)]
    Address(#[from] Unsent),
    /// The endpoint is not enabled.
    #[error("the webhook is not enabled")]
    Disabled,
    /// The delivery is on its way already.
    #[error("the delivery is on its way already")]
    UnderWay,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
