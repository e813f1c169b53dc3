use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use thiserror::Error;

use super::{Payment, PaymentState, Tender};
use crate::shared::{Instant, Money, RefundId, text_value};

text_value! {
    /// Why money goes back, as the provider is told.
    RefundReason, max 200, One
}

/// Money that goes back, or points. What goes back by both is two of them of one id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Which; the provider knows a repetition by it.
    pub id: RefundId,
    /// How it goes back.
    pub tender: Tender,
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

impl Refund {
    /// Why money went back that nobody here asked for.
    pub(super) const AT_THE_DESK: &str = "given back at the provider";

    /// Whether somebody gave the money back at the provider's own desk.
    pub fn is_foreign(&self) -> bool {
        self.reason.as_str() == Self::AT_THE_DESK
    }
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
        left: Decimal,
    },
    /// Of nothing, or in another currency.
    #[error("an amount above zero in the currency of the payment")]
    Amount,
}

/// Points that are to be in the buyer's wallet again, in the commit that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointsBack {
    /// By which refund.
    pub refund: RefundId,
    /// How many.
    pub points: i64,
    /// How many of the same payment came back before.
    pub already: i64,
}

impl Payment {
    /// What is paid by both tenders together.
    pub fn total(&self) -> Money {
        // Both are bounded far below what a decimal holds.
        self.amount
            .checked_add(self.as_money(self.points))
            .unwrap_or(self.amount)
    }

    /// What went back, or is to, by whichever tender: all refunds that did not fail.
    pub fn refunded(&self) -> Money {
        self.sum(|refund| refund.state != RefundState::Failed)
    }

    /// What the provider gave back already, as it said.
    pub fn returned(&self) -> Money {
        self.sum(|refund| refund.tender == Tender::Provider && refund.state == RefundState::Succeeded)
    }

    /// Points that did not come back.
    pub fn points_left(&self) -> i64 {
        let back = self
            .refunds
            .iter()
            .filter(|refund| refund.tender == Tender::Points);
        self.points - back.map(|refund| points_of(refund.amount)).sum::<i64>()
    }

    fn sum(&self, counts: impl Fn(&Refund) -> bool) -> Money {
        let amounts = self
            .refunds
            .iter()
            .filter(|refund| counts(refund))
            .map(|refund| refund.amount);
        // One currency, and never more than was paid.
        amounts.fold(Money::zero(self.amount.currency()), |sum, amount| {
            sum.checked_add(amount).unwrap_or(sum)
        })
    }

    fn as_money(&self, points: i64) -> Money {
        Money::new(Decimal::from(points), self.amount.currency())
    }

    /// What can still go back, by both tenders.
    pub fn refundable(&self) -> Money {
        let money = self.refundable_by_provider();
        if self.state == PaymentState::Captured {
            money
                .checked_add(self.as_money(self.points_left()))
                .unwrap_or(money)
        } else {
            money
        }
    }

    /// What the provider can still give back: never less than nothing, though somebody may give back at the provider's own
    /// desk what was asked for here already.
    pub fn refundable_by_provider(&self) -> Money {
        let asked_for =
            self.sum(|refund| refund.tender == Tender::Provider && refund.state != RefundState::Failed);
        let left = self.amount.checked_sub(asked_for);
        left.ok()
            .filter(|left| self.state == PaymentState::Captured && left.amount().is_sign_positive())
            .unwrap_or(Money::zero(self.amount.currency()))
    }

    /// The payment with one more refund, written before the provider hears of it: first by the provider, as far as it took
    /// money, the rest in points. Never more goes back than came.
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
        if amount.currency() != self.amount.currency() || amount.amount() <= Decimal::ZERO {
            return Err(RefundError::Amount);
        }
        let left = self.refundable().amount();
        if amount.amount() > left {
            return Err(RefundError::TooMuch { left });
        }
        let by_provider = amount.amount().min(self.refundable_by_provider().amount());
        let in_points = amount.amount() - by_provider;
        if !in_points.fract().is_zero() {
            return Err(RefundError::Amount);
        }
        let mut next = self.next(now);
        let currency = amount.currency();
        let part = |tender, part, reason| requested(id, tender, Money::new(part, currency), reason, now);
        if !by_provider.is_zero() {
            next.refunds
                .push(part(Tender::Provider, by_provider, reason.clone()));
            next.ask_at = Some(now);
            next.asked = 0;
        }
        if !in_points.is_zero() {
            next.refunds.push(part(Tender::Points, in_points, reason));
        }
        Ok(next)
    }

    /// Whether it is over, was never paid, and keeps points of its buyer.
    pub fn keeps_points_in_vain(&self) -> bool {
        matches!(self.state, PaymentState::Failed | PaymentState::Expired) && self.points_left() > 0
    }

    /// The payment, with all points that it still has on their way back.
    #[must_use]
    pub fn releasing(mut self, id: RefundId, reason: RefundReason, now: Instant) -> Self {
        let left = self.as_money(self.points_left());
        self.refunds
            .push(requested(id, Tender::Points, left, reason, now));
        self
    }

    /// Says that the points that are on their way are back, and answers which those are: whoever calls this brings them.
    pub fn bring_points_back(&mut self, now: Instant) -> Vec<PointsBack> {
        let (mut brought, mut already) = (Vec::new(), 0);
        let in_points = |refund: &&mut Refund| refund.tender == Tender::Points;
        for refund in self.refunds.iter_mut().filter(in_points) {
            let points = points_of(refund.amount);
            if refund.state == RefundState::Requested {
                refund.state = RefundState::Succeeded;
                refund.settled_at = Some(now);
                brought.push(PointsBack {
                    refund: refund.id,
                    points,
                    already,
                });
            }
            already += points;
        }
        brought
    }

    /// The payment once the provider answered to a refund. None when that changes nothing.
    pub fn refund_answered(&self, id: RefundId, outcome: RefundOutcome, now: Instant) -> Option<Self> {
        let mut next = self.next(now);
        let by_provider = |refund: &&mut Refund| refund.id == id && refund.tender == Tender::Provider;
        let refund = next.refunds.iter_mut().find(by_provider)?;
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

    /// The refund that the provider is to be asked for next: one at a time, the oldest first.
    pub fn refund_under_way(&self) -> Option<&Refund> {
        let open = |refund: &&Refund| refund.tender == Tender::Provider && !refund.state.is_settled();
        self.refunds.iter().find(open)
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

const fn requested(
    id: RefundId,
    tender: Tender,
    amount: Money,
    reason: RefundReason,
    now: Instant,
) -> Refund {
    Refund {
        id,
        tender,
        amount,
        reason,
        state: RefundState::Requested,
        requested_at: now,
        settled_at: None,
        failure: None,
    }
}

/// Points are whole, and worth one won each.
fn points_of(amount: Money) -> i64 {
    amount.amount().to_i64().unwrap_or(0)
}
