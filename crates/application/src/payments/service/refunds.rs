//! Money that staff give back.

use std::sync::Arc;

use hexmart_domain::payments::{Payment, RefundReason};
use hexmart_domain::shared::{Instant, Money, PaymentId, RefundId, UserId};

use super::PaymentService;
use crate::payments::RefundPaymentError;
use crate::platform::{Abort, Answered, AuditAction, AuditEvent, Once, UnitOfWork, Vault, note, transact};

/// Somebody of the shop who gives money back.
#[derive(Clone)]
struct Goodwill {
    actor: UserId,
    payment: PaymentId,
    amount: Money,
    reason: RefundReason,
    once: Option<Once<Payment>>,
    vault: Arc<dyn Vault>,
    id: RefundId,
    now: Instant,
}

impl PaymentService {
    pub(super) async fn refund_by_staff(
        &self,
        actor: UserId,
        payment: PaymentId,
        (amount, reason): (Money, RefundReason),
        once: Option<Once<Payment>>,
    ) -> Result<Answered<Payment>, RefundPaymentError> {
        let now = self.mint.now();
        let goodwill = Goodwill {
            actor,
            payment,
            amount,
            reason,
            once,
            vault: Arc::clone(&self.vault),
            id: self.mint.id(now),
            now,
        };
        let answered = transact(&*self.store, "refund_payment", move |uow| {
            let goodwill = goodwill.clone();
            Box::pin(goodwill.request(uow))
        })
        .await?;
        if let Answered::Done(payment) = &answered {
            self.see_to(payment.id).await;
        }
        Ok(answered)
    }
}

impl Goodwill {
    async fn request(self, uow: &mut dyn UnitOfWork) -> Result<Answered<Payment>, Abort<RefundPaymentError>> {
        if let Some(answer) = Once::replay(self.once.as_ref(), uow).await? {
            return Ok(Answered::Replayed(answer));
        }
        let payment = uow.payments().find(self.payment).await?;
        let payment = payment.ok_or(Abort::Refused(RefundPaymentError::Unknown))?;
        let refunding = payment.refunding(self.id, self.amount, self.reason, self.now);
        let refunding = refunding.map_err(|refusal| Abort::Refused(refusal.into()))?;
        uow.payments().save(&refunding).await?;
        let event = AuditEvent {
            at: self.now,
            actor: Some(self.actor),
            action: AuditAction::PaymentRefunded,
            subject: refunding.id.to_string(),
            // The reason stays out of the audit log: people write names into reasons.
            note: format!("{} {}", self.amount.amount(), self.amount.currency().code()),
        };
        note(uow, event, &*self.vault).await?;
        Once::remember(self.once.as_ref(), uow, &refunding, self.now).await?;
        Ok(Answered::Done(refunding))
    }
}
