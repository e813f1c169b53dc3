use std::cmp::Reverse;
use std::ops::Bound;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::ordering::{DeskLine, Offer, OrderFilter, OrderQueries};
use hexmart_application::platform::StoreError;
use hexmart_domain::ordering::{Cart, CartOwner, LineState, Order, OrderEvent};
use hexmart_domain::shared::{CouponId, Instant, ItemId, OrderId, OrderLineId, SellerId};

use crate::store::Memory;
use crate::{to_u64, to_usize};

#[async_trait]
impl OrderQueries for Memory {
    async fn offers(&self, items: &[ItemId], now: Instant) -> Result<Vec<Offer>, StoreError> {
        let tables = self.shared.read();
        let offers = items.iter().filter_map(|item| tables.offer(*item, now));
        Ok(offers.collect())
    }

    async fn cart(&self, owner: &CartOwner) -> Result<Option<Cart>, StoreError> {
        let tables = self.shared.read();
        let id = tables.carts_of.get(&(*owner).into());
        let cart = id.and_then(|id| tables.carts.get(&**id));
        Ok(cart.map(|cart| Cart::clone(cart)))
    }

    async fn order(&self, id: OrderId) -> Result<Option<Order>, StoreError> {
        let tables = self.shared.read();
        Ok(tables.orders.get(&id).map(|order| Order::clone(order)))
    }

    async fn orders(
        &self,
        filter: &OrderFilter,
        before: Option<OrderId>,
        limit: u64,
    ) -> Result<Vec<Order>, StoreError> {
        let tables = self.shared.read();
        let end = before.map_or(Bound::Unbounded, Bound::Excluded);
        let newest = tables.orders.range((Bound::Unbounded, end)).rev();
        let orders = newest.map(|(_, order)| &**order);
        let passing = orders.filter(|order| passes(order, filter));
        Ok(passing.take(to_usize(limit)).cloned().collect())
    }

    async fn placed_between(&self, from: Instant, until: Instant) -> Result<u64, StoreError> {
        let tables = self.shared.read();
        let orders = tables.orders.values();
        let placed = orders.filter(|order| (from..until).contains(&order.placed_at));
        Ok(to_u64(placed.count()))
    }

    /// Lines and orders are not of one age: a line is as old as its id says.
    async fn desk(
        &self,
        seller: Option<SellerId>,
        state: Option<LineState>,
        before: Option<OrderLineId>,
        limit: u64,
    ) -> Result<Vec<DeskLine>, StoreError> {
        let tables = self.shared.read();
        let orders = tables.orders.values();
        let lines = orders.flat_map(|order| order.lines.iter().map(move |line| (order, line)));
        let mut wanted: Vec<_> = lines
            .filter(|(_, line)| {
                line.seller == seller
                    && state.is_none_or(|state| line.state == state)
                    && before.is_none_or(|before| line.id < before)
            })
            .collect();
        wanted.sort_by_key(|(_, line)| Reverse(line.id));
        let desk = wanted.into_iter().map(|(order, line)| DeskLine {
            line: line.clone(),
            order: Order {
                lines: vec![line.clone()],
                ..Order::clone(order)
            },
        });
        Ok(desk.take(to_usize(limit)).collect())
    }

    async fn timeline(&self, order: OrderId) -> Result<Vec<OrderEvent>, StoreError> {
        let tables = self.shared.read();
        let events = tables
            .order_events
            .range((order, 0, 0)..=(order, i64::MAX, i64::MAX));
        Ok(events.map(|(_, event)| OrderEvent::clone(event)).collect())
    }

    async fn redemptions(&self) -> Result<Vec<(CouponId, OrderId)>, StoreError> {
        let tables = self.shared.read();
        let redemptions = tables.redemptions.iter();
        Ok(redemptions.map(|(coupon, order)| (*coupon, **order)).collect())
    }

    async fn unpaid(&self, now: Instant, limit: u64) -> Result<Vec<OrderId>, StoreError> {
        let tables = self.shared.read();
        let orders = tables.orders.values();
        let unpaid = orders.filter(|order| order.is_payable() && order.pay_by <= now);
        Ok(longest_waiting(unpaid, limit, |order| Some(order.pay_by)))
    }

    async fn unconfirmed(&self, before: Instant, limit: u64) -> Result<Vec<OrderId>, StoreError> {
        let tables = self.shared.read();
        let delivered_at = |order: &Order| {
            let lines = order.lines.iter();
            let delivered = lines.filter(|line| line.state == LineState::Delivered);
            delivered.filter_map(|line| line.delivered_at).min()
        };
        let orders = tables.orders.values();
        let unconfirmed = orders.filter(|order| delivered_at(order).is_some_and(|at| at < before));
        Ok(longest_waiting(unconfirmed, limit, delivered_at))
    }
}

/// The ids of some orders, those first that wait since the earliest instant.
fn longest_waiting<'o>(
    orders: impl Iterator<Item = &'o Arc<Order>>,
    limit: u64,
    since: impl Fn(&Order) -> Option<Instant>,
) -> Vec<OrderId> {
    let mut waiting: Vec<_> = orders.map(|order| (since(order), order.id)).collect();
    waiting.sort_unstable();
    let waiting = waiting.into_iter().take(to_usize(limit));
    waiting.map(|(_, order)| order).collect()
}

fn passes(order: &Order, filter: &OrderFilter) -> bool {
    filter.buyer.is_none_or(|buyer| order.buyer == buyer)
        && filter.state.is_none_or(|state| order.state().get() == state)
        && filter
            .number
            .as_ref()
            .is_none_or(|number| order.number == *number)
        && filter.from.is_none_or(|from| order.placed_at >= from)
        && filter.until.is_none_or(|until| order.placed_at < until)
}
