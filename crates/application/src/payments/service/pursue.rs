//! Asking a provider how an attempt stands, and going on with what was interrupted.

use hexmart_domain::payments::{
    Payment, PaymentState, Provider, ProviderPayment, Refund, RefundOutcome, RefundState, Tender,
};
use hexmart_domain::shared::{PaymentId, RefundId};

use super::PaymentService;
use super::settle::tell;
use super::top_ups::restore;
use crate::payments::guarded::GuardedGateway;
use crate::payments::{Confirmation, GatewayError, Known, PaymentGateway as _, RefundOrder};
use crate::platform::{Abort, StoreError, transact};

impl PaymentService {
    /// Asks how an attempt stands, learns from the answer, and goes on with what is under way. `message` is what made us ask,
    /// if it was a message of the provider.
    pub(super) async fn follow(&self, payment: Payment, message: Option<String>) -> Result<(), StoreError> {
        if payment.provider.is_none() {
            // All of it is in points, and nothing is open.
            return Ok(());
        }
        let Some(gateway) = self.gateway_of(&payment) else {
            let provider = payment.provider.map(Provider::as_str);
            tracing::error!(payment = %payment.id, provider, "nobody can be asked about a payment");
            return self.in_vain(payment.id, false).await;
        };
        match gateway.find(&known(&payment)).await {
            Ok(Some(said)) => {
                let settled = self.settle(payment.id, said.clone(), message).await?;
                self.go_on(gateway, settled.payment, Some(&said)).await
            }
            Ok(None) => self.go_on(gateway, payment, None).await,
            Err(error) => {
                complain(&payment, &error);
                // A message came, and what it is about is unknown: somebody is to ask later, due or not.
                self.in_vain(payment.id, message.is_some()).await
            }
        }
    }

