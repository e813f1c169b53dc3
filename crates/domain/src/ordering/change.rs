//! What becomes of an order: the order as it is then, what moves with it, and what is written down.

use super::{
    Courier, Effect, LineRefusal, LineState, LineStep, Order, OrderError, OrderLine, OrderReason, Party,
    Pick, RefundPolicy, Shipment, TrackingNumber, price_lines, step,
};
use crate::identity::PostalAddress;
use crate::inventory::{StockCommand, StockKey};
use crate::shared::{Instant, Money, OrderId, OrderLineId, ProductId, Quantity, ShipmentId, UserId};
use thiserror::Error;

/// Who changes an order, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// As what.
    pub party: Party,
    /// Who; none for the shop itself.
    pub actor: Option<UserId>,
    /// Why, when they say so.
    pub reason: Option<OrderReason>,
    /// When.
    pub now: Instant,
}

/// An entry of an order's timeline. Never changed, never removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderEvent {
    /// Of which order.
    pub order: OrderId,
    /// The version of the order that came with it.
    pub version: i64,
    /// Its place among the entries of that version, from 0.
    pub place: i64,
    /// About which line; none when it is about the whole order.
    pub line: Option<OrderLineId>,
    /// What happened.
    pub kind: OrderEventKind,
    /// As what somebody did it.
    pub party: Party,
    /// Who.
    pub actor: Option<UserId>,
    /// Why.
    pub reason: Option<OrderReason>,
    /// When.
    pub at: Instant,
}

/// What happened to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderEventKind {
    /// It was placed.
    Placed,
    /// A line moved on.
    Moved {
        /// From there.
        from: LineState,
        /// To there.
        to: LineState,
    },
    /// It goes somewhere else.
    Readdressed,
    /// A line has another number of pieces.
    Resized {
        /// So many it had.
        from: Quantity,
        /// So many it has.
        to: Quantity,
    },
}

/// A change of an order, and all that belongs into the same commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderChange {
    /// The order afterwards, one version on.
    pub order: Order,
    /// What happens to the stock.
    pub stock: Vec<(StockKey, StockCommand)>,
    /// What goes back to the buyer.
    pub refund: Option<Money>,
    /// Pieces that count as sold now.
    pub sold: Vec<(ProductId, Quantity)>,
    /// Whether the coupon can be used again.
    pub frees_coupon: bool,
    /// What the timeline says.
    pub events: Vec<OrderEvent>,
}

/// Why lines stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StepError {
    /// One of them cannot do that.
    #[error("{refusal}")]
    Line {
        /// Which.
        line: OrderLineId,
        /// Why.
        refusal: LineRefusal,
    },
    /// The order cannot.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// No line was named.
    #[error("name at least one line")]
    NoLines,
}

impl Order {
    /// What is written down when the order is placed, and what it promises itself of the stock.
    pub fn placed(self, by: &Hand) -> OrderChange {
        let stock = self
            .lines
            .iter()
            .flat_map(|line| &line.picks)
            .map(|pick| (pick.key, StockCommand::Reserve(pick.quantity)))
            .collect();
        let mut change = OrderChange::of(self, stock);
        change.note(None, OrderEventKind::Placed, by);
        change
    }

    /// The lines one step on, all or none; `of` may come in any order, each once.
    pub fn step(
        &self,
        of: &[OrderLineId],
        wanted: LineStep,
        by: &Hand,
        policy: RefundPolicy,
    ) -> Result<OrderChange, StepError> {
        if of.is_empty() {
            return Err(StepError::NoLines);
        }
        for line in of {
            self.line(*line)?;
        }
        let mut change = OrderChange::of(self.next(by.now), Vec::new());
        let mut steps = Vec::new();
        for line in change.order.lines.iter_mut().filter(|line| of.contains(&line.id)) {
            let (to, effect) =
                step(line.state, line.asked_from, wanted, by.party, policy).map_err(|refusal| {
                    StepError::Line {
                        line: line.id,
                        refusal,
                    }
                })?;
            let from = line.state;
            line.asked_from = (to == LineState::RefundRequested).then_some(from);
            line.state = to;
            if to == LineState::Delivered && line.delivered_at.is_none() {
                line.delivered_at = Some(by.now);
            }
            change.stock.extend(moves(line, effect));
            if effect == Effect::Settle {
                change.sold.push((line.product, line.quantity));
            }
            steps.push((line.id, OrderEventKind::Moved { from, to }));
        }
        for (line, kind) in steps {
            change.note(Some(line), kind, by);
        }
        change.order.paid_at = change
            .order
            .paid_at
            .or((wanted == LineStep::Pay).then_some(by.now));
        change.weigh(self)?;
        Ok(change)
    }

    /// Every line that is still live one step on, as far as it can be: what a payment, a deadline or a buyer who calls the
    /// order off as a whole brings about. None when there is no such line.
    pub fn step_all(
        &self,
        from: LineState,
        wanted: LineStep,
        by: &Hand,
        policy: RefundPolicy,
    ) -> Result<Option<OrderChange>, StepError> {
        let lines: Vec<_> = self
            .lines
            .iter()
            .filter(|line| line.state == from)
            .map(|line| line.id)
            .collect();
        match lines.as_slice() {
            [] => Ok(None),
            lines => self.step(lines, wanted, by, policy).map(Some),
        }
    }

    /// The lines handed to a courier.
    pub fn dispatch(
        &self,
        id: ShipmentId,
        lines: &[OrderLineId],
        (courier, tracking): (Courier, TrackingNumber),
        by: &Hand,
    ) -> Result<OrderChange, StepError> {
        let mut change = self.step(lines, LineStep::Dispatch, by, RefundPolicy::default())?;
        change.order.shipments.push(Shipment {
            id,
            lines: lines.to_vec(),
            courier,
            tracking,
            dispatched_at: by.now,
        });
        Ok(change)
    }

