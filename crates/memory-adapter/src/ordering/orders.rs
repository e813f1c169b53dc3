use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::ordering::{Offer, OrderRepository};
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::ordering::{Order, OrderChange, OrderEvent};
use hexmart_domain::shared::{CartId, Instant, ItemId, OrderId};

use crate::tables::{Changes, Tables};
use crate::unit::MemoryUnit;

#[async_trait]
impl OrderRepository for MemoryUnit<'_> {
    /// All keys are checked before the first is taken. Of two orders of one cart, the slower one loses its commit, runs
    /// again, and then meets the winner here.
    async fn add(&mut self, order: &Order, events: &[OrderEvent]) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if mine.orders.has(&stored.orders, &order.id) {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        if order
            .cart
            .is_some_and(|cart| mine.ordered_carts.has(&stored.ordered_carts, &cart))
        {
            return Err(StoreError::Duplicate(UniqueKey::CartOrder));
        }
        let number = order.number.as_str().to_owned();
        if !mine.order_numbers.add(&stored.order_numbers, &number, order.id) {
            return Err(StoreError::Duplicate(UniqueKey::OrderNumber));
        }
        if let Some(cart) = order.cart {
            mine.ordered_carts.put(&stored.ordered_carts, &cart, order.id);
        }
        mine.orders.put(&stored.orders, &order.id, order.clone());
        mine.tell(&stored, events);
        Ok(())
    }

    async fn offers(&mut self, items: &[ItemId], now: Instant) -> Result<Vec<Offer>, StoreError> {
        let (mine, stored) = self.look();
        let offers = items.iter().filter_map(|item| mine.offer(&stored, *item, now));
        Ok(offers.collect())
    }

    async fn find(&mut self, id: OrderId) -> Result<Option<Order>, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.orders.get(&stored.orders, &id).map(Arc::unwrap_or_clone))
    }

    async fn of_cart(&mut self, cart: CartId) -> Result<Option<OrderId>, StoreError> {
        let (mine, stored) = self.look();
        let order = mine.ordered_carts.get(&stored.ordered_carts, &cart);
        Ok(order.map(|order| *order))
    }

    async fn save(&mut self, change: &OrderChange) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let order = &change.order;
        let before = mine.orders.get(&stored.orders, &order.id);
        if before.is_none_or(|before| before.version.saturating_add(1) != order.version) {
            return Err(StoreError::Conflict);
        }
        mine.orders.put(&stored.orders, &order.id, order.clone());
        mine.tell(&stored, &change.events);
        Ok(())
    }
}

impl Changes {
    /// Adds entries to timelines.
    fn tell(&mut self, stored: &Tables, events: &[OrderEvent]) {
        for event in events {
            let place = (event.order, event.version, event.place);
            self.order_events.put(&stored.order_events, &place, event.clone());
        }
    }
}
