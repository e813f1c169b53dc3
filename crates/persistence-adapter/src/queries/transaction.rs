use async_trait::async_trait;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::catalogue::ProductRepository;
use hexmart_application::identity::AccountRepository;
use hexmart_application::inventory::StockRepository;
use hexmart_application::platform::{StoreError, UniqueKey, UnitOfWork};
use hexmart_application::pricing::{CouponRepository, DiscountRepository};
use hexmart_domain::catalogue::Product;
use hexmart_domain::identity::Account;
use hexmart_domain::inventory::{StockEvent, StockKey, StockLevel};
use hexmart_domain::pricing::{Coupon, Discount};
use hexmart_domain::shared::ProductId;

use super::{Conn, classify, identity, insert_products, insert_stock_events, inventory, pricing};
use crate::columns::Key;
use crate::schema::products;

/// Every repository at once, over a connection on which a transaction is open.
pub(crate) struct Transaction<'c> {
    conn: &'c mut Conn,
}

impl<'c> Transaction<'c> {
    pub(crate) const fn on(conn: &'c mut Conn) -> Self {
        Self { conn }
    }
}

impl UnitOfWork for Transaction<'_> {
    fn products(&mut self) -> &mut dyn ProductRepository {
        self
    }
    fn stock(&mut self) -> &mut dyn StockRepository {
        self
    }
    fn discounts(&mut self) -> &mut dyn DiscountRepository {
        self
    }
    fn coupons(&mut self) -> &mut dyn CouponRepository {
        self
    }
    fn accounts(&mut self) -> &mut dyn AccountRepository {
        self
    }
}

#[async_trait]
impl ProductRepository for Transaction<'_> {
    async fn add(&mut self, products: &[Product]) -> Result<(), StoreError> {
        insert_products(self.conn, products)
            .await
            .map_err(pricing::duplicate(UniqueKey::Id))
    }

    async fn exists(&mut self, product: ProductId) -> Result<bool, StoreError> {
        diesel::select(exists(
            products::table.filter(products::id.eq(Key::from(product))),
        ))
        .get_result(self.conn)
        .await
        .map_err(classify)
    }
}

#[async_trait]
impl StockRepository for Transaction<'_> {
    async fn level(&mut self, key: StockKey) -> Result<Option<StockLevel>, StoreError> {
        inventory::level(self.conn, key).await
    }

    async fn append(&mut self, events: &[StockEvent]) -> Result<(), StoreError> {
        insert_stock_events(self.conn, events)
            .await
            .map_err(pricing::chain_taken)
    }
}

#[async_trait]
impl DiscountRepository for Transaction<'_> {
    async fn latest(&mut self, product: ProductId) -> Result<Option<Discount>, StoreError> {
        pricing::latest_discount(self.conn, product).await
    }

    async fn append(&mut self, discount: &Discount) -> Result<(), StoreError> {
        pricing::append_discount(self.conn, discount).await
    }
}

#[async_trait]
impl CouponRepository for Transaction<'_> {
    async fn add(&mut self, coupon: &Coupon) -> Result<(), StoreError> {
        pricing::add_coupon(self.conn, coupon).await
    }
}

#[async_trait]
impl AccountRepository for Transaction<'_> {
    async fn add(&mut self, account: &Account) -> Result<(), StoreError> {
        identity::add(self.conn, account).await
    }
}
