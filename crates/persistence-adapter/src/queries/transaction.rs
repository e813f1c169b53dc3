use std::collections::HashMap;

use async_trait::async_trait;
use hexmart_application::catalogue::{CategoryRepository, CounterChange, ProductRepository};
use hexmart_application::funding::{CampaignRepository, PocketRepository};
use hexmart_application::identity::{
    AccountRepository, AddressRepository, ApiKeyRepository, CodeRepository, ProviderAttemptRepository,
    SessionRepository,
};
use hexmart_application::interchange::ImportRepository;
use hexmart_application::inventory::{StockRepository, WarehouseRepository};
use hexmart_application::marketplace::{Ownership, SellerRepository};
use hexmart_application::ordering::{CartRepository, OrderRepository};
use hexmart_application::payments::PaymentRepository;
use hexmart_application::platform::{
    AuditEntry, AuditRepository, OutboxMessage, OutboxRepository, RequestRepository, StoreError, UnitOfWork,
    Vault,
};
use hexmart_application::points::WalletRepository;
use hexmart_application::pricing::{CouponRepository, DiscountRepository, HeldCoupon};
use hexmart_application::reviews::{ReviewRepository, WishRepository};
use hexmart_application::settlement::SettlementRepository;
use hexmart_application::subscriptions::SubscriptionRepository;
use hexmart_application::webhooks::{NewsRepository, WebhookRepository};
use hexmart_domain::catalogue::{Forest, Product, ProductChange, Sku};
use hexmart_domain::inventory::{Holding, StockEvent, StockKey, StockLevel};
use hexmart_domain::marketplace::Seller;
use hexmart_domain::pricing::{Coupon, CouponCode, Discount};
use hexmart_domain::shared::{CategoryId, CouponId, Instant, ItemId, OrderId, ProductId, SellerId, UserId};

use super::{
    Conn, audit, catalogue, categories, coupons, insert_stock_events, inventory, marketplace, outbox,
    pricing, products,
};

/// Every repository at once, over a connection on which a transaction is open.
pub(crate) struct Transaction<'c> {
    pub(super) conn: &'c mut Conn,
    pub(super) vault: &'c dyn Vault,
}

impl<'c> Transaction<'c> {
    pub(crate) const fn on(conn: &'c mut Conn, vault: &'c dyn Vault) -> Self {
        Self { conn, vault }
    }

    /// For the writes of this adapter's own.
    pub(crate) const fn parts(&mut self) -> (&mut Conn, &'c dyn Vault) {
        (self.conn, self.vault)
    }
}

impl UnitOfWork for Transaction<'_> {
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
impl ProductRepository for Transaction<'_> {
    async fn add(&mut self, products: &[Product]) -> Result<(), StoreError> {
        products::add(self.conn, products, &HashMap::new()).await
    }

    async fn owner(&mut self, product: ProductId) -> Result<Option<Ownership>, StoreError> {
        catalogue::owner(self.conn, product).await
    }

    async fn find(&mut self, id: ProductId) -> Result<Option<Product>, StoreError> {
        products::find(self.conn, id).await
    }

    async fn taken(&mut self, ids: &[ProductId]) -> Result<Vec<ProductId>, StoreError> {
        products::taken(self.conn, ids).await
    }

    async fn find_by_skus(
        &mut self,
        seller: Option<SellerId>,
        skus: &[Sku],
    ) -> Result<Vec<Product>, StoreError> {
        products::find_by_skus(self.conn, seller, skus).await
    }

    async fn save(&mut self, products: &[Product]) -> Result<(), StoreError> {
        products::save(self.conn, products).await
    }

    async fn note(&mut self, changes: &[ProductChange]) -> Result<(), StoreError> {
        products::note(self.conn, changes).await
    }

    async fn count(&mut self, product: ProductId, change: CounterChange) -> Result<bool, StoreError> {
        products::count(self.conn, product, change).await
    }

    async fn hangs_on(&mut self, category: CategoryId) -> Result<bool, StoreError> {
        products::hangs_on(self.conn, category).await
    }

    async fn rehang(
        &mut self,
        from: CategoryId,
        to: CategoryId,
        actor: Option<UserId>,
        now: Instant,
    ) -> Result<u64, StoreError> {
        products::rehang(self.conn, from, to, actor, now).await
    }

    async fn feed(&mut self, categories: &[CategoryId], now: Instant) -> Result<u64, StoreError> {
        products::feed_hanging(self.conn, categories, now).await
    }

    async fn lapse_deals(&mut self, now: Instant, limit: u64) -> Result<u64, StoreError> {
        products::lapse_deals(self.conn, now, limit).await
    }
}

