use async_trait::async_trait;
use hexmart_domain::payments::{
    ConfirmError, Failure, Payment, PaymentKey, Provider, RefundError, RefundReason,
};
use hexmart_domain::shared::{Instant, Money, OrderId, PaymentId, UserId};
use thiserror::Error;

use super::{Checkout, PaymentFilter, WebhookMessage};
use crate::platform::{Answered, KeyReused, Once, StoreError};

/// Paying for orders.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Payments: Send + Sync {
    /// The providers that the shop takes money by, the one it proposes first.
    fn providers(&self) -> Vec<Provider>;

    /// Begins to pay for one's order, or goes on with an attempt that was interrupted: there is one open attempt at most.
    async fn start(
        &self,
        buyer: UserId,
        order: OrderId,
        provider: Option<Provider>,
    ) -> Result<Started, StartPaymentError>;

    /// The buyer agreed at the provider: takes the money, and pays the order. Again is the same answer, and nothing else.
    ///
    /// A payment that is [`Confirming`](hexmart_domain::payments::PaymentState::Confirming) in the answer is in doubt: the
    /// provider did not say, and is asked until it does.
    async fn confirm(
        &self,
        buyer: UserId,
        payment: PaymentId,
        key: PaymentKey,
        amount: Money,
    ) -> Result<Payment, ConfirmPaymentError>;

    /// One's attempt.
    async fn show(&self, buyer: UserId, payment: PaymentId) -> Result<Option<Payment>, StoreError>;

    /// One's attempts to pay for an order, the oldest first; none when it is not one's order.
    async fn of_order(&self, buyer: UserId, order: OrderId) -> Result<Option<Vec<Payment>>, StoreError>;

    /// Attempts, the newest first: one's own, or for staff any.
    async fn page(
        &self,
        filter: PaymentFilter,
        before: Option<PaymentId>,
        limit: u64,
    ) -> Result<Vec<Payment>, StoreError>;

    /// Gives money back beyond what lines of the order account for, as staff do out of goodwill.
    async fn refund(
        &self,
        actor: UserId,
        payment: PaymentId,
        amount: Money,
        reason: RefundReason,
        once: Option<Once<Payment>>,
    ) -> Result<Answered<Payment>, RefundPaymentError>;

    /// A provider says that something happened: it is asked whether that is so.
    async fn hear(&self, provider: Provider, message: WebhookMessage) -> Result<(), HearError>;

    /// Asks the provider how an attempt stands, and does what follows.
    async fn pursue(&self, payment: PaymentId) -> Result<(), StoreError>;

    /// Compares what the providers have with what is written here, for that time; answers what did not agree. What can be
    /// mended is.
    async fn reconcile(&self, from: Instant, until: Instant) -> Result<Vec<Discrepancy>, StoreError>;
}

/// A payment that can go on in the buyer's browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// The attempt.
    pub payment: Payment,
    /// What the browser needs.
    pub checkout: Checkout,
}

/// What a provider and the shop do not agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// At which provider.
    pub provider: Provider,
    /// What the provider calls our attempt.
    pub merchant_uid: String,
    /// What is the matter, for staff.
    pub what: String,
    /// Whether it was mended.
    pub mended: bool,
}

/// Why no payment begins.
#[derive(Debug, Clone, Error)]
pub enum StartPaymentError {
    /// There is no such order, or it is somebody else's.
    #[error("there is no such order")]
    UnknownOrder,
    /// The order is paid.
    #[error("the order is paid")]
    Paid,
    /// The order cannot be paid for any more.
    #[error("the order cannot be paid for any more")]
    NotPayable,
    /// The shop takes no money by this provider.
    #[error("there is no such provider")]
    UnknownProvider,
    /// The provider did not answer: try again.
    #[error("the provider did not answer")]
    Unavailable,
    /// The provider said no.
    #[error("the provider declined: {}", .0.code)]
    Declined(Failure),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a payment is not confirmed.
#[derive(Debug, Clone, Error)]
pub enum ConfirmPaymentError {
    /// There is no such attempt, or it is somebody else's.
    #[error("there is no such payment")]
    Unknown,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] ConfirmError),
    /// The provider declined.
    #[error("the provider declined: {}", .0.code)]
    Declined(Failure),
    /// The provider could not be reached, and certainly took nothing: try again.
    #[error("the provider did not answer")]
    Unavailable,
    /// The order could not be had any more when the money was there: it goes back by itself.
    #[error("the order cannot be had any more; what was paid goes back")]
    Unfulfillable,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing goes back.
#[derive(Debug, Clone, Error)]
pub enum RefundPaymentError {
    /// There is no such attempt.
    #[error("there is no such payment")]
    Unknown,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] RefundError),
    /// The key was used for another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a message of a provider is not heard.
#[derive(Debug, Clone, Error)]
pub enum HearError {
    /// The shop takes no money by this provider.
    #[error("there is no such provider")]
    UnknownProvider,
    /// It is not the provider's.
    #[error("the message is not the provider's")]
    Forged,
    /// The store failed; the provider is to send it again.
    #[error(transparent)]
    Store(#[from] StoreError),
}
