use std::sync::RwLockReadGuard;

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

use crate::tables::{Changes, Shared, Tables};

/// One attempt. It reads its own writes first and then the tables, and is every repository itself.
///
/// Dropping it is the rollback: nothing it wrote has left it.
pub(crate) struct MemoryUnit<'s> {
    shared: &'s Shared,
    mine: Changes,
}

impl<'s> MemoryUnit<'s> {
    pub(crate) fn begin(shared: &'s Shared) -> Self {
        Self {
            shared,
            mine: Changes::default(),
        }
    }

    /// What the attempt did so far, and what is stored right now: every step of a repository begins here. A second guard
    /// next to the first could wait for ever behind somebody who wants to write.
    pub(crate) fn look(&mut self) -> (&mut Changes, RwLockReadGuard<'s, Tables>) {
        (&mut self.mine, self.shared.read())
    }

    /// Whether everything that the attempt saw is still so.
    pub(crate) fn holds(&self) -> bool {
        self.mine.hold(&self.shared.read())
    }

    /// Makes everything visible at once, or answers a conflict and makes nothing visible.
    pub(crate) fn commit(self) -> Result<(), StoreError> {
        self.shared.write().commit(self.mine)
    }
}

impl UnitOfWork for MemoryUnit<'_> {
    fn products(&mut self) -> &mut dyn ProductRepository {
        self
    }
    fn categories(&mut self) -> &mut dyn CategoryRepository {
        self
    }
    fn imports(&mut self) -> &mut dyn ImportRepository {
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
    fn pockets(&mut self) -> &mut dyn PocketRepository {
        self
    }
    fn campaigns(&mut self) -> &mut dyn CampaignRepository {
        self
    }
    fn wallets(&mut self) -> &mut dyn WalletRepository {
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
