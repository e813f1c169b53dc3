//! What a provider says, and all that follows from it, in one transaction.

use hexmart_domain::payments::{
    Learned, Payment, PaymentPurpose, Provider, ProviderPayment, RefundReason, Suspicion,
};
use hexmart_domain::shared::{Instant, PaymentId};
use serde_json::json;

use super::PaymentService;
use super::purpose::{in_vain, take_effect};
use super::top_ups::follow_money;
use crate::payments::keep;
use crate::platform::{Abort, Mint, StoreError, UnitOfWork, announce, transact};

/// What a provider said of an attempt, about to be settled.
#[derive(Clone)]
struct News {
    of: PaymentId,
    said: ProviderPayment,
    /// The message that made us ask, if one did.
    message: Option<String>,
    takes_test_money: bool,
    mint: Mint,
    now: Instant,
}

/// An attempt once its provider was heard.
pub(super) struct Settled {
    /// As it is now.
    pub(super) payment: Payment,
    /// What does not fit, if anything does not.
    pub(super) suspicion: Option<Suspicion>,
    /// Whether anything was new.
    pub(super) changed: bool,
}

/// Whether what the payment was for could not be had any more when the money came.
pub(super) fn came_in_vain(payment: &Payment) -> bool {
    let reasons = payment.refunds.iter().map(|refund| refund.reason.as_str());
    let vain = in_vain(payment.purpose);
    reasons.into_iter().any(|reason| reason == vain)
}

impl PaymentService {
    /// Looks at what the provider said, with the attempt as it is by then, and does what follows: the attempt, the order and
    /// its stock, or whatever else was paid for, and who is to hear of it, all or nothing.
    pub(super) async fn settle(
        &self,
        of: PaymentId,
        said: ProviderPayment,
        message: Option<String>,
    ) -> Result<Settled, StoreError> {
        let news = News {
            of,
            said,
            message,
            takes_test_money: self.settings.takes_test_money,
            mint: self.mint.clone(),
            now: self.mint.now(),
        };
        let settled: Settled = transact(&*self.store, "settle_payment", move |uow| {
            let news = news.clone();
            Box::pin(async move { news.settle(uow).await.map_err(Abort::<StoreError>::Store) })
        })
        .await?;
        if let Some(suspicion) = settled.suspicion {
            let payment = settled.payment.id;
            tracing::error!(%payment, what = suspicion.as_str(), "a payment is not what was asked for");
        }
        if settled.changed && settled.payment.purpose.campaign().is_some() {
            self.changed.campaigns_changed();
        }
        Ok(settled)
    }
}

impl News {
    async fn settle(self, uow: &mut dyn UnitOfWork) -> Result<Settled, StoreError> {
        let payment = uow.payments().find(self.of).await?;
        let payment = payment.ok_or_else(|| StoreError::corrupt("payments", "an attempt is gone"))?;
        if let Some(message) = &self.message {
            // What the provider was asked is settled even when the message came before: a message nobody signed may have
            // been sent ahead by somebody else, and the same word leads to the same end.
            if let Some(provider) = payment.provider {
                uow.payments().heard(provider, message, self.now).await?;
            }
        }
        let id = self.mint.id(self.now);
        match payment.learn(&self.said, self.takes_test_money, id, self.now) {
            Learned::Nothing => Ok(settled(payment, None, false)),
            Learned::Failed(next) => {
                let next = keep(uow, next, &self.mint, self.now).await?;
                Ok(settled(next, None, true))
            }
            Learned::Returned(next) => {
                follow_money(uow, &payment, &next, &self.mint, self.now).await?;
                uow.payments().save(&next).await?;
                tell(uow, "payment.refunded", &next, &self.mint, self.now).await?;
                Ok(settled(next, None, true))
            }
            Learned::Captured(next) => Ok(settled(self.captured(uow, next).await?, None, true)),
            Learned::Suspicious(suspicion) => self.suspicious(uow, payment, suspicion).await,
        }
    }

    async fn suspicious(
        &self,
        uow: &mut dyn UnitOfWork,
        payment: Payment,
        suspicion: Suspicion,
    ) -> Result<Settled, StoreError> {
        let id = self.mint.id(self.now);
        let Some(next) = payment.suspected(&self.said, suspicion, id, self.now) else {
            return Ok(settled(payment, Some(suspicion), false));
        };
        let next = keep(uow, next, &self.mint, self.now).await?;
        tell(uow, "payment.suspicious", &next, &self.mint, self.now).await?;
        Ok(settled(next, Some(suspicion), true))
    }

    /// The money is there: it has its effect, or goes back.
    async fn captured(&self, uow: &mut dyn UnitOfWork, payment: Payment) -> Result<Payment, StoreError> {
        uow.payments().save(&payment).await?;
        tell(uow, "payment.captured", &payment, &self.mint, self.now).await?;
        if take_effect(uow, &payment, &self.mint, self.now).await? {
            return Ok(payment);
        }
        self.give_back(uow, payment).await
    }

    /// Asks for all of it back, in the commit that says that it came.
    async fn give_back(&self, uow: &mut dyn UnitOfWork, payment: Payment) -> Result<Payment, StoreError> {
        let left = payment.refundable();
        if left.amount().is_zero() {
            return Ok(payment);
        }
        let reason = RefundReason::parse(in_vain(payment.purpose)).map_err(StoreError::backend)?;
        let refunding = payment
            .refunding(self.mint.id(self.now), left, reason, self.now)
            .map_err(StoreError::backend)?;
        keep(uow, refunding, &self.mint, self.now).await
    }
}

const fn settled(payment: Payment, suspicion: Option<Suspicion>, changed: bool) -> Settled {
    Settled {
        payment,
        suspicion,
        changed,
    }
}

/// Lets others hear of a payment, behind whatever they heard of what is paid for.
pub(super) async fn tell(
    uow: &mut dyn UnitOfWork,
    what: &str,
    payment: &Payment,
    mint: &Mint,
    now: Instant,
) -> Result<(), StoreError> {
    let data = json!({
        "payment": payment.id.to_string(),
        "purpose": payment.purpose.as_str(),
        "order": payment.purpose.order().map(|order| order.to_string()),
        "campaign": payment.purpose.campaign().map(|campaign| campaign.to_string()),
        "attempt": payment.attempt,
        "provider": payment.provider.map(Provider::as_str),
        "state": payment.state.as_str(),
    });
    let line = match payment.purpose {
        PaymentPurpose::Order(_) | PaymentPurpose::TopUp => payment.purpose.target(payment.buyer),
        // Backers of one campaign do not wait for one another.
        PaymentPurpose::Pledge { .. } => payment.id.as_uuid(),
    };
    let message = announce(mint.id(now), line.into_bytes(), what, data, now)?;
    uow.outbox().enqueue(&message).await
}
