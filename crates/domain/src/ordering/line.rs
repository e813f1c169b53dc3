//! The life of an order line, as one table.

use thiserror::Error;

/// How an order line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineState {
    /// Promised, and not paid.
    PendingPayment,
    /// Paid, and nobody works on it yet.
    Paid,
    /// Being packed.
    Preparing,
    /// On its way.
    Dispatched,
    /// There.
    Delivered,
    /// The buyer is content.
    Confirmed,
    /// Called off before it left.
    Cancelled,
    /// The buyer wants their money back.
    RefundRequested,
    /// The buyer has their money back.
    Refunded,
}

impl LineState {
    /// Every state, in the order of their codes.
    pub const ALL: [Self; 9] = [
        Self::PendingPayment,
        Self::Paid,
        Self::Preparing,
        Self::Dispatched,
        Self::Delivered,
        Self::Confirmed,
        Self::Cancelled,
        Self::RefundRequested,
        Self::Refunded,
    ];

    /// The number clients know the state by, from 1.
    pub const fn code(self) -> u8 {
        match self {
            Self::PendingPayment => 1,
            Self::Paid => 2,
            Self::Preparing => 3,
            Self::Dispatched => 4,
            Self::Delivered => 5,
            Self::Confirmed => 6,
            Self::Cancelled => 7,
            Self::RefundRequested => 8,
            Self::Refunded => 9,
        }
    }

    /// The word that is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PendingPayment => "pending_payment",
            Self::Paid => "paid",
            Self::Preparing => "preparing",
            Self::Dispatched => "dispatched",
            Self::Delivered => "delivered",
            Self::Confirmed => "confirmed",
            Self::Cancelled => "cancelled",
            Self::RefundRequested => "refund_requested",
            Self::Refunded => "refunded",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether nothing can become of it any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Confirmed | Self::Cancelled | Self::Refunded)
    }

    /// Whether it counts in what the order costs: neither called off nor refunded.
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Cancelled | Self::Refunded)
    }

    /// Whether the parcel has left, or had when a refund was asked for.
    const fn has_left(self) -> bool {
        matches!(self, Self::Dispatched | Self::Delivered | Self::Confirmed)
    }
}

/// Who wants a line to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Party {
    /// Who bought it.
    Buyer,
    /// Who sells it, or works for the shop.
    Seller,
    /// The shop itself: a payment that arrived, time that passed.
    System,
}

/// What somebody wants of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineStep {
    /// The order is paid.
    Pay,
    /// Call it off.
    Cancel,
    /// Pack it.
    Prepare,
    /// Hand it to a courier.
    Dispatch,
    /// It arrived.
    Deliver,
    /// Be content with it.
    Confirm,
    /// Want the money back.
    RequestRefund,
    /// Want it after all.
    WithdrawRefund,
    /// Give the money back.
    CompleteRefund,
}

impl LineStep {
    /// Every step.
    pub const ALL: [Self; 9] = [
        Self::Pay,
        Self::Cancel,
        Self::Prepare,
        Self::Dispatch,
        Self::Deliver,
        Self::Confirm,
        Self::RequestRefund,
        Self::WithdrawRefund,
        Self::CompleteRefund,
    ];
}

/// What a step brings about, in the same transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing beside the new state.
    None,
    /// The promised pieces are the buyer's.
    Claim,
    /// The promised pieces are anybody's again.
    Release,
    /// The pieces are back, and so is the money.
    Restock,
    /// The sale counts.
    Settle,
}

/// What the shop's owner decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundPolicy {
    /// Whether a refund can be asked for once the parcel has left.
    pub after_dispatch: bool,
}

impl Default for RefundPolicy {
    fn default() -> Self {
        Self { after_dispatch: true }
    }
}

/// Why a line stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LineRefusal {
    /// No such step from there.
    #[error("a line that is {} cannot do that", .from.as_str())]
    WrongState {
        /// How it stands.
        from: LineState,
    },
    /// There is such a step, for somebody else.
    #[error("that is for somebody else to do")]
    WrongParty,
    /// The shop takes nothing back that has left.
    #[error("what has left is not taken back")]
    AlreadyDispatched,
}

