//! A unit of work that begins its transaction late, or never.
//!
//! Many attempts read nothing and extend nothing: a new product, a coupon. As long as that is all they do, their rows are
//! only collected, to be written with those of other attempts (see [`groups`](super::groups)).
//!
//! Others read, and then write what cannot be written twice: an order. As long as that is all they do, they read without a
//! transaction, for each write tells by a key or a version whether what was read still holds; and what they write waits, to
//! be sent in one text from BEGIN to COMMIT. A write that finds itself too late is refused then, when the call that it was
//! meant for is over: so the attempt runs again in a transaction of its own, where it meets the refusal.
//!
//! The first call that needs more begins a transaction, writes what waits, and goes on in it.

mod catalogue;
mod funding;
mod identity;
mod interchange;
mod inventory;
mod points;
mod purchase;
mod reviews;
mod webhooks;

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::catalogue::{CategoryRepository, ProductRepository};
use hexmart_application::funding::{CampaignRepository, PocketRepository};
use hexmart_application::identity::{
    AccountRepository, AddressRepository, ApiKeyRepository, CodeRepository, ProviderAttemptRepository,
    SessionRepository,
};
use hexmart_application::interchange::ImportRepository;
use hexmart_application::inventory::{StockRepository, WarehouseRepository};
use hexmart_application::marketplace::SellerRepository;
use hexmart_application::ordering::{CartRepository, OrderRepository};
use hexmart_application::payments::PaymentRepository;
use hexmart_application::platform::{
    AuditEntry, AuditRepository, OutboxRepository, RequestRepository, StoreError, UnitOfWork, Vault,
};
use hexmart_application::points::WalletRepository;
use hexmart_application::pricing::{CouponRepository, DiscountRepository};
use hexmart_application::reviews::{ReviewRepository, WishRepository};
use hexmart_application::settlement::SettlementRepository;
use hexmart_application::subscriptions::SubscriptionRepository;
use hexmart_application::webhooks::{NewsRepository, WebhookRepository};
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::{Holding, StockEvent, StockLevel};
use hexmart_domain::marketplace::Seller;
use hexmart_domain::pricing::{Coupon, Discount};
use hexmart_domain::shared::{Instant, ItemId, ProductId, SellerId, UserId};

