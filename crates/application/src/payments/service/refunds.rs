//! Money that staff give back.

use std::sync::Arc;

use hexmart_domain::ordering::LineState;
use hexmart_domain::payments::Payment;
use hexmart_domain::shared::{Instant, PaymentId, RefundId, UserId};

use super::PaymentService;
use super::pledges::is_collected;
use super::top_ups::take_back;
use crate::payments::{GiveBack, RefundPaymentError, keep};
use crate::platform::{
    Abort, Answered, AuditAction, AuditEvent, Mint, Once, UnitOfWork, Vault, note, transact,
};
use crate::settlement::{Closing, Settling};

/// Somebody of the shop who gives money back.
#[derive(Clone)]
struct Goodwill {
    actor: UserId,
    payment: PaymentId,
    back: GiveBack,
    settling: Settling,
    once: Option<Once<Payment>>,
    vault: Arc<dyn Vault>,
    id: RefundId,
    mint: Mint,
    now: Instant,
}

impl PaymentService {
    pub(super) async fn refund_by_staff(
        &self,
        actor: UserId,
        payment: PaymentId,
        back: GiveBack,
        once: Option<Once<Payment>>,
    ) -> Result<Answered<Payment>, RefundPaymentError> {
        let now = self.mint.now();
        let goodwill = Goodwill {
            actor,
            payment,
            back,
            settling: self.settling.clone(),
            once,
            vault: Arc::clone(&self.vault),
            id: self.mint.id(now),
            mint: self.mint.clone(),
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
        let refunding = payment.refunding(self.id, self.back.amount, self.back.reason.clone(), self.now);
        let refunding = refunding.map_err(|refusal| Abort::Refused(refusal.into()))?;
        if is_collected(uow, &payment).await? {
            return Err(Abort::Refused(RefundPaymentError::Pledged));
        }
        self.reverse(uow, &payment).await?;
        for refund in refunding.refunds.iter().filter(|refund| refund.id == self.id) {
            if let Err(usable) = take_back(uow, &refunding, refund, &self.mint, self.now).await? {
                return Err(Abort::Refused(RefundPaymentError::PointsSpent { usable }));
            }
        }
        let refunding = keep(uow, refunding, &self.mint, self.now).await?;
        let amount = self.back.amount;
        let event = AuditEvent {
            at: self.now,
            actor: Some(self.actor),
            action: AuditAction::PaymentRefunded,
            subject: refunding.id.to_string(),
            // The reason stays out of the audit log: people write names into reasons.
            note: format!("{} {}", amount.amount(), amount.currency().code()),
        };
        note(uow, event, &*self.vault).await?;
        Once::remember(self.once.as_ref(), uow, &refunding, self.now).await?;
        Ok(Answered::Done(refunding))
    }

    /// For a line that was confirmed, what was given for it is taken back.
    async fn reverse(
        &self,
        uow: &mut dyn UnitOfWork,
        payment: &Payment,
    ) -> Result<(), Abort<RefundPaymentError>> {
        let (Some(line), GiveBack { amount, .. }) = (self.back.line, &self.back) else {
            return Ok(());
        };
        let order = match payment.purpose.order() {
            Some(order) => uow.orders().find(order).await?,
            None => None,
        };
        let found = order.as_ref().and_then(|order| order.line(line).ok());
        let confirmed = found.filter(|line| line.state == LineState::Confirmed);
        let confirmed = confirmed.ok_or(Abort::Refused(RefundPaymentError::UnknownLine))?;
        if amount.amount() > confirmed.amounts.payable.amount() {
            return Err(Abort::Refused(RefundPaymentError::LineSettled));
        }
        let closing = Closing::new(&self.settling, self.now);
        if closing.reverse(uow, confirmed, payment.buyer, *amount).await? {
            Ok(())
        } else {
            Err(Abort::Refused(RefundPaymentError::LineSettled))
        }
    }
}
