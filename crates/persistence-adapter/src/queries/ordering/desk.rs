//! The questions about orders, over whatever the database's own `Desk` asks with.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::FutureExt;
use hexmart_application::ordering::{DeskLine, Offer, OrderFilter, OrderQueries};
use hexmart_application::platform::StoreError;
use hexmart_domain::ordering::{Cart, CartOwner, LineState, Order, OrderEvent};
use hexmart_domain::shared::{CouponId, Instant, ItemId, OrderId, OrderLineId, SellerId};

use super::super::super::desk::Desk;
use super::{carts, lists, offers, orders};

#[async_trait]
impl OrderQueries for Desk {
    async fn offers(&self, items: &[ItemId], now: Instant) -> Result<Vec<Offer>, StoreError> {
        let items: Arc<[_]> = items.into();
        self.ask(move |conn| {
            let items = Arc::clone(&items);
            async move { offers::offers(conn, &items, now).await }.boxed()
        })
        .await
    }

    async fn cart(&self, owner: &CartOwner) -> Result<Option<Cart>, StoreError> {
        let owner = *owner;
        self.ask(move |conn| async move { carts::cart_of(conn, &owner).await }.boxed())
            .await
    }

    async fn order(&self, id: OrderId) -> Result<Option<Order>, StoreError> {
        let vault = self.vault();
        self.ask(move |conn| {
            let vault = Arc::clone(&vault);
            async move { orders::order(conn, id, &*vault).await }.boxed()
        })
        .await
    }

    async fn orders(
        &self,
        filter: &OrderFilter,
        before: Option<OrderId>,
        limit: u64,
    ) -> Result<Vec<Order>, StoreError> {
        let (filter, vault) = (Arc::new(filter.clone()), self.vault());
        self.search(move |conn| {
            let (filter, vault) = (Arc::clone(&filter), Arc::clone(&vault));
            async move { lists::page(conn, &filter, before, limit, &*vault).await }.boxed()
        })
        .await
    }

    async fn placed_between(&self, from: Instant, until: Instant) -> Result<u64, StoreError> {
        self.search(move |conn| lists::placed_between(conn, from, until).boxed())
            .await
    }

    async fn desk(
        &self,
        seller: Option<SellerId>,
        state: Option<LineState>,
        before: Option<OrderLineId>,
        limit: u64,
    ) -> Result<Vec<DeskLine>, StoreError> {
        let vault = self.vault();
        self.search(move |conn| {
            let vault = Arc::clone(&vault);
            async move { lists::desk(conn, seller, state, before, limit, &*vault).await }.boxed()
        })
        .await
    }

    async fn timeline(&self, order: OrderId) -> Result<Vec<OrderEvent>, StoreError> {
        self.ask(move |conn| lists::timeline(conn, order).boxed()).await
    }

    async fn redemptions(&self) -> Result<Vec<(CouponId, OrderId)>, StoreError> {
        self.audit(|conn| lists::redemptions(conn).boxed()).await
    }

    async fn unpaid(&self, now: Instant, limit: u64) -> Result<Vec<OrderId>, StoreError> {
        self.ask(move |conn| lists::unpaid(conn, now, limit).boxed())
            .await
    }

    async fn unconfirmed(&self, before: Instant, limit: u64) -> Result<Vec<OrderId>, StoreError> {
        self.ask(move |conn| lists::unconfirmed(conn, before, limit).boxed())
            .await
    }
}
