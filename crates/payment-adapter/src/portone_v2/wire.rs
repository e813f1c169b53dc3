//! What the provider says, as far as it is read.

use chrono::{DateTime, Utc};
use hexmart_domain::payments::{PaymentKey, ProviderPayment, ProviderStatus, RefundOutcome};
use hexmart_domain::shared::RefundId;
use serde::Deserialize;

use crate::amount::of_smallest_units;
use crate::mark::is_marked;
use crate::words::{failure, line};

/// Why something was not done.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Refusal {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) message: Option<String>,
    pub(super) pg_message: Option<String>,
}

/// A page of a list.
#[derive(Deserialize)]
pub(super) struct Paged {
    pub(super) items: Vec<Payment>,
    pub(super) page: Page,
}

/// Which page of how many payments.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    pub(super) number: u64,
    pub(super) size: u64,
    pub(super) total_count: u64,
}

/// The answer to a refund.
#[derive(Deserialize)]
pub(super) struct Cancelled {
    pub(super) cancellation: Cancellation,
}

/// A payment. What its status has nothing of is missing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payment {
    id: String,
    pub(super) status: Status,
    transaction_id: Option<String>,
    amount: Option<Amount>,
    currency: Option<String>,
    channel: Option<Typed>,
    method: Option<Typed>,
    paid_at: Option<DateTime<Utc>>,
    receipt_url: Option<String>,
    pg_tx_id: Option<String>,
    failure: Option<Failed>,
    #[serde(default)]
    cancellations: Vec<Cancellation>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Status {
    Ready,
    Paid,
    Failed,
    PartialCancelled,
    Cancelled,
    /// `PAY_PENDING`, `VIRTUAL_ACCOUNT_ISSUED`, and words of tomorrow.
    #[serde(other)]
    Pending,
}

#[derive(Deserialize)]
struct Amount {
    total: i64,
    #[serde(default)]
    cancelled: i64,
}

/// Something of several kinds, of which the name of the kind is enough.
#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failed {
    reason: Option<String>,
    pg_code: Option<String>,
    pg_message: Option<String>,
}

/// Money that goes back.
#[derive(Deserialize)]
pub(super) struct Cancellation {
    status: CancellationStatus,
    reason: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum CancellationStatus {
    Succeeded,
    Requested,
    Failed,
    #[serde(other)]
    Other,
}

impl Cancellation {
    /// What became of it; none when the provider has a word for that which nobody knows yet.
    pub(super) fn outcome(&self) -> Option<RefundOutcome> {
        match self.status {
            CancellationStatus::Succeeded => Some(RefundOutcome::Done),
            CancellationStatus::Requested => Some(RefundOutcome::Accepted),
            CancellationStatus::Failed => Some(RefundOutcome::Refused(failure("FAILED", None))),
            CancellationStatus::Other => None,
        }
    }
}

impl Payment {
    /// What became of a refund of ours; none when it was never asked for.
    pub(super) fn refund(&self, id: RefundId) -> Option<RefundOutcome> {
        let mut all = self.cancellations.iter();
        let ours = all.find(|cancellation| is_marked(cancellation.reason.as_deref(), id));
        ours.and_then(Cancellation::outcome)
    }

    /// The payment; none when it makes no sense.
    pub(super) fn payment(self) -> Option<ProviderPayment> {
        let currency = self.currency?.parse().ok()?;
        let amount = self.amount?;
        let status = match self.status {
            Status::Ready | Status::Pending => ProviderStatus::Pending,
            Status::Paid => ProviderStatus::Paid,
            Status::Failed => ProviderStatus::Failed,
            Status::PartialCancelled => ProviderStatus::PartiallyCancelled,
            Status::Cancelled => ProviderStatus::Cancelled,
        };
        // Before it was tried, a payment has no number but our name of it.
        let key = self.transaction_id.as_ref().unwrap_or(&self.id);
        Some(ProviderPayment {
            key: PaymentKey::parse(key).ok()?,
            merchant_uid: self.id,
            status,
            amount: of_smallest_units(amount.total, currency),
            cancelled: of_smallest_units(amount.cancelled, currency),
            test: self.channel.and_then(|channel| channel.kind).as_deref() == Some("TEST"),
            transaction: line(self.pg_tx_id),
            method: line(self.method.and_then(|method| method.kind)),
            receipt_url: line(self.receipt_url),
            paid_at: self.paid_at,
            failure: self.failure.map(|failed| {
                let said = failed.pg_message.or(failed.reason);
                failure(failed.pg_code.as_deref().unwrap_or("FAILED"), said.as_deref())
            }),
        })
    }
}