use super::at_once::Script;
use super::classify::classify;
use super::connection::{Conn, Pool, Pooled, take};
use super::operations::Operation;
use super::queries::Transaction;
use super::queries::among::Among;
use super::queries::products::{add, conflicting};
use super::script::run;
use super::stock::counted_event_inserts;
use super::store::{begin, begin_on, roll_back};
use crate::columns::Key;
use crate::rows::crossings;
use crate::schema::{racks, warehouses};

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
        run(conn, &counted_event_inserts(&self.events))
            .await
            .map_err(conflicting)?;
        // Behind the chains, which keep it as it is.
        let closed = self.closed_racks(conn).await.map_err(classify)?;
        add(conn, &self.products, &self.stocked(&closed)).await?;
        for coupon in &self.coupons {
            transaction.coupons().add(coupon).await?;
        }
        Ok(())
    }

    /// Those of the racks that the events are about whose stock cannot be sold.
    async fn closed_racks(&self, conn: &mut Conn) -> QueryResult<HashSet<Key>> {
        if self.events.is_empty() {
            return Ok(HashSet::new());
        }
        let about = self.events.iter().map(|event| event.key.location.into());
        let closed: Vec<Key> = racks::table
            .inner_join(warehouses::table.on(warehouses::id.eq(racks::warehouse_id)))
            .filter(Among::new("racks.id", about))
            .filter(warehouses::available.eq(false))
            .select(racks::id)
            .load(conn)
            .await?;
        Ok(closed.into_iter().collect())
    }

    /// How many chains of each product begin with something available that can be sold.
    fn stocked(&self, closed: &HashSet<Key>) -> HashMap<ProductId, i64> {
        let product_of: HashMap<_, _> = self
            .products
            .iter()
            .flat_map(|product| product.variants.iter().map(|variant| (variant.item, product.id)))
            .collect();
        let mut stocked = HashMap::new();
        let crossed = crossings(&self.events).chains;
        for crossing in crossed
            .iter()
            .filter(|crossing| !closed.contains(&crossing.location))
        {
            if let Some(product) = product_of.get(&crossing.item.id()) {
                *stocked.entry(*product).or_insert(0) += 1;
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

/// What lies where of these items, which was read along with what they are. Good for whoever asks next, as long as nothing is
/// written.
struct Ahead {
    of: Vec<ItemId>,
    holdings: Vec<(Holding, StockLevel)>,
}

/// See the module.
pub(super) struct LazyTransaction<'p> {
    pool: &'p Pool,
    vault: &'p dyn Vault,
    state: State,
    ahead: Option<Ahead>,
}

/// How far it has come.
pub(super) enum State {
    /// Nothing but new things so far.
    Collecting(Rows),
    /// Nothing but looks, and statements that are to be sent together.
    Waiting(Pooled, Script),
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
            ahead: None,
        }
    }

    pub(super) fn into_state(self) -> State {
        self.state
    }

    fn collecting(&mut self) -> Option<&mut Rows> {
        match &mut self.state {
            State::Collecting(rows) => Some(rows),
            State::Waiting(..) | State::Begun(..) | State::Spoiled => None,
        }
    }

    /// Where statements wait; none once that is too late.
    async fn waiting(&mut self) -> Result<Option<&mut Script>, StoreError> {
        if matches!(&self.state, State::Collecting(rows) if rows.len() == 0) {
            self.state = State::Waiting(take(self.pool).await?, Script::default());
        }
        match &mut self.state {
            State::Waiting(_, script) => Ok(Some(script)),
            State::Collecting(_) | State::Begun(..) | State::Spoiled => Ok(None),
        }
    }

    /// For looks alone: without a transaction, unless something was written that they have to see.
    async fn looking(&mut self) -> Result<Transaction<'_>, StoreError> {
        let unwritten = self.waiting().await?.map(|script| script.statements.len());
        if unwritten != Some(0) {
            return self.begun().await;
        }
        match &mut self.state {
            State::Waiting(conn, _) => Ok(Transaction::on(conn, self.vault)),
            State::Collecting(_) | State::Begun(..) | State::Spoiled => Err(spoiled()),
        }
    }

    /// The transaction, begun at the latest now.
    async fn begun(&mut self) -> Result<Transaction<'_>, StoreError> {
        // What it is when nothing can be begun.
        let nothing = State::Collecting(Rows::default());
        match std::mem::replace(&mut self.state, nothing) {
            State::Collecting(rows) => {
                let (mut conn, operation) = begin(self.pool).await?;
                let written = rows.write(&mut Transaction::on(&mut conn, self.vault)).await;
                self.go_on(conn, operation, written.is_ok()).await;
            }
            State::Waiting(conn, script) => {
                let (mut conn, operation) = begin_on(self.pool, conn).await?;
                let written = run(&mut conn, &script.statements).await;
                self.go_on(conn, operation, written.is_ok()).await;
            }
            begun => self.state = begun,
        }
        match &mut self.state {
            State::Begun(conn, _) => Ok(Transaction::on(conn, self.vault)),
            State::Collecting(_) | State::Waiting(..) | State::Spoiled => Err(spoiled()),
        }
    }

    async fn go_on(&mut self, conn: Pooled, operation: Operation, written: bool) {
        self.state = if written {
            State::Begun(conn, operation)
        } else {
            roll_back(self.pool, conn).await;
            State::Spoiled
        };
    }
}

fn spoiled() -> StoreError {
    StoreError::backend("the transaction is spoiled")
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
    fn warehouses(&mut self) -> &mut dyn WarehouseRepository {
        self
    }
    fn carts(&mut self) -> &mut dyn CartRepository {
        self
    }
    fn orders(&mut self) -> &mut dyn OrderRepository {
        self
    }
    fn payments(&mut self) -> &mut dyn PaymentRepository {
        self
    }
    fn wallets(&mut self) -> &mut dyn WalletRepository {
        self
    }
    fn pockets(&mut self) -> &mut dyn PocketRepository {
        self
    }
    fn campaigns(&mut self) -> &mut dyn CampaignRepository {
        self
    }
    fn subscriptions(&mut self) -> &mut dyn SubscriptionRepository {
        self
    }
    fn reviews(&mut self) -> &mut dyn ReviewRepository {
        self
    }
    fn wishes(&mut self) -> &mut dyn WishRepository {
        self
    }
    fn settlements(&mut self) -> &mut dyn SettlementRepository {
        self
    }
    fn requests(&mut self) -> &mut dyn RequestRepository {
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
    fn webhooks(&mut self) -> &mut dyn WebhookRepository {
        self
    }
    fn news(&mut self) -> &mut dyn NewsRepository {
        self
    }
    fn audit(&mut self) -> &mut dyn AuditRepository {
        self
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
impl AuditRepository for LazyTransaction<'_> {
    async fn head(&mut self) -> Result<Option<AuditEntry>, StoreError> {
        self.begun().await?.audit().head().await
    }

    async fn append(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        self.begun().await?.audit().append(entry).await
    }
}
