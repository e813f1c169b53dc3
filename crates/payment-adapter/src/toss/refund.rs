use hexmart_application::payments::{GatewayError, RefundOrder};
use hexmart_domain::payments::RefundOutcome;
use rust_decimal::Decimal;
use serde_json::json;

use super::Toss;
use super::call::{IDEMPOTENCY_KEY, Said, idempotency, said};
use super::codes::Meaning;
use super::wire::{Payment, Refusal};
use crate::amount::number;
use crate::http::{Call, Purpose, in_doubt};
use crate::mark::marked;
use crate::words::failure;

impl Toss {
    pub(super) async fn give_back(&self, order: &RefundOrder) -> Result<RefundOutcome, GatewayError> {
        if order.amount.amount() <= Decimal::ZERO {
            return Ok(RefundOutcome::Refused(failure("no_amount", None)));
        }
        // The provider forgets a key after 15 days, and whoever asks again may say what is left by now.
        if let Some(outcome) = self.refund_known(order).await? {
            return Ok(outcome);
        }
        let body = json!({
            "cancelReason": marked(&order.reason, order.id),
            "cancelAmount": number(order.amount)?,
            "refundableAmount": number(order.refundable)?,
        });
        let url = self.base.at(&["v1", "payments", order.key.as_str(), "cancel"]);
        let call = Call::post_json(url, &body).with(IDEMPOTENCY_KEY, idempotency(&order.id.to_string())?);
        match self.call::<Payment>(Purpose::Move, call).await? {
            // A reason that the provider cut is a mark that is lost, and still an answer.
            Said::Done(payment) => Ok(payment.refund(order.id).unwrap_or(RefundOutcome::Done)),
            Said::Refused(Meaning::Unknown | Meaning::Misconfigured, refusal) => {
                Err(said(Purpose::Move, &refusal))
            }
            Said::Refused(Meaning::Declined | Meaning::Settled, refusal) => {
                self.refused(order, &refusal).await
            }
        }
    }

    async fn refund_known(&self, order: &RefundOrder) -> Result<Option<RefundOutcome>, GatewayError> {
        let known = self.known(&order.merchant_uid).await?;
        Ok(known.and_then(|payment| payment.refund(order.id)))
    }

    /// It may have been carried out since, by another call.
    async fn refused(&self, order: &RefundOrder, refusal: &Refusal) -> Result<RefundOutcome, GatewayError> {
        let done = self.refund_known(order).await.map_err(in_doubt)?;
        let never = || RefundOutcome::Refused(failure(&refusal.code, refusal.message.as_deref()));
        Ok(done.unwrap_or_else(never))
    }
}