#[async_trait]
impl CategoryRepository for Transaction<'_> {
    async fn forest(&mut self) -> Result<Forest, StoreError> {
        catalogue::forest(self.conn).await
    }

    async fn save(&mut self, before: &Forest, after: &Forest) -> Result<(), StoreError> {
        categories::save(self.conn, before, after).await
    }

    async fn exists(&mut self, category: CategoryId) -> Result<bool, StoreError> {
        categories::exists(self.conn, category).await
    }
}

#[async_trait]
impl StockRepository for Transaction<'_> {
    async fn level(&mut self, key: StockKey) -> Result<Option<StockLevel>, StoreError> {
        inventory::level(self.conn, key).await
    }

    async fn levels(&mut self, keys: &[StockKey]) -> Result<Vec<(StockKey, StockLevel)>, StoreError> {
        inventory::levels(self.conn, keys).await
    }

    async fn holdings(&mut self, items: &[ItemId]) -> Result<Vec<(Holding, StockLevel)>, StoreError> {
        inventory::holdings(self.conn, items).await
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
        coupons::add(self.conn, coupon).await
    }

    async fn held(&mut self, owner: UserId, code: &CouponCode) -> Result<Option<HeldCoupon>, StoreError> {
        coupons::held(self.conn, owner, code).await
    }

    async fn find(&mut self, id: CouponId) -> Result<Option<HeldCoupon>, StoreError> {
        coupons::find(self.conn, id).await
    }

    async fn redeem(&mut self, coupon: CouponId, order: OrderId, now: Instant) -> Result<(), StoreError> {
        coupons::redeem(self.conn, coupon, order, now).await
    }

    async fn free(&mut self, coupon: CouponId, order: OrderId) -> Result<bool, StoreError> {
        coupons::free(self.conn, coupon, order).await
    }
}

#[async_trait]
impl SellerRepository for Transaction<'_> {
    async fn add(&mut self, seller: &Seller) -> Result<(), StoreError> {
        marketplace::add(self.conn, seller, self.vault).await
    }

    async fn find(&mut self, id: SellerId) -> Result<Option<Seller>, StoreError> {
        marketplace::seller_by_id(self.conn, id, self.vault).await
    }

    async fn find_by_account(&mut self, account: UserId) -> Result<Option<Seller>, StoreError> {
        marketplace::seller_of_account(self.conn, account, self.vault).await
    }

    async fn save(&mut self, seller: &Seller) -> Result<(), StoreError> {
        marketplace::save(self.conn, seller, self.vault).await
    }

    async fn follow(&mut self, seller: SellerId, follower: UserId, now: Instant) -> Result<bool, StoreError> {
        marketplace::follow(self.conn, seller, follower, now).await
    }

    async fn unfollow(&mut self, seller: SellerId, follower: UserId) -> Result<bool, StoreError> {
        marketplace::unfollow(self.conn, seller, follower).await
    }
}

#[async_trait]
impl OutboxRepository for Transaction<'_> {
    async fn enqueue(&mut self, message: &OutboxMessage) -> Result<(), StoreError> {
        outbox::enqueue(self.conn, std::slice::from_ref(message), self.vault).await
    }

    async fn enqueue_all(&mut self, messages: &[OutboxMessage]) -> Result<(), StoreError> {
        outbox::enqueue(self.conn, messages, self.vault).await
    }
}

#[async_trait]
impl AuditRepository for Transaction<'_> {
    async fn head(&mut self) -> Result<Option<AuditEntry>, StoreError> {
        audit::head(self.conn).await
    }

    async fn append(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        audit::append(self.conn, entry).await
    }
}
