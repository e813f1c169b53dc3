//! Doubles of the ports, for tests that care about a failure, or about a call that must not happen. A test that cares
//! about outcomes is better served by `hexmart-memory-adapter`.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::lock::Mutex;

use crate::catalogue::{
    CategoryRepository, MockCategoryRepository, MockProductRepository, ProductRepository,
};
use crate::funding::{CampaignRepository, MockCampaignRepository, MockPocketRepository, PocketRepository};
use crate::identity::{
    AccountRepository, AddressRepository, ApiKeyRepository, CodeRepository, MockAccountRepository,
    MockAddressRepository, MockApiKeyRepository, MockCodeRepository, MockProviderAttemptRepository,
    MockSessionRepository, ProviderAttemptRepository, SessionRepository,
};
use crate::interchange::{ImportRepository, MockImportRepository};
use crate::inventory::{MockStockRepository, MockWarehouseRepository, StockRepository, WarehouseRepository};
use crate::marketplace::{MockSellerRepository, SellerRepository};
use crate::ordering::{CartRepository, MockCartRepository, MockOrderRepository, OrderRepository};
use crate::payments::{MockPaymentRepository, PaymentRepository};
use crate::platform::{
    AuditRepository, MockAuditRepository, MockOutboxRepository, MockRequestRepository, OutboxRepository,
    RequestRepository, Rollback, Store, StoreError, UnitOfWork, Work,
};
use crate::points::{MockWalletRepository, WalletRepository};
use crate::pricing::{CouponRepository, DiscountRepository, MockCouponRepository, MockDiscountRepository};
use crate::reviews::{MockReviewRepository, MockWishRepository, ReviewRepository, WishRepository};
use crate::settlement::{MockSettlementRepository, SettlementRepository};
use crate::subscriptions::{MockSubscriptionRepository, SubscriptionRepository};
use crate::webhooks::{MockNewsRepository, MockWebhookRepository, NewsRepository, WebhookRepository};

/// A unit of work of mocks: a test sets expectations on the ones it needs, and any other call fails it.
#[derive(Debug, Default)]
pub struct MockUnitOfWork {
    /// Products.
    pub products: MockProductRepository,
    /// The tree of categories.
    pub categories: MockCategoryRepository,
    /// Runs of imports.
    pub imports: MockImportRepository,
    /// Stock chains.
    pub stock: MockStockRepository,
    /// Buildings and racks.
    pub warehouses: MockWarehouseRepository,
    /// Carts.
    pub carts: MockCartRepository,
    /// Orders.
    pub orders: MockOrderRepository,
    /// Attempts to pay.
    pub payments: MockPaymentRepository,
    /// Wallets.
    pub wallets: MockWalletRepository,
    /// Registrations for funding.
    pub pockets: MockPocketRepository,
    /// Campaigns.
    pub campaigns: MockCampaignRepository,
    /// Subscriptions.
    pub subscriptions: MockSubscriptionRepository,
    /// Reviews.
    pub reviews: MockReviewRepository,
    /// Wishes.
    pub wishes: MockWishRepository,
    /// Accounts of sellers with the shop.
    pub settlements: MockSettlementRepository,
    /// Requests that were carried out.
    pub requests: MockRequestRepository,
    /// Discount chains.
    pub discounts: MockDiscountRepository,
    /// Coupons.
    pub coupons: MockCouponRepository,
    /// Accounts.
    pub accounts: MockAccountRepository,
    /// Sign-ins.
    pub sessions: MockSessionRepository,
    /// Codes.
    pub codes: MockCodeRepository,
    /// Sign-ins under way.
    pub provider_attempts: MockProviderAttemptRepository,
    /// Address books.
    pub addresses: MockAddressRepository,
    /// API keys.
    pub api_keys: MockApiKeyRepository,
    /// Sellers.
    pub sellers: MockSellerRepository,
    /// Messages.
    pub outbox: MockOutboxRepository,
    /// Webhooks.
    pub webhooks: MockWebhookRepository,
    /// What others were told of the catalogue.
    pub news: MockNewsRepository,
    /// The audit log.
    pub audit: MockAuditRepository,
}

