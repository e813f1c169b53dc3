//! Payments: attempts to pay for something by a provider, in points or by both, and what goes back of that.
//!
//! What a provider says is looked at in one place, [`Payment::learn`], whoever brought it: the answer to a call, a webhook
//! that made us ask, or a look some minutes later. So no order of news leads anywhere else.

mod news;
mod payment;
mod provider;
mod purpose;
mod refund;
mod suspicion;
mod tender;
mod worth;

pub use news::Learned;
pub use payment::{ConfirmError, Failure, Payment, PaymentState};
pub use provider::{MerchantUid, PaymentKey, Provider, ProviderPayment, ProviderStatus};
pub use purpose::PaymentPurpose;
pub use refund::{PointsBack, Refund, RefundError, RefundOutcome, RefundReason, RefundState};
pub use suspicion::Suspicion;
pub use tender::Tender;
pub use worth::{points_worth, worth};

#[cfg(test)]
mod tests;
