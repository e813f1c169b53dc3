use super::{
    Failure, Payment, PaymentState, ProviderPayment, ProviderStatus, Refund, RefundReason, RefundState,
    Suspicion, Tender,
};
use crate::shared::{Instant, Money, RefundId};

/// What became of a payment by what its provider said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Learned {
    /// Nothing new.
    Nothing,
    /// The money is there. The order has to be told in the same commit; if it does not want it any more, it goes back.
    Captured(Payment),
    /// The money was refused.
    Failed(Payment),
    /// Something went back.
    Returned(Payment),
    /// What the provider has is not what was asked for. Nothing is believed of it; when money is there, it is to go back at
    /// once ([`Payment::suspected`]), and somebody has to look.
    Suspicious(Suspicion),
}

impl Payment {
    /// What this payment becomes by what its provider says of it. Whatever was heard before, in whatever order and however
    /// often, the same last word leads to the same end.
    ///
    /// `takes_test_money` is for shops that are tried out. `id` is for a refund that nobody here asked for: somebody gave
    /// money back at the provider's own desk.
    pub fn learn(
        &self,
        said: &ProviderPayment,
        takes_test_money: bool,
        id: RefundId,
        now: Instant,
    ) -> Learned {
        if let Some(suspicion) = self.suspect(said, takes_test_money) {
            return Learned::Suspicious(suspicion);
        }
        match said.status {
            ProviderStatus::Failed if self.state.is_open() => Learned::Failed(self.failed(said, now)),
            ProviderStatus::Paid if self.state != PaymentState::Captured => {
                Learned::Captured(self.captured(said, now))
            }
            ProviderStatus::Pending | ProviderStatus::Failed | ProviderStatus::Paid => Learned::Nothing,
            ProviderStatus::PartiallyCancelled | ProviderStatus::Cancelled => self.returned_by(said, id, now),
        }
    }

    fn suspect(&self, said: &ProviderPayment, takes_test_money: bool) -> Option<Suspicion> {
        let other_key =
            self.key.as_ref().is_some_and(|key| *key != said.key) && self.state == PaymentState::Captured;
        if said.merchant_uid != self.merchant_uid.as_str() || other_key {
            Some(Suspicion::OtherPayment)
        } else if said.amount != self.amount {
            Some(Suspicion::OtherAmount)
        } else if said.test && !takes_test_money && said.status != ProviderStatus::Pending {
            Some(Suspicion::TestMoney)
        } else if self.state == PaymentState::Failed && self.refunds.iter().any(is_by_provider) {
            // What did not fit goes back, or went, under this name; what fits now has to be another.
            Some(Suspicion::OtherPayment)
        } else {
            None
        }
    }

    fn failed(&self, said: &ProviderPayment, now: Instant) -> Self {
        let unsaid = || Failure {
            code: "failed".to_owned(),
            message: String::new(),
        };
        self.refused(said.failure.clone().unwrap_or_else(unsaid), now)
    }

    /// The payment when the provider refused to take the money.
    #[must_use]
    pub fn refused(&self, failure: Failure, now: Instant) -> Self {
        let mut next = self.next(now);
        next.state = PaymentState::Failed;
        next.failure = Some(failure);
        next.ask_at = None;
        next
    }

    fn captured(&self, said: &ProviderPayment, now: Instant) -> Self {
        let mut next = self.next(now);
        next.state = PaymentState::Captured;
        next.key = Some(said.key.clone());
        next.transaction.clone_from(&said.transaction);
        next.method.clone_from(&said.method);
        next.receipt_url.clone_from(&said.receipt_url);
        next.failure = None;
        next.captured_at = Some(said.paid_at.unwrap_or(now));
        next.rest(now);
        next
    }

    /// Money went back: first to the refunds that were asked for, the oldest first, and what is left over is a refund that
    /// nobody here asked for.
    fn returned_by(&self, said: &ProviderPayment, id: RefundId, now: Instant) -> Learned {
        let was_captured = self.state == PaymentState::Captured;
        let mut next = if was_captured {
            self.next(now)
        } else {
            self.captured(said, now)
        };
        let Ok(mut unexplained) = said.cancelled.checked_sub(next.returned()) else {
            return Learned::Suspicious(Suspicion::OtherAmount);
        };
        for refund in &mut next.refunds {
            let open = matches!(refund.state, RefundState::Requested | RefundState::Accepted);
            if open && is_by_provider(refund) && refund.amount.amount() <= unexplained.amount() {
                refund.state = RefundState::Succeeded;
                refund.settled_at = Some(now);
                unexplained = unexplained.checked_sub(refund.amount).unwrap_or(unexplained);
            }
        }
        let changed = next.refunds != self.refunds;
        if unexplained.amount() > rust_decimal::Decimal::ZERO {
            let Ok(reason) = RefundReason::parse(Refund::AT_THE_DESK) else {
                return Learned::Nothing;
            };
            next.refunds.push(foreign(id, unexplained, reason, now));
        } else if !changed && was_captured {
            return Learned::Nothing;
        }
        next.rest(now);
        if was_captured {
            Learned::Returned(next)
        } else {
            Learned::Captured(next)
        }
    }
}

pub(super) fn is_by_provider(refund: &Refund) -> bool {
    refund.tender == Tender::Provider
}

fn foreign(id: RefundId, amount: Money, reason: RefundReason, now: Instant) -> Refund {
    Refund {
        id,
        tender: Tender::Provider,
        amount,
        reason,
        state: RefundState::Succeeded,
        requested_at: now,
        settled_at: Some(now),
        failure: None,
    }
}
