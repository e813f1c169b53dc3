use hexmart_application::payments::{GatewayError, RefundOrder};
use hexmart_domain::payments::RefundOutcome;
use serde_json::json;

use super::call::{idempotency, said};
use super::wire::{Cancelled, Refusal};
use super::{IDEMPOTENCY_KEY, PortoneV2};
use crate::amount::smallest_units;
use crate::http::{Call, Purpose, Trouble, in_doubt};
use crate::mark::marked;
use crate::words::failure;

/// What the provider says when it never will give the money back: there is not as much, or none.
const NEVER: [&str; 9] = [
    "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN",
    "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT",
    "CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT",
    "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT",
    "PAYMENT_ALREADY_CANCELLED",
    "PAYMENT_NOT_FOUND",
    "PAYMENT_NOT_PAID",
    "REMAINED_AMOUNT_LESS_THAN_PROMOTION_MIN_PAYMENT_AMOUNT",
    "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT",
];

impl PortoneV2 {
    pub(super) async fn give_back(&self, order: &RefundOrder) -> Result<RefundOutcome, GatewayError> {
        let amount = smallest_units(order.amount)?;
        if amount <= 0 {
            return Ok(RefundOutcome::Refused(failure("no_amount", None)));
        }
        // The provider forgets a key after three hours, and whoever asks again may say what is left by now.
        if let Some(outcome) = self.refund_known(order).await? {
            return Ok(outcome);
        }
        let body = json!({
            "storeId": self.store_id,
            "amount": amount,
            "reason": marked(&order.reason, order.id),
            "currentCancellableAmount": smallest_units(order.refundable)?,
        });
        let url = self.base.at(&["payments", order.merchant_uid.as_str(), "cancel"]);
        let call = Call::post_json(url, &body).with(IDEMPOTENCY_KEY, idempotency(&order.id.to_string())?);
        match self.call::<Cancelled>(Purpose::Move, call).await? {
            Ok(done) => {
                let new = || GatewayError::unknown(Trouble::Nonsense("a refund in a new state"));
                done.cancellation.outcome().ok_or_else(new)
            }
            Err(refusal) => self.refused(order, &refusal).await,
        }
    }

    async fn refund_known(&self, order: &RefundOrder) -> Result<Option<RefundOutcome>, GatewayError> {
        let known = self.known(&order.merchant_uid).await?;
        Ok(known.and_then(|payment| payment.refund(order.id)))
    }

    /// It may have been carried out since, by another call.
    async fn refused(&self, order: &RefundOrder, refusal: &Refusal) -> Result<RefundOutcome, GatewayError> {
        if refusal.kind == "INVALID_REQUEST" {
            return Err(GatewayError::Misconfigured {
                what: "PortOne does not understand a refund".to_owned(),
            });
        }
        if let Some(outcome) = self.refund_known(order).await.map_err(in_doubt)? {
            return Ok(outcome);
        }
        if NEVER.contains(&refusal.kind.as_str()) {
            let said = refusal.pg_message.as_deref().or(refusal.message.as_deref());
            Ok(RefundOutcome::Refused(failure(&refusal.kind, said)))
        } else {
            Err(said(Purpose::Move, refusal))
        }
    }
}
