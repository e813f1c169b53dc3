//! What a provider says, and all that follows from it, in one transaction.

use hexmart_domain::ordering::{Hand, LineState, LineStep, Order, OrderChange, Party, RefundPolicy};
use hexmart_domain::payments::{Learned, Payment, ProviderPayment, RefundReason, Suspicion};
use hexmart_domain::shared::{Instant, PaymentId};
use serde_json::json;

use super::PaymentService;
use crate::ordering::carry_out;
use crate::platform::{Abort, Mint, StoreError, UniqueKey, UnitOfWork, announce, transact};

/// Why money goes back that came for an order which cannot be had any more.
const UNFULFILLABLE: &str = "the order cannot be had any more";

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

/// Whether the payment was for an order that could not be had any more when the money came.
pub(super) fn came_in_vain(payment: &Payment) -> bool {
    let reasons = payment.refunds.iter().map(|refund| refund.reason.as_str());
    reasons.into_iter().any(|reason| reason == UNFULFILLABLE)
}

impl PaymentService {
    /// Looks at what the provider said, with the attempt as it is by then, and does what follows: the attempt, the order, its
    /// stock, and who is to hear of it, all or nothing.
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
            uow.payments().heard(payment.provider, message, self.now).await?;
        }
        let id = self.mint.id(self.now);
        match payment.learn(&self.said, self.takes_test_money, id, self.now) {
            Learned::Nothing => Ok(settled(payment, None, false)),
            Learned::Failed(next) => {
                uow.payments().save(&next).await?;
                Ok(settled(next, None, true))
            }
            Learned::Returned(next) => {
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
        uow.payments().save(&next).await?;
        tell(uow, "payment.suspicious", &next, &self.mint, self.now).await?;
        Ok(settled(next, Some(suspicion), true))
    }

    /// The money is there: it pays the order, or goes back.
    async fn captured(&self, uow: &mut dyn UnitOfWork, payment: Payment) -> Result<Payment, StoreError> {
        uow.payments().save(&payment).await?;
        tell(uow, "payment.captured", &payment, &self.mint, self.now).await?;
        let by = Hand {
            party: Party::System,
            actor: None,
            reason: None,
            now: self.now,
        };
        let order = uow.orders().find(payment.order).await?;
        let change = order.and_then(|order| paid(&order, &payment, &by));
        match change {
            Some(change) if is_first(uow, &payment).await? => {
                carry_out(uow, &change, &by, &self.mint).await?;
                Ok(payment)
            }
            _ => self.give_back(uow, payment).await,
        }
    }

    /// Asks for all of it back, in the commit that says that it came.
    async fn give_back(&self, uow: &mut dyn UnitOfWork, payment: Payment) -> Result<Payment, StoreError> {
        let left = payment.refundable();
        if left.amount().is_zero() {
            return Ok(payment);
        }
        let reason = RefundReason::parse(UNFULFILLABLE).map_err(StoreError::backend)?;
        let refunding = payment
            .refunding(self.mint.id(self.now), left, reason, self.now)
            .map_err(StoreError::backend)?;
        uow.payments().save(&refunding).await?;
        Ok(refunding)
    }
}

const fn settled(payment: Payment, suspicion: Option<Suspicion>, changed: bool) -> Settled {
    Settled {
        payment,
        suspicion,
        changed,
    }
}

/// The order, paid by this. None when it cannot be had any more, costs something else now, or all of the money is gone again.
/// If some of it is, somebody of the shop gave that back at the provider's desk, and the order is paid as it would be had we
/// heard of the money first.
fn paid(order: &Order, payment: &Payment, by: &Hand) -> Option<OrderChange> {
    let costs = order.totals().ok()?.total;
    let covers = costs == payment.amount && !payment.refundable().amount().is_zero();
    if !order.is_payable() || !covers {
        return None;
    }
    let paid = order.step_all(
        LineState::PendingPayment,
        LineStep::Pay,
        by,
        RefundPolicy::default(),
    );
    paid.ok().flatten()
}

/// Whether no other attempt paid for the order.
async fn is_first(uow: &mut dyn UnitOfWork, payment: &Payment) -> Result<bool, StoreError> {
    match uow.payments().pays_for(payment.order, payment.id).await {
        Ok(()) => Ok(true),
        Err(StoreError::Duplicate(UniqueKey::OrderPayment)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Lets others hear of a payment, behind whatever they heard of its order.
pub(super) async fn tell(
    uow: &mut dyn UnitOfWork,
    what: &str,
    payment: &Payment,
    mint: &Mint,
    now: Instant,
) -> Result<(), StoreError> {
    let data = json!({
        "payment": payment.id.to_string(),
        "order": payment.order.to_string(),
        "attempt": payment.attempt,
        "provider": payment.provider.as_str(),
        "state": payment.state.as_str(),
    });
    let message = announce(
        mint.id(now),
        payment.order.as_uuid().into_bytes(),
        what,
        data,
        now,
    )?;
    uow.outbox().enqueue(&message).await
}
