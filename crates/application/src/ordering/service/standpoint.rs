use hexmart_domain::ordering::{
    Hand, LineStep, Order, OrderError, OrderLine, OrderReason, Party, RefundPolicy, StepError, step,
};
use hexmart_domain::shared::{Instant, OrderLineId, UserId};

use crate::marketplace::{Authority, Ownership};

/// From where somebody looks at an order. What they do not see does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standpoint {
    /// As who bought it.
    Buyer(UserId),
    /// As who sells lines of it.
    Desk(Authority),
}

impl Standpoint {
    const fn party(self) -> Party {
        match self {
            Self::Buyer(_) => Party::Buyer,
            Self::Desk(_) => Party::Seller,
        }
    }

    /// Them, about to change it.
    pub(super) const fn hand(self, reason: Option<OrderReason>, now: Instant) -> Hand {
        let actor = match self {
            Self::Buyer(user) => Some(user),
            Self::Desk(authority) => authority.user(),
        };
        Hand {
            party: self.party(),
            actor,
            reason,
            now,
        }
    }

    /// The order as it is seen from here: to a seller, of their own lines alone. None when nothing of it is.
    pub(super) fn view(self, mut order: Order) -> Option<Order> {
        match self {
            Self::Buyer(user) => return (order.buyer == user).then_some(order),
            Self::Desk(Authority::Shop(_)) => return Some(order),
            Self::Desk(Authority::Seller { .. }) => {}
        }
        order.lines.retain(|line| self.sees(line));
        let seen: Vec<_> = order.lines.iter().map(|line| line.id).collect();
        for shipment in &mut order.shipments {
            shipment.lines.retain(|line| seen.contains(line));
        }
        order.shipments.retain(|shipment| !shipment.lines.is_empty());
        (!seen.is_empty()).then_some(order)
    }

    fn sees(self, line: &OrderLine) -> bool {
        match self {
            Self::Buyer(_) => true,
            Self::Desk(authority) => authority.covers(line.seller.map_or(Ownership::Shop, Ownership::Seller)),
        }
    }

    /// Which lines are to go a step: those that are named, or all that can when none is.
    pub(super) fn choose(
        self,
        order: &Order,
        named: &[OrderLineId],
        wanted: LineStep,
        policy: RefundPolicy,
    ) -> Result<Vec<OrderLineId>, StepError> {
        for id in named {
            if !self.sees(order.line(*id)?) {
                return Err(OrderError::UnknownLine.into());
            }
        }
        if !named.is_empty() {
            return Ok(named.to_vec());
        }
        let (mut able, mut refused) = (Vec::new(), None);
        for line in order.lines.iter().filter(|line| self.sees(line)) {
            match step(line.state, line.asked_from, wanted, self.party(), policy) {
                Ok(_) => able.push(line.id),
                Err(refusal) => {
                    refused = refused.or(Some(StepError::Line {
                        line: line.id,
                        refusal,
                    }));
                }
            }
        }
        if able.is_empty() {
            return Err(refused.unwrap_or(StepError::NoLines));
        }
        Ok(able)
    }
}
