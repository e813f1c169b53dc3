//! Subscriptions.

use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::StoreError;
use hexmart_application::subscriptions::{SubscriptionQueries, SubscriptionRepository};
use hexmart_domain::shared::{Day, UserId};
use hexmart_domain::subscription::Subscription;

use crate::store::Memory;
use crate::to_usize;
use crate::unit::MemoryUnit;

#[async_trait]
impl SubscriptionRepository for MemoryUnit<'_> {
    async fn find(&mut self, user: UserId) -> Result<Option<Subscription>, StoreError> {
        let (mine, stored) = self.look();
        let found = mine.subscriptions.get(&stored.subscriptions, &user);
        Ok(found.map(Arc::unwrap_or_clone))
    }

    async fn save(&mut self, subscription: &Subscription) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.subscriptions.get(&stored.subscriptions, &subscription.user);
        let before = before.map_or(0, |before| before.version);
        if before.saturating_add(1) != subscription.version {
            return Err(StoreError::Conflict);
        }
        let key = subscription.user;
        mine.subscriptions
            .put(&stored.subscriptions, &key, subscription.clone());
        Ok(())
    }
}

#[async_trait]
impl SubscriptionQueries for Memory {
    async fn of(&self, user: UserId) -> Result<Option<Subscription>, StoreError> {
        let tables = self.shared.read();
        let found = tables.subscriptions.get(&user);
        Ok(found.map(|subscription| Subscription::clone(subscription)))
    }

    async fn due(&self, on: Day, limit: u64) -> Result<Vec<UserId>, StoreError> {
        let tables = self.shared.read();
        let due = tables
            .subscriptions
            .values()
            .filter(|known| known.due(on).is_some());
        let mut due: Vec<_> = due.map(|known| (known.next_payment, known.user)).collect();
        due.sort_unstable();
        due.truncate(to_usize(limit));
        Ok(due.into_iter().map(|(_, user)| user).collect())
    }
}
