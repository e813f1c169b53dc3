//! Webhooks in a unit of work that begins late: everything reads first, or is about what is there.

use async_trait::async_trait;
use hexmart_application::platform::{StoreError, UnitOfWork};
use hexmart_application::search::FeedPosition;
use hexmart_application::webhooks::{NewsRepository, WebhookRepository};
use hexmart_domain::shared::{DeliveryId, Instant, ProductId, WebhookId};
use hexmart_domain::webhooks::{Delivery, WebhookEndpoint};

use super::LazyTransaction;

#[async_trait]
impl WebhookRepository for LazyTransaction<'_> {
    async fn all(&mut self) -> Result<Vec<WebhookEndpoint>, StoreError> {
        self.begun().await?.webhooks().all().await
    }

    async fn find(&mut self, id: WebhookId) -> Result<Option<WebhookEndpoint>, StoreError> {
        self.begun().await?.webhooks().find(id).await
    }

    async fn add(&mut self, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
        self.begun().await?.webhooks().add(endpoint).await
    }

    async fn save(&mut self, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
        self.begun().await?.webhooks().save(endpoint).await
    }

    async fn remove(&mut self, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
        self.begun().await?.webhooks().remove(endpoint).await
    }

    async fn delivery(&mut self, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
        self.begun().await?.webhooks().delivery(id).await
    }

    async fn add_delivery(&mut self, delivery: &Delivery) -> Result<(), StoreError> {
        self.begun().await?.webhooks().add_delivery(delivery).await
    }

    async fn save_delivery(&mut self, delivery: &Delivery) -> Result<(), StoreError> {
        self.begun().await?.webhooks().save_delivery(delivery).await
    }

    async fn forget_deliveries(&mut self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        self.begun()
            .await?
            .webhooks()
            .forget_deliveries(before, limit)
            .await
    }
}

#[async_trait]
impl NewsRepository for LazyTransaction<'_> {
    async fn position(&mut self) -> Result<Option<FeedPosition>, StoreError> {
        self.begun().await?.news().position().await
    }

    async fn advance(&mut self, from: Option<FeedPosition>, to: FeedPosition) -> Result<(), StoreError> {
        self.begun().await?.news().advance(from, to).await
    }

    async fn sold_out(&mut self, among: &[ProductId]) -> Result<Vec<ProductId>, StoreError> {
        self.begun().await?.news().sold_out(among).await
    }

    async fn remember(&mut self, sold_out: &[ProductId], available: &[ProductId]) -> Result<(), StoreError> {
        self.begun().await?.news().remember(sold_out, available).await
    }
}
