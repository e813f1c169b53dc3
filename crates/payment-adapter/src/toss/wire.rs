//! What the provider says, as far as it is read.

use chrono::{DateTime, FixedOffset, Utc};
use hexmart_domain::payments::{PaymentKey, ProviderPayment, ProviderStatus, RefundOutcome};
use hexmart_domain::shared::RefundId;
use serde::Deserialize;
use serde_json::Number;

use crate::amount::of_number;
use crate::mark::is_marked;
use crate::words::{failure, line};

/// Why something was not done.
#[derive(Deserialize)]
pub(super) struct Refusal {
    pub(super) code: String,
    pub(super) message: Option<String>,
}

/// Money that came or went: of a list, where payments are found by.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Transaction {
    pub(super) transaction_key: String,
    pub(super) payment_key: String,
}

/// A payment.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payment {
    #[serde(rename = "paymentKey")]
    key: String,
    order_id: String,
    status: Status,
    currency: String,
    total_amount: Number,
    balance_amount: Number,
    method: Option<String>,
    last_transaction_key: Option<String>,
    approved_at: Option<DateTime<FixedOffset>>,
    receipt: Option<Receipt>,
    failure: Option<Refusal>,
    cancels: Option<Vec<Cancel>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    Done,
    Canceled,
    PartialCanceled,
    Aborted,
    Expired,
    /// `READY`, `IN_PROGRESS`, `WAITING_FOR_DEPOSIT`, and words of tomorrow.
    #[serde(other)]
    Pending,
}

#[derive(Deserialize)]
struct Receipt {
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cancel {
    cancel_reason: Option<String>,
    cancel_status: Option<CancelStatus>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum CancelStatus {
    Done,
    InProgress,
    Aborted,
    #[serde(other)]
    Other,
}

impl Payment {
    /// What became of a refund of ours; none when it was never asked for, or stands in a way that nobody knows yet.
    pub(super) fn refund(&self, id: RefundId) -> Option<RefundOutcome> {
        let mut all = self.cancels.iter().flatten();
        let ours = all.find(|cancel| is_marked(cancel.cancel_reason.as_deref(), id))?;
        // Before there was a status, what was in the list was done.
        match ours.cancel_status.unwrap_or(CancelStatus::Done) {
            CancelStatus::Done => Some(RefundOutcome::Done),
            CancelStatus::InProgress => Some(RefundOutcome::Accepted),
            CancelStatus::Aborted => Some(RefundOutcome::Refused(failure("ABORTED", None))),
            CancelStatus::Other => None,
        }
    }

    /// The payment; none when it makes no sense. `test` is said by the key that it was asked for with.
    pub(super) fn payment(self, test: bool) -> Option<ProviderPayment> {
        let currency = self.currency.parse().ok()?;
        let amount = of_number(&self.total_amount, currency)?;
        let left = of_number(&self.balance_amount, currency)?;
        let status = match self.status {
            Status::Done => ProviderStatus::Paid,
            Status::Canceled => ProviderStatus::Cancelled,
            Status::PartialCanceled => ProviderStatus::PartiallyCancelled,
            Status::Aborted | Status::Expired => ProviderStatus::Failed,
            Status::Pending => ProviderStatus::Pending,
        };
        Some(ProviderPayment {
            merchant_uid: self.order_id,
            key: PaymentKey::parse(&self.key).ok()?,
            status,
            amount,
            cancelled: amount.checked_sub(left).ok()?,
            test,
            transaction: line(self.last_transaction_key),
            method: line(self.method),
            receipt_url: line(self.receipt.and_then(|receipt| receipt.url)),
            paid_at: self.approved_at.map(|at| at.with_timezone(&Utc)),
            failure: self
                .failure
                .map(|refusal| failure(&refusal.code, refusal.message.as_deref())),
        })
    }
}
