use async_trait::async_trait;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_application::webhooks::WebhookRepository;
use hexmart_domain::shared::{DeliveryId, Instant, WebhookId};
use hexmart_domain::webhooks::{Delivery, WebhookEndpoint};

use super::super::Transaction;
use super::super::pricing::duplicate;
use crate::rows::WebhookRow;
use crate::schema::webhooks;

#[async_trait]
impl WebhookRepository for Transaction<'_> {
    async fn all(&mut self) -> Result<Vec<WebhookEndpoint>, StoreError> {
        super::all(self.conn, self.vault).await
    }

    async fn find(&mut self, id: WebhookId) -> Result<Option<WebhookEndpoint>, StoreError> {
        super::endpoint(self.conn, id, self.vault).await
    }

    async fn add(&mut self, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
        diesel::insert_into(webhooks::table)
            .values(WebhookRow::seal(endpoint, self.vault)?)
            .execute(self.conn)
            .await
            .map_err(duplicate(UniqueKey::Id))?;
        Ok(())
    }

    async fn save(&mut self, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
        super::save(self.conn, endpoint, self.vault).await
    }

    async fn remove(&mut self, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
        super::remove(self.conn, endpoint).await
    }

    async fn delivery(&mut self, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
        super::delivery(self.conn, id).await
    }

    async fn add_delivery(&mut self, delivery: &Delivery) -> Result<(), StoreError> {
        super::add_delivery(self.conn, delivery).await
    }

    async fn save_delivery(&mut self, delivery: &Delivery) -> Result<(), StoreError> {
        super::save_delivery(self.conn, delivery).await
    }

    async fn forget_deliveries(&mut self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        super::forget_deliveries(self.conn, before, limit).await
    }
}
