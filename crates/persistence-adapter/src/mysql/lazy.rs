//! A unit of work that begins its transaction late, or never.
//!
//! Many attempts read nothing and extend nothing: a new product, a coupon. As long as that is all they do, their rows are only collected, to be written with those of other attempts (see [`groups`](super::groups)). The first
//! call that needs the database begins a transaction, writes what was collected, and goes on in it.

mod catalogue;
mod identity;
mod interchange;

use std::collections::HashMap;

use async_trait::async_trait;
use hexmart_application::catalogue::{CategoryRepository, ProductRepository};
use hexmart_application::identity::{
    AccountRepository, AddressRepository, ApiKeyRepository, CodeRepository, ProviderAttemptRepository,
    SessionRepository,
};
use hexmart_application::interchange::ImportRepository;
use hexmart_application::inventory::StockRepository;
use hexmart_application::marketplace::SellerRepository;
use hexmart_application::platform::{
    AuditEntry, AuditRepository, OutboxMessage, OutboxRepository, StoreError, UnitOfWork, Vault,
};
use hexmart_application::pricing::{CouponRepository, DiscountRepository};
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::{StockEvent, StockKey, StockLevel};
use hexmart_domain::marketplace::Seller;
use hexmart_domain::pricing::{Coupon, Discount};
use hexmart_domain::shared::{Instant, ProductId, SellerId, UserId};

use super::connection::{Pool, Pooled};
use super::operations::Operation;
use super::queries::Transaction;
use super::queries::products::{add, conflicting};
use super::stock::insert_counted_stock_events;
use super::store::{begin, roll_back};
use crate::rows::crossings;

/// New things, none of which extends anything that is there.
#[derive(Debug, Default)]
pub(super) struct Rows {
    products: Vec<Product>,
    events: Vec<StockEvent>,
    coupons: Vec<Coupon>,
}

impl Rows {
    pub(super) fn append(&mut self, other: &mut Self) {
        self.products.append(&mut other.products);
        self.events.append(&mut other.events);
        self.coupons.append(&mut other.coupons);
    }

    pub(super) const fn len(&self) -> usize {
        self.products.len() + self.events.len() + self.coupons.len()
    }

    pub(super) async fn write(&self, transaction: &mut Transaction<'_>) -> Result<(), StoreError> {
        let (conn, _) = transaction.parts();
        add(conn, &self.products, &self.stocked()).await?;
        insert_counted_stock_events(conn, &self.events)
            .await
            .map_err(conflicting)?;
        for coupon in &self.coupons {
            transaction.coupons().add(coupon).await?;
        }
        Ok(())
    }

    /// How many chains of each product begin with something available.
    fn stocked(&self) -> HashMap<ProductId, i64> {
        let product_of: HashMap<_, _> = self
            .products
            .iter()
            .flat_map(|product| product.variants.iter().map(|variant| (variant.item, product.id)))
            .collect();
        let mut stocked = HashMap::new();
        for crossing in crossings(&self.events) {
            if let Some(product) = product_of.get(&crossing.item.id()) {
                *stocked.entry(*product).or_insert(0) += crossing.chains;
            }
        }
        stocked
    }

    /// Whether the events begin the ledgers of products that are new themselves, so that nobody else can.
    fn open(&self, events: &[StockEvent]) -> bool {
        let is_new = |item| {
            let mut variants = self.products.iter().rev().flat_map(|product| &product.variants);
            variants.any(|variant| variant.item == item)
        };
        events
            .iter()
            .all(|event| event.version == 1 && is_new(event.key.item))
    }
}

/// See the module.
pub(super) struct LazyTransaction<'p> {
    pool: &'p Pool,
    vault: &'p dyn Vault,
    state: State,
}

/// How far it has come.
pub(super) enum State {
    /// Nothing but new things so far.
    Collecting(Rows),
    Begun(Pooled, Operation),
    /// What was collected could not be written when it had to be, too late for the call that it was meant for.
    Spoiled,
}

impl<'p> LazyTransaction<'p> {
    pub(super) fn new(pool: &'p Pool, vault: &'p dyn Vault) -> Self {
        Self {
            pool,
            vault,
            state: State::Collecting(Rows::default()),
        }
    }

    pub(super) fn into_state(self) -> State {
        self.state
    }

    fn collecting(&mut self) -> Option<&mut Rows> {
        match &mut self.state {
            State::Collecting(rows) => Some(rows),
            State::Begun(..) | State::Spoiled => None,
        }
    }

