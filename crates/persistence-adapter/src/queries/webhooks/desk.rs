//! The questions about webhooks, over whatever the database's own `Desk` asks with.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::FutureExt;
use hexmart_application::platform::StoreError;
use hexmart_application::webhooks::WebhookQueries;
use hexmart_domain::shared::{DeliveryId, WebhookId};
use hexmart_domain::webhooks::{Delivery, DeliveryState, WebhookEndpoint};

use super::super::super::desk::Desk;

#[async_trait]
impl WebhookQueries for Desk {
    async fn endpoints(&self) -> Result<Vec<WebhookEndpoint>, StoreError> {
        let vault = self.vault();
        self.ask(move |conn| {
            let vault = Arc::clone(&vault);
            async move { super::all(conn, &*vault).await }.boxed()
        })
        .await
    }

    async fn endpoint(&self, id: WebhookId) -> Result<Option<WebhookEndpoint>, StoreError> {
        let vault = self.vault();
        self.ask(move |conn| {
            let vault = Arc::clone(&vault);
            async move { super::endpoint(conn, id, &*vault).await }.boxed()
        })
        .await
    }

    async fn delivery(
        &self,
        id: DeliveryId,
    ) -> Result<Option<(Delivery, Option<WebhookEndpoint>)>, StoreError> {
        let vault = self.vault();
        self.ask(move |conn| {
            let vault = Arc::clone(&vault);
            async move {
                let Some(delivery) = super::delivery(conn, id).await? else {
                    return Ok(None);
                };
                let endpoint = super::endpoint(conn, delivery.endpoint, &*vault).await?;
                Ok(Some((delivery, endpoint)))
            }
            .boxed()
        })
        .await
    }

    async fn deliveries(
        &self,
        endpoint: WebhookId,
        state: Option<DeliveryState>,
        before: Option<DeliveryId>,
        limit: u64,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.search(move |conn| super::deliveries(conn, endpoint, state, before, limit).boxed())
            .await
    }
}
