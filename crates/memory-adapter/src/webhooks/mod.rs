//! Endpoints and deliveries, and what others were told of the catalogue.

mod news;

use std::ops::Bound;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_application::webhooks::{WebhookQueries, WebhookRepository};
use hexmart_domain::shared::{DeliveryId, Instant, WebhookId};
use hexmart_domain::webhooks::{Delivery, DeliveryState, WebhookEndpoint};

use crate::store::Memory;
use crate::unit::MemoryUnit;
use crate::{to_u64, to_usize};

#[async_trait]
impl WebhookRepository for MemoryUnit<'_> {
    async fn all(&mut self) -> Result<Vec<WebhookEndpoint>, StoreError> {
        let (mine, stored) = self.look();
        let all = mine.webhooks.every(&stored.webhooks, |_| true);
        Ok(all.into_iter().map(Arc::unwrap_or_clone).collect())
    }

    async fn find(&mut self, id: WebhookId) -> Result<Option<WebhookEndpoint>, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.webhooks.get(&stored.webhooks, &id).map(Arc::unwrap_or_clone))
    }

    async fn add(&mut self, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if !mine
            .webhooks
            .add(&stored.webhooks, &endpoint.id, endpoint.clone())
        {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        Ok(())
    }

    async fn save(&mut self, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.webhooks.get(&stored.webhooks, &endpoint.id);
        if before.is_none_or(|before| before.version.saturating_add(1) != endpoint.version) {
            return Err(StoreError::Conflict);
        }
        mine.webhooks
            .put(&stored.webhooks, &endpoint.id, endpoint.clone());
        Ok(())
    }

    async fn remove(&mut self, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let removed = mine.webhooks.remove(&stored.webhooks, &endpoint.id);
        if removed.is_none_or(|removed| removed.version != endpoint.version) {
            return Err(StoreError::Conflict);
        }
        Ok(())
    }

    async fn delivery(&mut self, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine
            .deliveries
            .get(&stored.deliveries, &id)
            .map(Arc::unwrap_or_clone))
    }

    async fn add_delivery(&mut self, delivery: &Delivery) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if !mine
            .deliveries
            .add(&stored.deliveries, &delivery.id, delivery.clone())
        {
            return Err(StoreError::Conflict);
        }
        Ok(())
    }

    async fn save_delivery(&mut self, delivery: &Delivery) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.deliveries.get(&stored.deliveries, &delivery.id);
        if before.is_none_or(|before| before.version.saturating_add(1) != delivery.version) {
            return Err(StoreError::Conflict);
        }
        mine.deliveries
            .put(&stored.deliveries, &delivery.id, delivery.clone());
        Ok(())
    }

    async fn forget_deliveries(&mut self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        let (mine, stored) = self.look();
        let is_old = move |delivery: &Delivery| {
            delivery.created_at < before && delivery.state != DeliveryState::Waiting
        };
        let mut old = mine.deliveries.every(&stored.deliveries, is_old);
        old.sort_by_key(|delivery| delivery.created_at);
        old.truncate(to_usize(limit));
        for delivery in &old {
            mine.deliveries.remove(&stored.deliveries, &delivery.id);
        }
        Ok(to_u64(old.len()))
    }
}

#[async_trait]
impl WebhookQueries for Memory {
    async fn endpoints(&self) -> Result<Vec<WebhookEndpoint>, StoreError> {
        let tables = self.shared.read();
        let endpoints = tables.webhooks.values();
        Ok(endpoints
            .map(|endpoint| WebhookEndpoint::clone(endpoint))
            .collect())
    }

    async fn endpoint(&self, id: WebhookId) -> Result<Option<WebhookEndpoint>, StoreError> {
        let tables = self.shared.read();
        let endpoint = tables.webhooks.get(&id);
        Ok(endpoint.map(|endpoint| WebhookEndpoint::clone(endpoint)))
    }

    async fn delivery(
        &self,
        id: DeliveryId,
    ) -> Result<Option<(Delivery, Option<WebhookEndpoint>)>, StoreError> {
        let tables = self.shared.read();
        Ok(tables.deliveries.get(&id).map(|delivery| {
            let endpoint = tables.webhooks.get(&delivery.endpoint);
            let endpoint = endpoint.map(|endpoint| WebhookEndpoint::clone(endpoint));
            (Delivery::clone(delivery), endpoint)
        }))
    }

    async fn deliveries(
        &self,
        endpoint: WebhookId,
        state: Option<DeliveryState>,
        before: Option<DeliveryId>,
        limit: u64,
    ) -> Result<Vec<Delivery>, StoreError> {
        let tables = self.shared.read();
        let end = before.map_or(Bound::Unbounded, Bound::Excluded);
        let newest = tables.deliveries.range((Bound::Unbounded, end)).rev();
        let deliveries = newest.map(|(_, delivery)| &**delivery);
        let wanted = deliveries.filter(|delivery| {
            delivery.endpoint == endpoint && state.is_none_or(|state| delivery.state == state)
        });
        Ok(wanted.take(to_usize(limit)).cloned().collect())
    }
}