    /// The same, where nobody waits for it: if it fails now, a job does it.
    pub(super) async fn see_to(&self, payment: PaymentId) {
        let followed = match self.payments.payment(payment).await {
            Ok(Some(known)) => self.follow(known, None).await,
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = followed {
            tracing::warn!(%payment, %error, "a payment is seen to later");
        }
    }

    async fn go_on(
        &self,
        gateway: &GuardedGateway,
        payment: Payment,
        said: Option<&ProviderPayment>,
    ) -> Result<(), StoreError> {
        if payment.state == PaymentState::Confirming {
            return self.confirm_again(gateway, payment).await;
        }
        let requested = payment.refund_under_way().map(|refund| refund.state);
        match (requested, said) {
            (Some(RefundState::Requested), Some(said)) => self.give_back(gateway, payment, said).await,
            // One that was accepted is looked for, and never asked for again: its provider may have forgotten that it was.
            _ => self.in_vain(payment.id, false).await,
        }
    }

    /// The buyer agreed, we said so or were about to, and the provider has nothing: the same word again, under the same name,
    /// takes the money once at most.
    async fn confirm_again(&self, gateway: &GuardedGateway, payment: Payment) -> Result<(), StoreError> {
        let given_up = |payment: &Payment, now| payment.given_up(now);
        let payment = self.change(payment.id, "give_payment_up", given_up).await?;
        let (PaymentState::Confirming, Some(key)) = (payment.state, payment.key.clone()) else {
            return Ok(());
        };
        let confirmation = Confirmation {
            merchant_uid: payment.merchant_uid.clone(),
            key,
            amount: payment.amount,
        };
        match gateway.confirm(&confirmation).await {
            Ok(said) => {
                let settled = self.settle(payment.id, said.clone(), None).await?;
                let payment = settled.payment;
                let requested = payment.refund_under_way().is_some();
                if requested {
                    self.give_back(gateway, payment, &said).await
                } else {
                    self.in_vain(payment.id, false).await
                }
            }
            Err(GatewayError::Declined(failure)) => self.decline(payment.id, failure).await.map(drop),
            Err(error) => {
                complain(&payment, &error);
                self.in_vain(payment.id, false).await
            }
        }
    }

    /// Has the provider carry out what was requested, one refund after another, after a look that found nothing of them.
    async fn give_back(
        &self,
        gateway: &GuardedGateway,
        mut payment: Payment,
        said: &ProviderPayment,
    ) -> Result<(), StoreError> {
        let mut left = said.amount.checked_sub(said.cancelled).unwrap_or(payment.amount);
        while let Some(refund) = requested(&payment) {
            let order = RefundOrder {
                id: refund.id,
                merchant_uid: payment.merchant_uid.clone(),
                key: said.key.clone(),
                amount: refund.amount,
                refundable: left,
                reason: refund.reason.clone(),
            };
            let outcome = match gateway.refund(&order).await {
                Ok(outcome) => outcome,
                Err(GatewayError::Declined(failure)) => RefundOutcome::Refused(failure),
                Err(error) => {
                    complain(&payment, &error);
                    return self.in_vain(payment.id, false).await;
                }
            };
            if outcome == RefundOutcome::Done {
                left = left.checked_sub(order.amount).unwrap_or(left);
            }
            match self.answered(gateway, &payment, order.id, outcome).await? {
                Some(next) => payment = next,
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// Writes down what the provider said to a refund; answers the attempt if there is more to be asked for now.
    async fn answered(
        &self,
        gateway: &GuardedGateway,
        payment: &Payment,
        refund: RefundId,
        outcome: RefundOutcome,
    ) -> Result<Option<Payment>, StoreError> {
        if let RefundOutcome::Refused(failure) = &outcome {
            // It may have refused because it had done it already, and nobody heard.
            match gateway.find(&known(payment)).await {
                Ok(Some(said)) => {
                    let settled = self.settle(payment.id, said, None).await?;
                    if settled
                        .payment
                        .refunds
                        .iter()
                        .any(|known| known.id == refund && is_back(known))
                    {
                        return Ok(Some(settled.payment));
                    }
                }
                Ok(None) => {}
                Err(error) => {
                    complain(payment, &error);
                    self.in_vain(payment.id, false).await?;
                    return Ok(None);
                }
            }
            let (payment, code) = (payment.id, &failure.code);
            tracing::error!(%payment, %refund, code, "a refund was refused");
        }
        let more = outcome != RefundOutcome::Accepted;
        let payment = self.record(payment.id, refund, outcome).await?;
        Ok(more.then_some(payment))
    }

    async fn record(
        &self,
        id: PaymentId,
        refund: RefundId,
        outcome: RefundOutcome,
    ) -> Result<Payment, StoreError> {
        let (now, mint) = (self.mint.now(), self.mint.clone());
        transact(&*self.store, "answer_refund", move |uow| {
            let (outcome, mint) = (outcome.clone(), mint.clone());
            Box::pin(async move {
                let payment = uow.payments().find(id).await?;
                let payment = payment.ok_or_else(|| StoreError::corrupt("payments", "an attempt is gone"))?;
                let what = match outcome {
                    RefundOutcome::Done => Some("payment.refunded"),
                    RefundOutcome::Accepted => None,
                    RefundOutcome::Refused(_) => Some("payment.refund_failed"),
                };
                let Some(next) = payment.refund_answered(refund, outcome, now) else {
                    return Ok::<_, Abort<StoreError>>(payment);
                };
                let failed = |known: &&Refund| known.id == refund && known.state == RefundState::Failed;
                if let Some(failed) = next.refunds.iter().find(failed) {
                    restore(uow, &next, failed, &mint, now).await?;
                }
                uow.payments().save(&next).await?;
                if let Some(what) = what {
                    tell(uow, what, &next, &mint, now).await?;
                }
                Ok(next)
            })
        })
        .await
    }

    /// Sees to it that the provider is asked again, later, if it was to be asked by now or `insist` says so.
    async fn in_vain(&self, id: PaymentId, insist: bool) -> Result<(), StoreError> {
        self.change(id, "ask_later", move |payment, now| {
            let is_due = payment.ask_at.is_some_and(|at| at <= now);
            let is_new = insist && payment.ask_at.is_none();
            (is_due || is_new).then(|| payment.asked_in_vain(now))
        })
        .await?;
        Ok(())
    }
}

fn requested(payment: &Payment) -> Option<&Refund> {
    payment
        .refund_under_way()
        .filter(|refund| refund.state == RefundState::Requested)
}

fn is_back(refund: &Refund) -> bool {
    refund.tender == Tender::Provider && refund.state == RefundState::Succeeded
}

/// By what an attempt is asked for.
pub(super) fn known(payment: &Payment) -> Known {
    Known {
        merchant_uid: payment.merchant_uid.clone(),
        key: payment.key.clone(),
        currency: payment.amount.currency(),
    }
}

/// Writes down that a provider did not do what it was asked for.
pub(super) fn complain(payment: &Payment, error: &GatewayError) {
    let (id, provider) = (payment.id, payment.provider.map(Provider::as_str));
    if let GatewayError::Misconfigured { what } = error {
        tracing::error!(payment = %id, provider, what, "a provider does not accept our calls");
    } else {
        tracing::warn!(payment = %id, provider, %error, "a provider did not answer");
    }
}