    /// The transaction, begun at the latest now.
    async fn begun(&mut self) -> Result<Transaction<'_>, StoreError> {
        if let State::Collecting(rows) = &mut self.state {
            let rows = std::mem::take(rows);
            let (mut conn, operation) = begin(self.pool).await?;
            self.state = match rows.write(&mut Transaction::on(&mut conn, self.vault)).await {
                Ok(()) => State::Begun(conn, operation),
                Err(_refused) => {
                    roll_back(self.pool, conn).await;
                    State::Spoiled
                }
            };
        }
        match &mut self.state {
            State::Begun(conn, _) => Ok(Transaction::on(conn, self.vault)),
            State::Collecting(_) | State::Spoiled => Err(StoreError::backend("the transaction is spoiled")),
        }
    }
}

impl UnitOfWork for LazyTransaction<'_> {
    fn products(&mut self) -> &mut dyn ProductRepository {
        self
    }
    fn imports(&mut self) -> &mut dyn ImportRepository {
        self
    }
    fn categories(&mut self) -> &mut dyn CategoryRepository {
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
    fn sessions(&mut self) -> &mut dyn SessionRepository {
        self
    }
    fn codes(&mut self) -> &mut dyn CodeRepository {
        self
    }
    fn provider_attempts(&mut self) -> &mut dyn ProviderAttemptRepository {
        self
    }
    fn addresses(&mut self) -> &mut dyn AddressRepository {
        self
    }
    fn api_keys(&mut self) -> &mut dyn ApiKeyRepository {
        self
    }
    fn sellers(&mut self) -> &mut dyn SellerRepository {
        self
    }
    fn outbox(&mut self) -> &mut dyn OutboxRepository {
        self
    }
    fn audit(&mut self) -> &mut dyn AuditRepository {
        self
    }
}

#[async_trait]
impl StockRepository for LazyTransaction<'_> {
    async fn level(&mut self, key: StockKey) -> Result<Option<StockLevel>, StoreError> {
        self.begun().await?.stock().level(key).await
    }

    async fn append(&mut self, events: &[StockEvent]) -> Result<(), StoreError> {
        match self.collecting().filter(|rows| rows.open(events)) {
            Some(rows) => rows.events.extend_from_slice(events),
            None => self.begun().await?.stock().append(events).await?,
        }
        Ok(())
    }
}

#[async_trait]
impl DiscountRepository for LazyTransaction<'_> {
    async fn latest(&mut self, product: ProductId) -> Result<Option<Discount>, StoreError> {
        self.begun().await?.discounts().latest(product).await
    }

    async fn append(&mut self, discount: &Discount) -> Result<(), StoreError> {
        self.begun().await?.discounts().append(discount).await
    }
}

#[async_trait]
impl CouponRepository for LazyTransaction<'_> {
    async fn add(&mut self, coupon: &Coupon) -> Result<(), StoreError> {
        match self.collecting() {
            Some(rows) => rows.coupons.push(coupon.clone()),
            None => self.begun().await?.coupons().add(coupon).await?,
        }
        Ok(())
    }
}

#[async_trait]
impl SellerRepository for LazyTransaction<'_> {
    async fn add(&mut self, seller: &Seller) -> Result<(), StoreError> {
        self.begun().await?.sellers().add(seller).await
    }

    async fn find(&mut self, id: SellerId) -> Result<Option<Seller>, StoreError> {
        self.begun().await?.sellers().find(id).await
    }

    async fn find_by_account(&mut self, account: UserId) -> Result<Option<Seller>, StoreError> {
        self.begun().await?.sellers().find_by_account(account).await
    }

    async fn save(&mut self, seller: &Seller) -> Result<(), StoreError> {
        self.begun().await?.sellers().save(seller).await
    }

    async fn follow(&mut self, seller: SellerId, follower: UserId, now: Instant) -> Result<bool, StoreError> {
        self.begun().await?.sellers().follow(seller, follower, now).await
    }

    async fn unfollow(&mut self, seller: SellerId, follower: UserId) -> Result<bool, StoreError> {
        self.begun().await?.sellers().unfollow(seller, follower).await
    }
}

#[async_trait]
impl OutboxRepository for LazyTransaction<'_> {
    async fn enqueue(&mut self, message: &OutboxMessage) -> Result<(), StoreError> {
        self.begun().await?.outbox().enqueue(message).await
    }
}

#[async_trait]
impl AuditRepository for LazyTransaction<'_> {
    async fn head(&mut self) -> Result<Option<AuditEntry>, StoreError> {
        self.begun().await?.audit().head().await
    }

    async fn append(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        self.begun().await?.audit().append(entry).await
    }
}
