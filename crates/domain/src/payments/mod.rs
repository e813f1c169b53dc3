//! Payments: attempts to pay for an order at a provider, and money that goes back.
//!
//! What a provider says is looked at in one place, [`Payment::learn`], whoever brought it: the answer to a call, a webhook
//! that made us ask, or a look some minutes later. So no order of news leads anywhere else.

mod news;
mod payment;
mod provider;
mod refund;
mod suspicion;

pub use news::Learned;
pub use payment::{ConfirmError, Failure, Payment, PaymentState};
pub use provider::{MerchantUid, PaymentKey, Provider, ProviderPayment, ProviderStatus};
pub use refund::{Refund, RefundError, RefundOutcome, RefundReason, RefundState};
pub use suspicion::Suspicion;

#[cfg(test)]
mod tests;
