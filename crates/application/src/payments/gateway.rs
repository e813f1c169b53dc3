use std::error::Error;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::payments::{
    Failure, MerchantUid, PaymentKey, Provider, ProviderPayment, RefundOutcome, RefundReason,
};
use hexmart_domain::shared::{Instant, Money, RefundId};
use thiserror::Error;

/// Somebody who takes money, and gives it back. Never called inside a transaction; what is about to be asked is written down
/// before, and what became of a call that nobody answered is found out by [`find`](Self::find), never by calling again
/// under another name.
///
/// A payment is known to a provider by our merchant uid. Every method MUST answer within 60 seconds.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait PaymentGateway: Send + Sync {
    /// Which provider this is.
    fn provider(&self) -> Provider;

    /// Tells the provider what is to be paid, where it wants to know beforehand, and answers what the buyer's browser needs
    /// to begin. Twice the same is once.
    async fn prepare(&self, charge: &Charge) -> Result<Checkout, GatewayError>;

    /// Has the provider take the money, where that needs a word of ours, and answers the payment as it is then. The money of
    /// one merchant uid MUST be taken once at most, however often this is called. A gateway whose buyers pay before we know
    /// of it only looks.
    ///
    /// MUST answer [`GatewayError::Declined`] only when the money certainly was not taken and will not be, and
    /// [`GatewayError::Unknown`] whenever that is not certain.
    async fn confirm(&self, confirmation: &Confirmation) -> Result<ProviderPayment, GatewayError>;

    /// The payment as the provider knows it; none when it knows none of this name.
    async fn find(&self, known: &Known) -> Result<Option<ProviderPayment>, GatewayError>;

    /// Gives money back. The same refund id MUST give back once at most, however often this is called within the time the
    /// provider remembers; longer than that, whoever calls looks first.
    async fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, GatewayError>;

    /// The payments that the provider says changed from then on and before then, the page after `cursor`.
    async fn changed(
        &self,
        from: Instant,
        until: Instant,
        cursor: Option<String>,
    ) -> Result<ProviderPage, GatewayError>;

    /// Reads a message of the provider. It is a hint, and no more: whoever gets it asks. MUST answer [`Forged`] when it is
    /// signed and the signature is not the provider's, or too old, or when it is no message at all.
    fn read_webhook(&self, message: &WebhookMessage) -> Result<Hint, Forged>;
}

/// What is to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Our name of it.
    pub merchant_uid: MerchantUid,
    /// How much.
    pub amount: Money,
    /// What the buyer reads, as "Apple and 2 more".
    pub title: String,
    /// Until when.
    pub expires_at: Instant,
}

/// What a browser needs to begin a payment: names and values that the provider's script is called with. No secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// In the provider's words.
    pub parameters: Vec<(String, String)>,
}

/// That the buyer agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// Our name of it.
    pub merchant_uid: MerchantUid,
    /// The provider's.
    pub key: PaymentKey,
    /// How much, as we know it.
    pub amount: Money,
}

/// By what a payment is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Our name of it.
    pub merchant_uid: MerchantUid,
    /// The provider's, when we heard it.
    pub key: Option<PaymentKey>,
    /// In what it is counted.
    pub currency: hexmart_domain::shared::Currency,
}

/// What is to go back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundOrder {
    /// Our name of the refund; the provider knows a repetition by it.
    pub id: RefundId,
    /// Our name of the payment.
    pub merchant_uid: MerchantUid,
    /// The provider's.
    pub key: PaymentKey,
    /// How much.
    pub amount: Money,
    /// How much could go back before this: where the provider checks that, a refund it has carried out is not repeated.
    pub refundable: Money,
    /// Why.
    pub reason: RefundReason,
}

/// Some of what a provider has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderPage {
    /// The payments.
    pub payments: Vec<ProviderPayment>,
    /// Where the next page begins; none behind the last.
    pub next: Option<String>,
}

/// A message as it came in.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookMessage {
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// When it came.
    pub now: Instant,
}

impl std::fmt::Debug for WebhookMessage {
    /// It may tell of somebody's payment.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WebhookMessage({} bytes)", self.body.len())
    }
}

/// What a message hints at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// What the provider calls the message, or a checksum of it: the same message again is no news.
    pub message: String,
    /// Which payment it is about, by our name; none when it is about nothing that we look at.
    pub payment: Option<String>,
}

/// A message that is not the provider's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the message is not the provider's")]
pub struct Forged;

/// What came of a call.
#[derive(Debug, Clone, Error)]
pub enum GatewayError {
    /// The provider said no, and nothing was moved.
    #[error("the provider declined: {}", .0.code)]
    Declined(Failure),
    /// Nobody knows whether it was done: no answer, or one that says nothing.
    #[error("the provider did not say what became of it")]
    Unknown(#[source] Arc<dyn Error + Send + Sync>),
    /// The call was not made, or certainly not looked at: it can be made again.
    #[error("the provider cannot be reached")]
    Unavailable(#[source] Arc<dyn Error + Send + Sync>),
    /// The provider does not know us, or not these words: somebody has to look.
    #[error("the provider does not accept our calls: {what}")]
    Misconfigured {
        /// What it said.
        what: String,
    },
}

impl GatewayError {
    /// Wraps the reason why nobody knows.
    pub fn unknown(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unknown(Arc::from(source.into()))
    }

    /// Wraps the reason why the call was not made.
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(Arc::from(source.into()))
    }
}
