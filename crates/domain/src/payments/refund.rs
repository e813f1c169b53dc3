use thiserror::Error;

use super::{Payment, PaymentState};
use crate::shared::{Instant, Money, RefundId, text_value};

text_value! {
    /// Why money goes back, as the provider is told.
    RefundReason, max 200, One
}

/// Money that goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Which; the provider knows a repetition by it.
    pub id: RefundId,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: RefundReason,
    /// How it stands.
    pub state: RefundState,
    /// When it was decided.
    pub requested_at: Instant,
    /// When the provider said that it is done, or never will be.
    pub settled_at: Option<Instant>,
    /// Why it failed, in the provider's words.
    pub failure: Option<super::Failure>,
}

/// How a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundState {
    /// Written down; the provider may not have heard of it, or may have done it and not been heard.
    Requested,
    /// The provider will do it.
    Accepted,
    /// The money is back.
    Succeeded,
    /// The provider never will: staff have to see to it.
    Failed,
}

impl RefundState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Requested, Self::Accepted, Self::Succeeded, Self::Failed];

    /// The word that is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Accepted => "accepted",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    const fn is_settled(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed)
    }
}

/// What a provider says to a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundOutcome {
    /// It is done.
    Done,
    /// It will be.
    Accepted,
    /// It never will be.
    Refused(super::Failure),
}

/// Why nothing goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RefundError {
    /// There is no money to give back.
    #[error("the payment has no money to give back")]
    NotCaptured,
    /// More than is left.
    #[error("at most {left} can go back")]
    TooMuch {
        /// What is left of what was paid, in the currency of the payment.
        left: rust_decimal::Decimal,
    },
    /// Of nothing, or in another currency.
    #[error("an amount above zero in the currency of the payment")]
    Amount,
}

impl Payment {
    /// What went back, or is to: all refunds that did not fail.
    pub fn refunded(&self) -> Money {
        self.sum(|state| state != RefundState::Failed)
    }

    /// What is back already, as the provider said.
    pub fn returned(&self) -> Money {
        self.sum(|state| state == RefundState::Succeeded)
    }

    fn sum(&self, counts: impl Fn(RefundState) -> bool) -> Money {
        let amounts = self
            .refunds
            .iter()
            .filter(|refund| counts(refund.state))
            .map(|refund| refund.amount);
        // One currency, and never more than was paid.
        amounts.fold(Money::zero(self.amount.currency()), |sum, amount| {
            sum.checked_add(amount).unwrap_or(sum)
        })
    }

    /// What can still go back: never less than nothing, though somebody may give back at the provider's own desk what was
    /// asked for here already.
    pub fn refundable(&self) -> Money {
        let left = self.amount.checked_sub(self.refunded());
        left.ok()
            .filter(|left| self.state == PaymentState::Captured && left.amount().is_sign_positive())
            .unwrap_or(Money::zero(self.amount.currency()))
    }

    /// The payment with one more refund, written before the provider hears of it. Never more goes back than came.
    pub fn refunding(
        &self,
        id: RefundId,
        amount: Money,
        reason: RefundReason,
        now: Instant,
    ) -> Result<Self, RefundError> {
        if self.state != PaymentState::Captured {
            return Err(RefundError::NotCaptured);
        }
        if amount.currency() != self.amount.currency() || amount.amount() <= rust_decimal::Decimal::ZERO {
            return Err(RefundError::Amount);
        }
        let left = self.refundable().amount();
        if amount.amount() > left {
            return Err(RefundError::TooMuch { left });
        }
        let mut next = self.next(now);
        next.refunds.push(Refund {
            id,
            amount,
            reason,
            state: RefundState::Requested,
            requested_at: now,
            settled_at: None,
            failure: None,
        });
        next.ask_at = Some(now);
        next.asked = 0;
        Ok(next)
    }

    /// The payment once the provider answered to a refund. None when that changes nothing.
    pub fn refund_answered(&self, id: RefundId, outcome: RefundOutcome, now: Instant) -> Option<Self> {
        let mut next = self.next(now);
        let refund = next.refunds.iter_mut().find(|refund| refund.id == id)?;
        if refund.state.is_settled() {
            return None;
        }
        let (state, failure) = match outcome {
            RefundOutcome::Done => (RefundState::Succeeded, None),
            RefundOutcome::Accepted => (RefundState::Accepted, None),
            RefundOutcome::Refused(failure) => (RefundState::Failed, Some(failure)),
        };
        if refund.state == state {
            return None;
        }
        refund.state = state;
        refund.failure = failure;
        refund.settled_at = state.is_settled().then_some(now);
        next.rest(now);
        Some(next)
    }

    /// The refund that is to be asked for next: one at a time, the oldest first.
    pub fn refund_under_way(&self) -> Option<&Refund> {
        self.refunds.iter().find(|refund| !refund.state.is_settled())
    }

    /// Sets when somebody is to ask again: while a refund is under way, else never.
    pub(super) fn rest(&mut self, now: Instant) {
        self.asked = 0;
        self.ask_at = self.refund_under_way().map(|refund| match refund.state {
            RefundState::Requested => now,
            _ => now + Self::DOUBT,
        });
    }
}
