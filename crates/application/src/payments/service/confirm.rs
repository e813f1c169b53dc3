//! The word that takes the money.

use hexmart_domain::payments::{ConfirmError, Failure, Payment, PaymentKey, PaymentState};
use hexmart_domain::shared::{Instant, Money, PaymentId, UserId};

use super::PaymentService;
use super::purpose::is_wanted;
use super::settle::came_in_vain;
use crate::payments::keep;
use crate::payments::{ConfirmPaymentError, Confirmation, GatewayError, PaymentGateway as _};
use crate::platform::{Abort, Mint, StoreError, UnitOfWork, transact};

/// A buyer who agreed.
#[derive(Clone)]
struct Agreement {
    buyer: UserId,
    payment: PaymentId,
    key: PaymentKey,
    amount: Money,
    mint: Mint,
    now: Instant,
}

/// What follows from that.
enum Intent {
    /// The provider is told to take the money: it is written down.
    Take(Payment),
    /// There is an answer already.
    Known(Payment),
    /// It is not wanted any more. The provider is asked all the same, for with some the buyer paid already.
    Look(Payment),
}

impl PaymentService {
    pub(super) async fn take(
        &self,
        buyer: UserId,
        payment: PaymentId,
        key: PaymentKey,
        amount: Money,
    ) -> Result<Payment, ConfirmPaymentError> {
        let agreement = Agreement {
            buyer,
            payment,
            key: key.clone(),
            amount,
            mint: self.mint.clone(),
            now: self.mint.now(),
        };
        let intent: Intent = transact(&*self.store, "confirm_payment", move |uow| {
            let agreement = agreement.clone();
            Box::pin(agreement.intend(uow))
        })
        .await?;
        match intent {
            Intent::Known(payment) => verdict(payment),
            Intent::Look(payment) => {
                let id = payment.id;
                self.follow(payment, None).await?;
                let payment = self.payments.payment(id).await?;
                payment.map_or(Err(ConfirmPaymentError::Unknown), verdict)
            }
            Intent::Take(payment) => self.charge(payment, key).await,
        }
    }

    async fn charge(&self, payment: Payment, key: PaymentKey) -> Result<Payment, ConfirmPaymentError> {
        let Some(gateway) = self.gateway_of(&payment) else {
            self.put_back(&payment).await?;
            return Err(ConfirmPaymentError::Unavailable);
        };
        let confirmation = Confirmation {
            merchant_uid: payment.merchant_uid.clone(),
            key,
            amount: payment.amount,
        };
        match gateway.confirm(&confirmation).await {
            Ok(said) => {
                let settled = self.settle(payment.id, said, None).await?.payment;
                if settled.refund_under_way().is_some() {
                    self.see_to(settled.id).await;
                }
                verdict(settled)
            }
            Err(GatewayError::Declined(failure)) => verdict(self.decline(payment.id, failure).await?),
            Err(error) => {
                super::pursue::complain(&payment, &error);
                if matches!(error, GatewayError::Unknown(_)) {
                    return Ok(payment);
                }
                self.put_back(&payment).await?;
                Err(ConfirmPaymentError::Unavailable)
            }
        }
    }

    /// The provider refused to take the money.
    pub(super) async fn decline(&self, id: PaymentId, failure: Failure) -> Result<Payment, StoreError> {
        self.change(id, "refuse_payment", move |payment, now| {
            payment
                .state
                .is_open()
                .then(|| payment.refused(failure.clone(), now))
        })
        .await
    }

    /// The provider certainly did not look: unless somebody else went on with it, it can be confirmed again.
    async fn put_back(&self, intended: &Payment) -> Result<(), StoreError> {
        let version = intended.version;
        self.change(intended.id, "unconfirm_payment", move |payment, now| {
            payment.unconfirmed(now).filter(|_| payment.version == version)
        })
        .await?;
        Ok(())
    }

    /// Changes an attempt, if there is anything to change; answers how it is then.
    pub(super) async fn change<F>(
        &self,
        id: PaymentId,
        name: &'static str,
        change: F,
    ) -> Result<Payment, StoreError>
    where
        F: Fn(&Payment, Instant) -> Option<Payment> + Clone + Send + Sync + 'static,
    {
        let (now, mint) = (self.mint.now(), self.mint.clone());
        transact(&*self.store, name, move |uow| {
            let (change, mint) = (change.clone(), mint.clone());
            Box::pin(async move {
                let payment = uow.payments().find(id).await?;
                let payment = payment.ok_or_else(|| StoreError::corrupt("payments", "an attempt is gone"))?;
                let Some(next) = change(&payment, now) else {
                    return Ok::<_, Abort<StoreError>>(payment);
                };
                Ok(keep(uow, next, &mint, now).await?)
            })
        })
        .await
    }
}

impl Agreement {
    async fn intend(self, uow: &mut dyn UnitOfWork) -> Result<Intent, Abort<ConfirmPaymentError>> {
        let payment = uow.payments().find(self.payment).await?;
        let payment = payment.filter(|payment| payment.buyer == self.buyer);
        let payment = payment.ok_or(Abort::Refused(ConfirmPaymentError::Unknown))?;
        let confirming = match payment.confirming(self.key, self.amount, self.now) {
            Ok(Some(confirming)) => confirming,
            Ok(None) => return Ok(Intent::Known(payment)),
            Err(ConfirmError::Over) if payment.state == PaymentState::Failed => {
                return Ok(Intent::Known(payment));
            }
            Err(refusal) => return Err(Abort::Refused(refusal.into())),
        };
        if is_wanted(uow, &payment, self.now).await? {
            uow.payments().save(&confirming).await?;
            return Ok(Intent::Take(confirming));
        }
        match payment.withdrawn(self.now) {
            Some(over) => {
                let over = keep(uow, over, &self.mint, self.now).await?;
                Ok(Intent::Look(over))
            }
            None => Err(Abort::Refused(ConfirmError::Over.into())),
        }
    }
}

/// What the buyer hears of an attempt, the same however often they ask.
fn verdict(payment: Payment) -> Result<Payment, ConfirmPaymentError> {
    match (payment.state, &payment.failure) {
        (PaymentState::Captured, _) if came_in_vain(&payment) => Err(ConfirmPaymentError::Unfulfillable),
        (PaymentState::Captured | PaymentState::Confirming, _) => Ok(payment),
        (PaymentState::Failed, Some(failure)) => Err(ConfirmPaymentError::Declined(failure.clone())),
        _ => Err(ConfirmError::Over.into()),
    }
}
