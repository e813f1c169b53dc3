use std::fmt;

use async_trait::async_trait;
use hexmart_domain::shared::{DeliveryId, EventId, Instant, ProductId, WebhookId};
use hexmart_domain::webhooks::{
    Attempt, Delivery, DeliveryState, WebhookEndpoint, WebhookSecret, WebhookUrl,
};

use crate::platform::StoreError;
use crate::search::FeedPosition;

/// Endpoints and deliveries inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait WebhookRepository: Send {
    /// Every endpoint, in the order of their ids.
    async fn all(&mut self) -> Result<Vec<WebhookEndpoint>, StoreError>;

    /// The endpoint of an id.
    async fn find(&mut self, id: WebhookId) -> Result<Option<WebhookEndpoint>, StoreError>;

    /// Adds an endpoint. MUST answer [`StoreError::Duplicate`] when the id is taken. MUST keep the secrets unreadable at rest.
    async fn add(&mut self, endpoint: &WebhookEndpoint) -> Result<(), StoreError>;

    /// Writes a changed endpoint, whose version is one more than what was read. MUST answer [`StoreError::Conflict`] when the
    /// stored version is another, or it is gone.
    async fn save(&mut self, endpoint: &WebhookEndpoint) -> Result<(), StoreError>;

    /// Removes an endpoint; its deliveries stay until they are forgotten. MUST answer [`StoreError::Conflict`] when its stored
    /// version is another, or it is gone.
    async fn remove(&mut self, endpoint: &WebhookEndpoint) -> Result<(), StoreError>;

    /// The delivery of an id.
    async fn delivery(&mut self, id: DeliveryId) -> Result<Option<Delivery>, StoreError>;

    /// Adds a delivery. MUST answer [`StoreError::Conflict`] when there is one of this id: that attempt starts over, and
    /// finds it.
    async fn add_delivery(&mut self, delivery: &Delivery) -> Result<(), StoreError>;

    /// Writes what became of a delivery, whose version is one more than what was read. MUST answer [`StoreError::Conflict`]
    /// when the stored version is another. Nothing else about it changes.
    async fn save_delivery(&mut self, delivery: &Delivery) -> Result<(), StoreError>;

    /// Forgets deliveries that were made before `before` and wait no more, the oldest first, at most `limit`; answers how many.
    async fn forget_deliveries(&mut self, before: Instant, limit: u64) -> Result<u64, StoreError>;
}

/// What others were told of the catalogue, inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait NewsRepository: Send {
    /// Up to where in the feed others were told; none before the first time.
    async fn position(&mut self) -> Result<Option<FeedPosition>, StoreError>;

    /// Moves that place. MUST answer [`StoreError::Conflict`] when it is not at `from` any more: nothing is told twice.
    async fn advance(&mut self, from: Option<FeedPosition>, to: FeedPosition) -> Result<(), StoreError>;

    /// Which of these products others believe to be sold out, in the order of their ids.
    async fn sold_out(&mut self, among: &[ProductId]) -> Result<Vec<ProductId>, StoreError>;

    /// Remembers that others believe these to be sold out from now on, and those no more. The two have none in common; either
    /// may hold what is so already.
    async fn remember(&mut self, sold_out: &[ProductId], available: &[ProductId]) -> Result<(), StoreError>;
}

/// Questions about webhooks. One round trip each.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait WebhookQueries: Send + Sync {
    /// Every endpoint, in the order of their ids.
    async fn endpoints(&self) -> Result<Vec<WebhookEndpoint>, StoreError>;

    /// The endpoint of an id.
    async fn endpoint(&self, id: WebhookId) -> Result<Option<WebhookEndpoint>, StoreError>;

    /// The delivery of an id, and its endpoint if there still is one.
    async fn delivery(
        &self,
        id: DeliveryId,
    ) -> Result<Option<(Delivery, Option<WebhookEndpoint>)>, StoreError>;

    /// Deliveries to an endpoint, only those in a state if it is named, the newest id first, those before `before` (none: from
    /// the newest), at most `limit`.
    async fn deliveries(
        &self,
        endpoint: WebhookId,
        state: Option<DeliveryState>,
        before: Option<DeliveryId>,
        limit: u64,
    ) -> Result<Vec<Delivery>, StoreError>;
}

/// What is sent: one message of Standard Webhooks.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookMessage {
    /// Where to.
    pub url: WebhookUrl,
    /// What its receiver knows a repetition by.
    pub id: EventId,
    /// When it is sent; the receiver refuses what is old.
    pub at: Instant,
    /// The body, byte for byte.
    pub body: String,
    /// What it is signed with, the newest first; at least one.
    pub secrets: Vec<WebhookSecret>,
}

impl fmt::Debug for WebhookMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookMessage({})", self.id)
    }
}

/// Sends signed messages to addresses that others chose.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait WebhookSender: Send + Sync {
    /// Whether it would send anything there as far as the address itself tells, without asking what its name means.
    fn takes(&self, url: &WebhookUrl) -> Result<(), Unsent>;

    /// Sends a message once, within 15 seconds, and says what came of it. MUST connect to no machine inside the shop's own
    /// network, whatever the name of the host means at the moment, and follow no redirect.
    async fn send(&self, message: &WebhookMessage) -> Attempt;
}

/// An address that nothing is sent to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unsent(pub &'static str);
