//! What an attempt sees of a store that reads from a replica now and then.

use std::sync::Arc;

use async_trait::async_trait;
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
    AuditRepository, OutboxRepository, RequestRepository, StoreError, UnitOfWork,
};
use hexmart_application::points::WalletRepository;
use hexmart_application::pricing::{CouponRepository, DiscountRepository};
use hexmart_application::reviews::{ReviewRepository, WishRepository};
use hexmart_application::settlement::SettlementRepository;
use hexmart_application::subscriptions::SubscriptionRepository;
use hexmart_application::webhooks::{NewsRepository, WebhookRepository};
use hexmart_domain::funding::{Campaign, Pledge};
use hexmart_domain::inventory::{Holding, StockEvent, StockKey, StockLevel};
use hexmart_domain::shared::{CampaignId, Instant, ItemId, Quantity, UserId};

use crate::world::World;

/// How often a level is an old one, in thousandths.
const STALE: u64 = 30;
/// The most pledges that are told of at once: fewer than campaigns have.
const FEW: u64 = 2;

/// The unit of work of an attempt, of which the stock may be told as it was an event ago.
pub(crate) struct LyingUnit<'u> {
    inner: &'u mut dyn UnitOfWork,
    world: &'u Arc<World>,
}

impl<'u> LyingUnit<'u> {
    pub(crate) fn new(inner: &'u mut dyn UnitOfWork, world: &'u Arc<World>) -> Self {
        Self { inner, world }
    }

    /// The level one event earlier, with more on hand than there is: whoever believes it promises too much, unless the
    /// version stops them.
    fn told(&self, level: StockLevel) -> StockLevel {
        if level.version < 2 || !self.world.trouble(STALE) {
            return level;
        }
        StockLevel {
            version: level.version - 1,
            on_hand: Quantity::try_from(level.on_hand.get() + 1).unwrap_or(level.on_hand),
            ..level
        }
    }
}

#[async_trait]
impl StockRepository for LyingUnit<'_> {
    async fn level(&mut self, key: StockKey) -> Result<Option<StockLevel>, StoreError> {
        let level = self.inner.stock().level(key).await?;
        Ok(level.map(|level| self.told(level)))
    }

    async fn levels(&mut self, keys: &[StockKey]) -> Result<Vec<(StockKey, StockLevel)>, StoreError> {
        let levels = self.inner.stock().levels(keys).await?;
        Ok(levels
            .into_iter()
            .map(|(key, level)| (key, self.told(level)))
            .collect())
    }

    async fn holdings(&mut self, items: &[ItemId]) -> Result<Vec<(Holding, StockLevel)>, StoreError> {
        let holdings = self.inner.stock().holdings(items).await?;
        let tell = |(holding, level): (Holding, StockLevel)| {
            let level = self.told(level);
            let available = level.available();
            (Holding { available, ..holding }, level)
        };
        Ok(holdings.into_iter().map(tell).collect())
    }

    async fn append(&mut self, events: &[StockEvent]) -> Result<(), StoreError> {
        self.inner.stock().append(events).await
    }
}

/// Nothing here is a lie; only, whoever gives pledges back has to come again.
#[async_trait]
impl CampaignRepository for LyingUnit<'_> {
    async fn add(&mut self, campaign: &Campaign) -> Result<(), StoreError> {
        self.inner.campaigns().add(campaign).await
    }

    async fn find(&mut self, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        self.inner.campaigns().find(id).await
    }

    async fn clock(&mut self, now: Instant) -> Result<Instant, StoreError> {
        self.inner.campaigns().clock(now).await
    }

    async fn save(&mut self, campaign: &Campaign) -> Result<(), StoreError> {
        self.inner.campaigns().save(campaign).await
    }

    async fn pledge_of(
        &mut self,
        campaign: CampaignId,
        backer: UserId,
    ) -> Result<Option<Pledge>, StoreError> {
        self.inner.campaigns().pledge_of(campaign, backer).await
    }

    async fn pledge(&mut self, campaign: &Campaign, pledge: &Pledge) -> Result<(), StoreError> {
        self.inner.campaigns().pledge(campaign, pledge).await
    }

    async fn held(&mut self, campaign: CampaignId, limit: u64) -> Result<Vec<Pledge>, StoreError> {
        self.inner.campaigns().held(campaign, limit.min(FEW)).await
    }

    async fn give_back(&mut self, campaign: &Campaign, pledges: &[Pledge]) -> Result<(), StoreError> {
        self.inner.campaigns().give_back(campaign, pledges).await
    }
}

impl UnitOfWork for LyingUnit<'_> {
    fn stock(&mut self) -> &mut dyn StockRepository {
        self
    }
    fn products(&mut self) -> &mut dyn ProductRepository {
        self.inner.products()
    }
    fn categories(&mut self) -> &mut dyn CategoryRepository {
        self.inner.categories()
    }
    fn imports(&mut self) -> &mut dyn ImportRepository {
        self.inner.imports()
    }
    fn warehouses(&mut self) -> &mut dyn WarehouseRepository {
        self.inner.warehouses()
    }
    fn carts(&mut self) -> &mut dyn CartRepository {
        self.inner.carts()
    }
    fn orders(&mut self) -> &mut dyn OrderRepository {
        self.inner.orders()
    }
    fn payments(&mut self) -> &mut dyn PaymentRepository {
        self.inner.payments()
    }
    fn wallets(&mut self) -> &mut dyn WalletRepository {
        self.inner.wallets()
    }
    fn subscriptions(&mut self) -> &mut dyn SubscriptionRepository {
        self.inner.subscriptions()
    }
    fn reviews(&mut self) -> &mut dyn ReviewRepository {
        self.inner.reviews()
    }
    fn wishes(&mut self) -> &mut dyn WishRepository {
        self.inner.wishes()
    }
    fn pockets(&mut self) -> &mut dyn PocketRepository {
        self.inner.pockets()
    }
    fn campaigns(&mut self) -> &mut dyn CampaignRepository {
        self
    }
    fn settlements(&mut self) -> &mut dyn SettlementRepository {
        self.inner.settlements()
    }
    fn requests(&mut self) -> &mut dyn RequestRepository {
        self.inner.requests()
    }
    fn discounts(&mut self) -> &mut dyn DiscountRepository {
        self.inner.discounts()
    }
    fn coupons(&mut self) -> &mut dyn CouponRepository {
        self.inner.coupons()
    }
    fn accounts(&mut self) -> &mut dyn AccountRepository {
        self.inner.accounts()
    }
    fn sessions(&mut self) -> &mut dyn SessionRepository {
        self.inner.sessions()
    }
    fn codes(&mut self) -> &mut dyn CodeRepository {
        self.inner.codes()
    }
    fn provider_attempts(&mut self) -> &mut dyn ProviderAttemptRepository {
        self.inner.provider_attempts()
    }
    fn addresses(&mut self) -> &mut dyn AddressRepository {
        self.inner.addresses()
    }
    fn api_keys(&mut self) -> &mut dyn ApiKeyRepository {
        self.inner.api_keys()
    }
    fn sellers(&mut self) -> &mut dyn SellerRepository {
        self.inner.sellers()
    }
    fn outbox(&mut self) -> &mut dyn OutboxRepository {
        self.inner.outbox()
    }
    fn audit(&mut self) -> &mut dyn AuditRepository {
        self.inner.audit()
    }
    fn webhooks(&mut self) -> &mut dyn WebhookRepository {
        self.inner.webhooks()
    }
    fn news(&mut self) -> &mut dyn NewsRepository {
        self.inner.news()
    }
}
