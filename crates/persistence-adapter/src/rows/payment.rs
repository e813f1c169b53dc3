use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::payments::{
    Failure, MerchantUid, Payment, PaymentKey, PaymentPurpose, PaymentState, Provider, Refund, RefundReason,
    RefundState, Tender,
};
use hexmart_domain::shared::Currency;
use serde::{Deserialize, Serialize};

use crate::columns::{At, Key, from_text, money, scaled, to_text};
use crate::schema::payments;

/// An attempt to pay as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = payments, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct PaymentRow {
    pub(crate) id: Key,
    purpose: String,
    target_id: Key,
    tier_id: Option<Key>,
    attempt: i64,
    buyer_id: Key,
    provider: Option<String>,
    merchant_uid: String,
    amount: i64,
    points: i64,
    currency: String,
    state: String,
    provider_key: Option<String>,
    transaction_no: Option<String>,
    method: Option<String>,
    receipt_url: Option<String>,
    failure_code: Option<String>,
    failure_message: Option<String>,
    refunds: String,
    refunded: i64,
    ask_at: Option<At>,
    asked: i64,
    expires_at: At,
    captured_at: Option<At>,
    created_at: At,
    pub(crate) version: i64,
    updated_at: At,
}

/// An entry of `payments.refunds`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RefundDocument {
    id: String,
    tender: String,
    amount: i64,
    /// That of the payment, unless the provider had something else.
    currency: String,
    reason: String,
    state: String,
    requested_at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settled_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<(String, String)>,
}

fn wrong(what: impl std::fmt::Display) -> StoreError {
    StoreError::corrupt("payments", what.to_string())
}

impl PaymentRow {
    pub(crate) fn new(payment: &Payment) -> Result<Self, StoreError> {
        let refunds: Vec<_> = payment.refunds.iter().map(RefundDocument::from).collect();
        let failure = payment.failure.as_ref();
        Ok(Self {
            id: payment.id.into(),
            purpose: payment.purpose.as_str().to_owned(),
            target_id: Key::from_bytes(payment.purpose.target(payment.buyer).into_bytes()),
            tier_id: payment.purpose.tier().map(Key::from),
            attempt: payment.attempt,
            buyer_id: payment.buyer.into(),
            provider: payment.provider.map(|provider| provider.as_str().to_owned()),
            merchant_uid: payment.merchant_uid.as_str().to_owned(),
            amount: scaled(payment.amount.amount()),
            points: payment.points,
            currency: payment.amount.currency().code().to_owned(),
            state: payment.state.as_str().to_owned(),
            provider_key: payment.key.as_ref().map(|key| key.as_str().to_owned()),
            transaction_no: payment.transaction.clone(),
            method: payment.method.clone(),
            receipt_url: payment.receipt_url.clone(),
            failure_code: failure.map(|failure| failure.code.clone()),
            failure_message: failure.map(|failure| failure.message.clone()),
            refunds: serde_json::to_string(&refunds).map_err(StoreError::backend)?,
            refunded: scaled(payment.refunded().amount()),
            ask_at: payment.ask_at.map(At),
            asked: i64::from(payment.asked),
            expires_at: At(payment.expires_at),
            captured_at: payment.captured_at.map(At),
            created_at: At(payment.created_at),
            version: payment.version,
            updated_at: At(payment.updated_at),
        })
    }

    pub(crate) fn payment(self) -> Result<Payment, StoreError> {
        let currency: Currency = self.currency.parse().map_err(wrong)?;
        let refunds: Vec<RefundDocument> = serde_json::from_str(&self.refunds).map_err(wrong)?;
        let key = self.provider_key.as_deref().map(PaymentKey::parse);
        let failure = self.failure_code.zip(self.failure_message);
        let purpose =
            PaymentPurpose::from_word(&self.purpose, self.target_id.uuid(), self.tier_id.map(Key::id));
        Ok(Payment {
            id: self.id.id(),
            purpose: purpose.ok_or_else(|| wrong("purpose"))?,
            attempt: self.attempt,
            buyer: self.buyer_id.id(),
            provider: self
                .provider
                .map(|word| Provider::from_word(&word).ok_or_else(|| wrong("provider")))
                .transpose()?,
            merchant_uid: MerchantUid::parse(&self.merchant_uid).map_err(wrong)?,
            amount: money(self.amount, currency),
            points: self.points,
            state: PaymentState::from_word(&self.state).ok_or_else(|| wrong("state"))?,
            key: key.transpose().map_err(wrong)?,
            transaction: self.transaction_no,
            method: self.method,
            receipt_url: self.receipt_url,
            failure: failure.map(|(code, message)| Failure { code, message }),
            refunds: refunds
                .into_iter()
                .map(RefundDocument::read)
                .collect::<Result<_, _>>()?,
            ask_at: self.ask_at.map(|at| at.0),
            asked: u32::try_from(self.asked).map_err(wrong)?,
            expires_at: self.expires_at.0,
            captured_at: self.captured_at.map(|at| at.0),
            created_at: self.created_at.0,
            version: self.version,
            updated_at: self.updated_at.0,
        })
    }
}

impl From<&Refund> for RefundDocument {
    fn from(refund: &Refund) -> Self {
        let failure = refund.failure.as_ref();
        Self {
            id: refund.id.to_string(),
            tender: refund.tender.as_str().to_owned(),
            amount: scaled(refund.amount.amount()),
            currency: refund.amount.currency().code().to_owned(),
            reason: refund.reason.as_str().to_owned(),
            state: refund.state.as_str().to_owned(),
            requested_at: to_text(refund.requested_at),
            settled_at: refund.settled_at.map(to_text),
            failure: failure.map(|failure| (failure.code.clone(), failure.message.clone())),
        }
    }
}

impl RefundDocument {
    fn read(self) -> Result<Refund, StoreError> {
        let at = |text: &str| from_text(text).ok_or_else(|| wrong("an instant"));
        Ok(Refund {
            id: self.id.parse().map_err(wrong)?,
            tender: Tender::from_word(&self.tender).ok_or_else(|| wrong("the tender of a refund"))?,
            amount: money(self.amount, self.currency.parse().map_err(wrong)?),
            reason: RefundReason::parse(self.reason).map_err(wrong)?,
            state: RefundState::from_word(&self.state).ok_or_else(|| wrong("the state of a refund"))?,
            requested_at: at(&self.requested_at)?,
            settled_at: self.settled_at.as_deref().map(at).transpose()?,
            failure: self.failure.map(|(code, message)| Failure { code, message }),
        })
    }
}
