//! The repositories of carts and orders.

use async_trait::async_trait;
use hexmart_application::ordering::{CartRepository, Offer, OrderRepository};
use hexmart_application::platform::StoreError;
use hexmart_domain::ordering::{Cart, CartOwner, Order, OrderChange, OrderEvent};
use hexmart_domain::shared::{CartId, Instant, ItemId, OrderId};

use super::super::Transaction;
use super::{carts, offers, orders};

#[async_trait]
impl CartRepository for Transaction<'_> {
    async fn of(&mut self, owner: &CartOwner) -> Result<Option<Cart>, StoreError> {
        carts::cart_of(self.conn, owner).await
    }

    async fn save(&mut self, cart: &Cart) -> Result<(), StoreError> {
        carts::save(self.conn, cart).await
    }

    async fn remove(&mut self, cart: &Cart) -> Result<(), StoreError> {
        carts::remove(self.conn, cart).await
    }

    async fn forget(&mut self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        carts::forget(self.conn, before, limit).await
    }
}

#[async_trait]
impl OrderRepository for Transaction<'_> {
    async fn add(&mut self, order: &Order, events: &[OrderEvent]) -> Result<(), StoreError> {
        orders::add(self.conn, order, events, self.vault).await
    }

    async fn offers(&mut self, items: &[ItemId], now: Instant) -> Result<Vec<Offer>, StoreError> {
        offers::offers(self.conn, items, now).await
    }

    async fn find(&mut self, id: OrderId) -> Result<Option<Order>, StoreError> {
        orders::order(self.conn, id, self.vault).await
    }

    async fn of_cart(&mut self, cart: CartId) -> Result<Option<OrderId>, StoreError> {
        orders::of_cart(self.conn, cart).await
    }

    async fn save(&mut self, change: &OrderChange) -> Result<(), StoreError> {
        orders::save(self.conn, change, self.vault).await
    }
}
