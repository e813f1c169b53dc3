//! What the provider says, as far as it is read.

use chrono::DateTime;
use hexmart_domain::payments::{PaymentKey, ProviderPayment, ProviderStatus};
use hexmart_domain::shared::{Currency, Money, RefundId};
use hexmart_http_client::StatusCode;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Number;

use crate::amount::of_number;
use crate::mark::is_marked;
use crate::words::{failure, line};

/// What is around every answer. A code other than 0 is a failure, whatever the status is.
#[derive(Deserialize)]
pub(super) struct Envelope<T> {
    /// That of HTTP, put in behind.
    #[serde(skip)]
    pub(super) status: StatusCode,
    pub(super) code: i64,
    pub(super) message: Option<String>,
    pub(super) response: Option<T>,
}

/// What was told before a payment.
#[derive(Deserialize)]
pub(super) struct Prepared {
    pub(super) amount: Number,
}

/// A page of a list.
#[derive(Deserialize)]
pub(super) struct Paged {
    /// The number of the next page; 0 behind the last.
    #[serde(default)]
    pub(super) next: u64,
    #[serde(default)]
    pub(super) list: Vec<Annotation>,
}

/// A payment.
#[derive(Deserialize)]
pub(super) struct Annotation {
    imp_uid: String,
    pub(super) merchant_uid: String,
    amount: Number,
    cancel_amount: Option<Number>,
    currency: Option<String>,
    status: Status,
    pay_method: Option<String>,
    pg_tid: Option<String>,
    receipt_url: Option<String>,
    /// Seconds; 0 when it was not.
    paid_at: Option<i64>,
    fail_reason: Option<String>,
    sandbox: Option<bool>,
    #[serde(default)]
    cancel_history: Option<Vec<Cancel>>,
}

#[derive(Deserialize)]
struct Cancel {
    reason: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Ready,
    Paid,
    Cancelled,
    Failed,
    #[serde(other)]
    Other,
}

impl Annotation {
    /// How much it says: of several attempts by one name, the one that took money counts, then one that still can.
    pub(super) fn weight(&self) -> u8 {
        match self.status {
            Status::Paid | Status::Cancelled => 2,
            Status::Ready | Status::Other => 1,
            Status::Failed => 0,
        }
    }

    /// Whether this refund of ours was carried out.
    pub(super) fn has_refund(&self, id: RefundId) -> bool {
        let mut history = self.cancel_history.iter().flatten();
        history.any(|cancel| is_marked(cancel.reason.as_deref(), id))
    }

    /// The payment; `known` is its currency when the provider does not say. None when it makes no sense.
    pub(super) fn payment(self, known: Currency) -> Option<ProviderPayment> {
        let currency = match self.currency {
            Some(code) => code.parse().ok()?,
            None => known,
        };
        let amount = of_number(&self.amount, currency)?;
        let cancelled = match &self.cancel_amount {
            Some(number) => of_number(number, currency)?,
            None => Money::zero(currency),
        };
        let status = status(self.status, amount, cancelled);
        let failed = status == ProviderStatus::Failed;
        Some(ProviderPayment {
            merchant_uid: self.merchant_uid,
            key: PaymentKey::parse(&self.imp_uid).ok()?,
            status,
            amount,
            cancelled,
            test: self.sandbox == Some(true),
            transaction: line(self.pg_tid),
            method: line(self.pay_method),
            receipt_url: line(self.receipt_url),
            paid_at: self
                .paid_at
                .filter(|seconds| *seconds > 0)
                .and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
            failure: failed.then(|| failure("failed", self.fail_reason.as_deref())),
        })
    }
}

/// The provider has one word for what went back in part and as a whole; the amounts tell.
fn status(said: Status, amount: Money, cancelled: Money) -> ProviderStatus {
    match said {
        Status::Failed => ProviderStatus::Failed,
        Status::Paid | Status::Cancelled if cancelled.amount() >= amount.amount() => {
            ProviderStatus::Cancelled
        }
        Status::Paid | Status::Cancelled if cancelled.amount() > Decimal::ZERO => {
            ProviderStatus::PartiallyCancelled
        }
        Status::Paid => ProviderStatus::Paid,
        // What went back without saying how much is looked at again later.
        Status::Ready | Status::Other | Status::Cancelled => ProviderStatus::Pending,
    }
}
