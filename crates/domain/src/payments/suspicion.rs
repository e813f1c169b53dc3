use rust_decimal::Decimal;

use super::news::is_by_provider;
use super::{
    Failure, Payment, PaymentState, ProviderPayment, ProviderStatus, Refund, RefundReason, RefundState,
    Tender,
};
use crate::shared::{Instant, Money, RefundId};

/// What does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspicion {
    /// It is another attempt's.
    OtherPayment,
    /// It is of another amount, or in another currency.
    OtherAmount,
    /// It is not real money, and the shop takes nothing else.
    TestMoney,
}

impl Suspicion {
    /// The word in storage and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OtherPayment => "other_payment",
            Self::OtherAmount => "other_amount",
            Self::TestMoney => "test_money",
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::OtherPayment => "what the provider has is another payment",
            Self::OtherAmount => "what the provider has is of another amount",
            Self::TestMoney => "what the provider has is no real money",
        }
    }
}

impl Payment {
    /// The payment when what its provider has does not fit: it failed, and all money that is there goes back, for which
    /// `id` is. None when nothing follows that is not written down already.
    ///
    /// Money of another attempt is never touched, and neither is that of a payment whose money came: somebody has to look.
    pub fn suspected(
        &self,
        said: &ProviderPayment,
        suspicion: Suspicion,
        id: RefundId,
        now: Instant,
    ) -> Option<Self> {
        if self.state == PaymentState::Captured || said.status == ProviderStatus::Pending {
            return None;
        }
        let mut next = self.next(now);
        next.state = PaymentState::Failed;
        next.failure = Some(Failure {
            code: suspicion.as_str().to_owned(),
            message: suspicion.sentence().to_owned(),
        });
        if suspicion == Suspicion::OtherPayment {
            // Whoever brought that key may bring anybody's; ours is asked for by our own name from now on.
            next.key = None;
        } else {
            next.key = Some(said.key.clone());
            next.hand_back(said, id, now);
        }
        let changed = next.state != self.state || next.key != self.key || next.refunds != self.refunds;
        next.rest(now);
        changed.then_some(next)
    }

    fn hand_back(&mut self, said: &ProviderPayment, id: RefundId, now: Instant) {
        let left = match said.status {
            ProviderStatus::Paid | ProviderStatus::PartiallyCancelled => left_of(said),
            ProviderStatus::Pending | ProviderStatus::Cancelled | ProviderStatus::Failed => None,
        };
        match (left, RefundReason::parse("not what was asked for")) {
            (None, _) => {
                let open = |refund: &&mut Refund| is_by_provider(refund) && refund.settled_at.is_none();
                for refund in self.refunds.iter_mut().filter(open) {
                    refund.state = RefundState::Succeeded;
                    refund.settled_at = Some(now);
                }
            }
            (Some(amount), Ok(reason)) if !self.refunds.iter().any(is_by_provider) => {
                self.refunds.push(Refund {
                    id,
                    tender: Tender::Provider,
                    amount,
                    reason,
                    state: RefundState::Requested,
                    requested_at: now,
                    settled_at: None,
                    failure: None,
                });
            }
            // It is on its way, or the provider will not: then it is for people to settle.
            (Some(_), _) => {}
        }
    }
}

/// What did not go back yet; none when all did.
fn left_of(said: &ProviderPayment) -> Option<Money> {
    let left = said.amount.checked_sub(said.cancelled).ok()?;
    (left.amount() > Decimal::ZERO).then_some(left)
}