impl UnitOfWork for MockUnitOfWork {
    fn products(&mut self) -> &mut dyn ProductRepository {
        &mut self.products
    }
    fn categories(&mut self) -> &mut dyn CategoryRepository {
        &mut self.categories
    }
    fn imports(&mut self) -> &mut dyn ImportRepository {
        &mut self.imports
    }
    fn stock(&mut self) -> &mut dyn StockRepository {
        &mut self.stock
    }
    fn warehouses(&mut self) -> &mut dyn WarehouseRepository {
        &mut self.warehouses
    }
    fn carts(&mut self) -> &mut dyn CartRepository {
        &mut self.carts
    }
    fn orders(&mut self) -> &mut dyn OrderRepository {
        &mut self.orders
    }
    fn payments(&mut self) -> &mut dyn PaymentRepository {
        &mut self.payments
    }
    fn wallets(&mut self) -> &mut dyn WalletRepository {
        &mut self.wallets
    }
    fn pockets(&mut self) -> &mut dyn PocketRepository {
        &mut self.pockets
    }
    fn campaigns(&mut self) -> &mut dyn CampaignRepository {
        &mut self.campaigns
    }
    fn subscriptions(&mut self) -> &mut dyn SubscriptionRepository {
        &mut self.subscriptions
    }
    fn reviews(&mut self) -> &mut dyn ReviewRepository {
        &mut self.reviews
    }
    fn wishes(&mut self) -> &mut dyn WishRepository {
        &mut self.wishes
    }
    fn settlements(&mut self) -> &mut dyn SettlementRepository {
        &mut self.settlements
    }
    fn requests(&mut self) -> &mut dyn RequestRepository {
        &mut self.requests
    }
    fn discounts(&mut self) -> &mut dyn DiscountRepository {
        &mut self.discounts
    }
    fn coupons(&mut self) -> &mut dyn CouponRepository {
        &mut self.coupons
    }
    fn accounts(&mut self) -> &mut dyn AccountRepository {
        &mut self.accounts
    }
    fn sessions(&mut self) -> &mut dyn SessionRepository {
        &mut self.sessions
    }
    fn codes(&mut self) -> &mut dyn CodeRepository {
        &mut self.codes
    }
    fn provider_attempts(&mut self) -> &mut dyn ProviderAttemptRepository {
        &mut self.provider_attempts
    }
    fn addresses(&mut self) -> &mut dyn AddressRepository {
        &mut self.addresses
    }
    fn api_keys(&mut self) -> &mut dyn ApiKeyRepository {
        &mut self.api_keys
    }
    fn sellers(&mut self) -> &mut dyn SellerRepository {
        &mut self.sellers
    }
    fn outbox(&mut self) -> &mut dyn OutboxRepository {
        &mut self.outbox
    }
    fn webhooks(&mut self) -> &mut dyn WebhookRepository {
        &mut self.webhooks
    }
    fn news(&mut self) -> &mut dyn NewsRepository {
        &mut self.news
    }
    fn audit(&mut self) -> &mut dyn AuditRepository {
        &mut self.audit
    }
}

/// A store over one mocked unit of work; runs an attempt again on a conflict, as every store does.
#[derive(Debug)]
pub struct MockedStore(Mutex<MockUnitOfWork>);

impl MockedStore {
    /// A store that lends `uow` to each attempt.
    pub fn new(uow: MockUnitOfWork) -> Arc<Self> {
        Arc::new(Self(Mutex::new(uow)))
    }
}

#[async_trait]
impl Store for MockedStore {
    async fn transact(&self, _name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        let mut uow = self.0.lock().await;
        loop {
            match work.attempt(&mut *uow).await {
                Ok(()) | Err(Rollback::Refused) => return Ok(()),
                Err(Rollback::Store(StoreError::Conflict)) => {}
                Err(Rollback::Store(error)) => return Err(error),
            }
        }
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