/// What a step makes of a line that stands at `from`: the next state, and what that brings about. `asked_from` is how a line
/// stood when its refund was asked for.
///
/// | from | to | who |
/// |---|---|---|
/// | pending payment | paid | the shop, when the payments cover the order |
/// | pending payment | cancelled | the buyer, or the shop when nobody pays in time |
/// | paid, preparing, dispatched | preparing, dispatched, delivered | the seller, forward only |
/// | paid | cancelled | the buyer, the seller, or the shop when it cannot be had |
/// | paid, preparing, dispatched, delivered | refund requested | the buyer |
/// | refund requested | where it was | the buyer |
/// | refund requested | refunded | the seller |
/// | delivered | confirmed | the buyer, or the shop after a week |
pub fn step(
    from: LineState,
    asked_from: Option<LineState>,
    step: LineStep,
    by: Party,
    policy: RefundPolicy,
) -> Result<(LineState, Effect), LineRefusal> {
    use Effect as E;
    use LineState as S;
    use Party::{Buyer, Seller, System};
    let (parties, to, effect): (&[Party], _, _) = match (from, step) {
        (S::PendingPayment, LineStep::Pay) => (&[System], S::Paid, E::Claim),
        (S::PendingPayment, LineStep::Cancel) => (&[Buyer, System], S::Cancelled, E::Release),
        (S::Paid, LineStep::Cancel) => (&[Buyer, Seller, System], S::Cancelled, E::Restock),
        (S::Paid, LineStep::Prepare) => (&[Seller], S::Preparing, E::None),
        (S::Paid | S::Preparing, LineStep::Dispatch) => (&[Seller], S::Dispatched, E::None),
        (S::Paid | S::Preparing | S::Dispatched, LineStep::Deliver) => (&[Seller], S::Delivered, E::None),
        (S::Delivered, LineStep::Confirm) => (&[Buyer, System], S::Confirmed, E::Settle),
        (S::Paid | S::Preparing | S::Dispatched | S::Delivered, LineStep::RequestRefund) => {
            if by == Buyer && from.has_left() && !policy.after_dispatch {
                return Err(LineRefusal::AlreadyDispatched);
            }
            (&[Buyer], S::RefundRequested, E::None)
        }
        (S::RefundRequested, LineStep::WithdrawRefund) => (&[Buyer], asked_from.unwrap_or(S::Paid), E::None),
        (S::RefundRequested, LineStep::CompleteRefund) => (&[Seller], S::Refunded, E::Restock),
        _ => return Err(LineRefusal::WrongState { from }),
    };
    if parties.contains(&by) {
        Ok((to, effect))
    } else {
        Err(LineRefusal::WrongParty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every edge there is, as "from to who", the codes as clients know them.
    #[test]
    fn the_table_has_these_edges_and_no_others() {
        let mut edges = Vec::new();
        for from in LineState::ALL {
            for wanted in LineStep::ALL {
                for (by, letter) in [(Party::Buyer, 'b'), (Party::Seller, 's'), (Party::System, 't')] {
                    if let Ok((to, _)) = step(
                        from,
                        Some(LineState::Preparing),
                        wanted,
                        by,
                        RefundPolicy::default(),
                    ) {
                        edges.push(format!("{}{}{letter}", from.code(), to.code()));
                    }
                }
            }
        }
        assert_eq!(
            edges.join(" "),
            "12t 17b 17t 27b 27s 27t 23s 24s 25s 28b 34s 35s 38b 45s 48b 56b 56t 58b 83b 89s"
        );
    }

    #[test]
    fn nothing_becomes_of_what_is_final() {
        for from in LineState::ALL.into_iter().filter(|state| state.is_final()) {
            for wanted in LineStep::ALL {
                for by in [Party::Buyer, Party::Seller, Party::System] {
                    let refused = step(from, None, wanted, by, RefundPolicy::default());
                    assert_eq!(refused, Err(LineRefusal::WrongState { from }));
                }
            }
        }
    }

    #[test]
    fn a_shop_may_take_nothing_back_that_has_left() {
        let strict = RefundPolicy {
            after_dispatch: false,
        };
        let ask = |from| step(from, None, LineStep::RequestRefund, Party::Buyer, strict);
        assert!(ask(LineState::Preparing).is_ok());
        assert_eq!(ask(LineState::Dispatched), Err(LineRefusal::AlreadyDispatched));
    }

    #[test]
    fn words_and_codes_name_states() {
        for (place, state) in LineState::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(state.code()), place + 1);
            assert_eq!(LineState::from_word(state.as_str()), Some(state));
        }
    }
}