    /// The order with another address, as long as nothing has left.
    pub fn readdress(&self, to: PostalAddress, by: &Hand) -> Result<OrderChange, OrderError> {
        if !self.can_change_address() {
            return Err(OrderError::AddressSettled);
        }
        let mut change = OrderChange::of(self.next(by.now), Vec::new());
        change.order.deliver_to = to;
        change.note(None, OrderEventKind::Readdressed, by);
        Ok(change)
    }

    /// A line with another number of pieces, as long as nobody paid. `more` says where further pieces come from, and is
    /// empty when there are to be fewer; those are given back from where was picked last.
    pub fn resize(
        &self,
        of: OrderLineId,
        to: Quantity,
        more: &[Pick],
        by: &Hand,
    ) -> Result<OrderChange, OrderError> {
        if !(1..=super::Cart::MOST_PIECES).contains(&to.get()) {
            return Err(OrderError::Pieces);
        }
        let from = self.line(of)?.quantity;
        if !self.is_payable() {
            return Err(OrderError::QuantitySettled);
        }
        let mut change = OrderChange::of(self.next(by.now), Vec::new());
        if let Some(line) = change.order.lines.iter_mut().find(|line| line.id == of) {
            if line.state != LineState::PendingPayment {
                return Err(OrderError::QuantitySettled);
            }
            line.quantity = to;
            change.stock = if to > from {
                line.pick(more)
            } else {
                line.put_back(from.get() - to.get())
            };
        }
        change.order.reprice()?;
        change.note(Some(of), OrderEventKind::Resized { from, to }, by);
        Ok(change)
    }

    /// The amounts of all lines that are to be paid together.
    fn reprice(&mut self) -> Result<(), OrderError> {
        let live = |line: &&OrderLine| line.state.is_live();
        let quotes: Vec<_> = self
            .lines
            .iter()
            .filter(live)
            .map(|line| (line.quote, line.quantity))
            .collect();
        let amounts = price_lines(&quotes)?;
        let lines = self.lines.iter_mut().filter(|line| line.state.is_live());
        for (line, amounts) in lines.zip(amounts) {
            line.amounts = amounts;
        }
        Ok(())
    }

    fn next(&self, now: Instant) -> Self {
        Self {
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        }
    }
}

impl OrderLine {
    fn pick(&mut self, more: &[Pick]) -> Vec<(StockKey, StockCommand)> {
        for pick in more {
            match self.picks.iter_mut().find(|known| known.key == pick.key) {
                Some(known) => {
                    let sum = known.quantity.get() + pick.quantity.get();
                    known.quantity = Quantity::try_from(sum).unwrap_or(known.quantity);
                }
                None => self.picks.push(*pick),
            }
        }
        more.iter()
            .map(|pick| (pick.key, StockCommand::Reserve(pick.quantity)))
            .collect()
    }

    fn put_back(&mut self, mut count: i64) -> Vec<(StockKey, StockCommand)> {
        let mut moves = Vec::new();
        for pick in self.picks.iter_mut().rev() {
            let given = count.min(pick.quantity.get());
            if let (Ok(less), Ok(rest)) = (
                Quantity::try_from(given),
                Quantity::try_from(pick.quantity.get() - given),
            ) && given > 0
            {
                moves.push((pick.key, StockCommand::Release(less)));
                pick.quantity = rest;
                count -= given;
            }
        }
        self.picks.retain(|pick| pick.quantity > Quantity::ZERO);
        moves
    }
}

/// What an effect does to the stock that a line was promised.
fn moves(line: &OrderLine, effect: Effect) -> Vec<(StockKey, StockCommand)> {
    let command: fn(Quantity) -> StockCommand = match effect {
        Effect::None | Effect::Settle => return Vec::new(),
        Effect::Claim => StockCommand::Claim,
        Effect::Release => StockCommand::Release,
        Effect::Restock => StockCommand::Return,
    };
    line.picks
        .iter()
        .map(|pick| (pick.key, command(pick.quantity)))
        .collect()
}

impl OrderChange {
    const fn of(order: Order, stock: Vec<(StockKey, StockCommand)>) -> Self {
        Self {
            order,
            stock,
            refund: None,
            sold: Vec::new(),
            frees_coupon: false,
            events: Vec::new(),
        }
    }

    fn note(&mut self, line: Option<OrderLineId>, kind: OrderEventKind, by: &Hand) {
        self.events.push(OrderEvent {
            order: self.order.id,
            version: self.order.version,
            place: i64::try_from(self.events.len()).unwrap_or(i64::MAX),
            line,
            kind,
            party: by.party,
            actor: by.actor,
            reason: by.reason.clone(),
            at: by.now,
        });
    }

    /// What goes back: by how much the order became cheaper, if it was paid. Of the coupon: it is free when nothing of the
    /// order ever became anything.
    fn weigh(&mut self, before: &Order) -> Result<(), OrderError> {
        let (was, is) = (before.totals()?, self.order.totals()?);
        if before.paid.is_some() {
            let less = was.total.checked_sub(is.total).or(Err(super::TotalsError))?;
            self.refund = Some(less).filter(|less| !less.amount().is_zero());
        } else if self.order.paid_at.is_some() {
            self.order.paid = Some(was.total);
        }
        let called_off = |order: &Order| order.lines.iter().all(|line| line.state == LineState::Cancelled);
        self.frees_coupon = self.order.coupon.is_some() && called_off(&self.order) && !called_off(before);
        Ok(())
    }
}

#[cfg(test)]
#[path = "change_tests.rs"]
mod tests;
