use async_trait::async_trait;
use hexmart_domain::shared::{Day, UserId};
use hexmart_domain::subscription::Subscription;

use crate::platform::StoreError;

/// Subscriptions inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait SubscriptionRepository: Send {
    /// The subscription of an account, in whatever state.
    async fn find(&mut self, user: UserId) -> Result<Option<Subscription>, StoreError>;

    /// Writes a subscription, whose version is one more than what was read: version 1 for one that never was. MUST answer
    /// [`StoreError::Conflict`] when the stored version is another.
    async fn save(&mut self, subscription: &Subscription) -> Result<(), StoreError>;
}

/// Questions about subscriptions. One round trip each.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait SubscriptionQueries: Send + Sync {
    /// The subscription of an account, in whatever state.
    async fn of(&self, user: UserId) -> Result<Option<Subscription>, StoreError>;

    /// Accounts whose subscription is not over and whose period is, on a day; at most `limit`, the longest waiting first.
    async fn due(&self, on: Day, limit: u64) -> Result<Vec<UserId>, StoreError>;
}
