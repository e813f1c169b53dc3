use async_trait::async_trait;
use hexmart_domain::points::WalletError;
use hexmart_domain::shared::{Day, UserId};
use hexmart_domain::subscription::{Subscription, SubscriptionError, SubscriptionTerms};
use thiserror::Error;

use crate::platform::{Answered, KeyReused, Once, StoreError};

/// One's subscription.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Subscriptions: Send + Sync {
    /// What it costs; none when the shop offers none.
    fn terms(&self) -> Option<SubscriptionTerms>;

    /// The day that it is in the shop.
    fn today(&self) -> Day;

    /// One's subscription, in whatever state.
    async fn show(&self, user: UserId) -> Result<Option<Subscription>, StoreError>;

    /// Starts it, for a fee.
    async fn start(
        &self,
        user: UserId,
        once: Option<Once<Subscription>>,
    ) -> Result<Answered<Subscription>, StartSubscriptionError>;

    /// Ends it when its period is over. Again is the same answer.
    async fn cancel(&self, user: UserId) -> Result<Subscription, EndSubscriptionError>;

    /// Has it go on after all: for nothing as long as its period lasts, and as a start afterwards. Again is the same answer.
    async fn resume(
        &self,
        user: UserId,
        once: Option<Once<Subscription>>,
    ) -> Result<Answered<Subscription>, StartSubscriptionError>;
}

/// Why a subscription does not start.
#[derive(Debug, Clone, Error)]
pub enum StartSubscriptionError {
    /// The shop offers none.
    #[error("the shop offers no subscription")]
    NotOffered,
    /// There never was one that could be resumed.
    #[error("there is no subscription")]
    Unknown,
    /// It is paid for.
    #[error(transparent)]
    Refused(#[from] SubscriptionError),
    /// The wallet is short.
    #[error(transparent)]
    Wallet(#[from] WalletError),
    /// The key was used for something else.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a subscription does not end.
#[derive(Debug, Clone, Error)]
pub enum EndSubscriptionError {
    /// There never was one.
    #[error("there is no subscription")]
    Unknown,
    /// It is over.
    #[error(transparent)]
    Refused(#[from] SubscriptionError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
