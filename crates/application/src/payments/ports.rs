use async_trait::async_trait;
use hexmart_domain::payments::{MerchantUid, Payment, PaymentPurpose, PaymentState, Provider};
use hexmart_domain::shared::{Instant, OrderId, PaymentId, UserId};

use crate::platform::StoreError;

/// Payments inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait PaymentRepository: Send {
    /// Adds an attempt. MUST answer [`StoreError::Conflict`] when its buyer has an attempt of that number for the same target
    /// already.
    async fn add(&mut self, payment: &Payment) -> Result<(), StoreError>;

    /// The attempt of an id.
    async fn find(&mut self, id: PaymentId) -> Result<Option<Payment>, StoreError>;

    /// The newest attempt of a buyer for this, by its number.
    async fn newest(&mut self, purpose: PaymentPurpose, buyer: UserId)
    -> Result<Option<Payment>, StoreError>;

    /// The attempts of an order, the oldest first.
    async fn of_order(&mut self, order: OrderId) -> Result<Vec<Payment>, StoreError>;

    /// The attempt that a provider knows by this.
    async fn by_merchant_uid(&mut self, uid: &MerchantUid) -> Result<Option<Payment>, StoreError>;

    /// Writes a changed attempt, whose version is one more than what was read. MUST answer [`StoreError::Conflict`] when the
    /// stored version is another.
    async fn save(&mut self, payment: &Payment) -> Result<(), StoreError>;

    /// Says that it is this attempt that paid for its order. MUST answer [`StoreError::Duplicate`] with
    /// [`UniqueKey::OrderPayment`](crate::platform::UniqueKey::OrderPayment) when another did.
    async fn pays_for(&mut self, order: OrderId, payment: PaymentId) -> Result<(), StoreError>;

    /// Remembers a message of a provider; false when it came before.
    async fn heard(&mut self, provider: Provider, message: &str, now: Instant) -> Result<bool, StoreError>;

    /// Forgets messages that were heard before `before`, the oldest first: `limit` of them, and those heard in the same moment
    /// as the last of these. Answers how many.
    async fn forget_messages(&mut self, before: Instant, limit: u64) -> Result<u64, StoreError>;
}

/// Questions about payments. One round trip each.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait PaymentQueries: Send + Sync {
    /// The attempt of an id.
    async fn payment(&self, id: PaymentId) -> Result<Option<Payment>, StoreError>;

    /// The attempts of an order, the oldest first.
    async fn of_order(&self, order: OrderId) -> Result<Vec<Payment>, StoreError>;

    /// The attempt that a provider knows by this.
    async fn by_merchant_uid(&self, uid: &MerchantUid) -> Result<Option<Payment>, StoreError>;

    /// Attempts that pass the filter, the newest first, before the attempt `before`, at most `limit`.
    async fn payments(
        &self,
        filter: &PaymentFilter,
        before: Option<PaymentId>,
        limit: u64,
    ) -> Result<Vec<Payment>, StoreError>;

    /// Attempts whose provider is to be asked at `now`, at most `limit`, the longest waiting first.
    async fn to_ask(&self, now: Instant, limit: u64) -> Result<Vec<PaymentId>, StoreError>;

    /// Attempts that wait for their buyer and are over at `now`, at most `limit`.
    async fn overdue(&self, now: Instant, limit: u64) -> Result<Vec<PaymentId>, StoreError>;
}

/// Which payments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PaymentFilter {
    /// Of this buyer only.
    pub buyer: Option<UserId>,
    /// In this state only.
    pub state: Option<PaymentState>,
    /// By this provider only.
    pub provider: Option<Provider>,
}
