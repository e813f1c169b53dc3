//! Payments as answers show them.

use hexmart_domain::payments::{Failure, Payment, PaymentState, Provider, Refund, RefundReason};
use hexmart_domain::shared::{Currency, Instant, PaymentId, RefundId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::Fault;
use crate::wire::{self, Number, example};

/// The states, for whoever asks for another.
const STATES: &str = "created, prepared, confirming, captured, failed, expired";
/// The providers.
const PROVIDERS: &str = "sandbox, portone_v1, portone, toss";

/// Reads a state of payments.
pub(crate) fn state_of(word: &str) -> Result<PaymentState, Fault> {
    PaymentState::from_word(word).ok_or(Fault::NotOneOf(STATES))
}

/// Reads a provider.
pub(crate) fn provider_of(word: &str) -> Result<Provider, Fault> {
    Provider::from_word(word).ok_or(Fault::NotOneOf(PROVIDERS))
}

/// An attempt to pay.
#[derive(Serialize, ToSchema)]
#[schema(as = Payment)]
pub(crate) struct PaymentBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::payment_id)]
    id: PaymentId,
    /// What is paid for: `order`, `top_up` (points in one's own wallet) or `pledge` (to a campaign).
    #[schema(example = "order")]
    purpose: &'static str,
    /// The order, where one is paid for.
    #[schema(example = example::order_id)]
    order_id: Option<String>,
    /// The campaign, where one pledges to one.
    #[schema(example = example::campaign_id)]
    campaign_id: Option<String>,
    /// The reward that one pledges for.
    #[schema(example = example::tier_id)]
    tier_id: Option<String>,
    /// Which attempt to pay for that it is, from 1.
    #[schema(example = 1)]
    attempt: i64,
    /// `sandbox`, `portone_v1`, `portone` or `toss`; null when all of it is paid in points.
    #[schema(example = "toss")]
    provider: Option<&'static str>,
    /// What the provider knows it by.
    #[schema(example = "3f9k2m7q0x5c8v1b6n4t")]
    merchant_uid: &'a str,
    /// What the provider takes.
    #[schema(value_type = f64, example = 35_400)]
    amount: Number,
    /// What is paid in points besides, a won each.
    #[schema(example = 0)]
    points: i64,
    /// What it is counted in (ISO 4217).
    #[serde(serialize_with = "wire::currency")]
    #[schema(value_type = String, example = "KRW")]
    currency: Currency,
    /// `created`, `prepared`, `confirming` (the provider has not said), `captured` (the money is there), `failed` or `expired`.
    #[schema(example = "captured")]
    state: &'static str,
    /// By what it was paid, in the provider's words.
    #[schema(example = "카드")]
    method: Option<&'a str>,
    /// The buyer's receipt.
    #[schema(example = "https://dashboard.tosspayments.com/receipt/…")]
    receipt_url: Option<&'a str>,
    /// Why it failed.
    failure: Option<FailureBody<'a>>,
    /// What goes back, or went, the oldest first.
    refunds: Vec<RefundBody<'a>>,
    /// What they come to, those aside that failed.
    #[schema(value_type = f64, example = 0)]
    refunded: Number,
    /// What can still go back.
    #[schema(value_type = f64, example = 35_400)]
    refundable: Number,
    /// Until when it can be confirmed.
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    expires_at: Instant,
    /// When the money was there.
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    captured_at: Option<Instant>,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    updated_at: Instant,
}

/// Why something failed, in the provider's words.
#[derive(Serialize, ToSchema)]
#[schema(as = PaymentFailure)]
struct FailureBody<'a> {
    #[schema(example = "REJECT_CARD_PAYMENT")]
    code: &'a str,
    #[schema(example = "한도초과 혹은 잔액부족으로 결제에 실패했습니다.")]
    message: &'a str,
}

/// Money that goes back, or points.
#[derive(Serialize, ToSchema)]
#[schema(as = Refund)]
struct RefundBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::refund_id)]
    id: RefundId,
    /// `provider` or `points`. What goes back both ways is listed twice, by one id.
    #[schema(example = "provider")]
    tender: &'static str,
    #[schema(value_type = f64, example = 16_200)]
    amount: Number,
    #[schema(example = "called off, or sent back")]
    reason: &'a str,
    /// `requested`, `accepted`, `succeeded` or `failed`.
    #[schema(example = "succeeded")]
    state: &'static str,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    requested_at: Instant,
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    settled_at: Option<Instant>,
    failure: Option<FailureBody<'a>>,
}

impl<'a> From<&'a Payment> for PaymentBody<'a> {
    fn from(payment: &'a Payment) -> Self {
        Self {
            id: payment.id,
            purpose: payment.purpose.as_str(),
            order_id: payment.purpose.order().map(|order| order.to_string()),
            campaign_id: payment.purpose.campaign().map(|campaign| campaign.to_string()),
            tier_id: payment.purpose.tier().map(|tier| tier.to_string()),
            attempt: payment.attempt,
            provider: payment.provider.map(Provider::as_str),
            merchant_uid: payment.merchant_uid.as_str(),
            amount: payment.amount.into(),
            points: payment.points,
            currency: payment.amount.currency(),
            state: payment.state.as_str(),
            method: payment.method.as_deref(),
            receipt_url: payment.receipt_url.as_deref(),
            failure: payment.failure.as_ref().map(FailureBody::from),
            refunds: payment.refunds.iter().map(RefundBody::from).collect(),
            refunded: payment.refunded().into(),
            refundable: payment.refundable().into(),
            expires_at: payment.expires_at,
            captured_at: payment.captured_at,
            created_at: payment.created_at,
            updated_at: payment.updated_at,
        }
    }
}

impl<'a> From<&'a Failure> for FailureBody<'a> {
    fn from(failure: &'a Failure) -> Self {
        Self {
            code: &failure.code,
            message: &failure.message,
        }
    }
}

impl<'a> From<&'a Refund> for RefundBody<'a> {
    fn from(refund: &'a Refund) -> Self {
        Self {
            id: refund.id,
            tender: refund.tender.as_str(),
            amount: refund.amount.into(),
            reason: RefundReason::as_str(&refund.reason),
            state: refund.state.as_str(),
            requested_at: refund.requested_at,
            settled_at: refund.settled_at,
            failure: refund.failure.as_ref().map(FailureBody::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_named() {
        assert_eq!(STATES, PaymentState::ALL.map(PaymentState::as_str).join(", "));
        assert_eq!(PROVIDERS, Provider::ALL.map(Provider::as_str).join(", "));
    }
}
