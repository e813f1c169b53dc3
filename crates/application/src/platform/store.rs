use std::sync::Arc;

use async_trait::async_trait;

use super::{AuditRepository, OutboxRepository, RequestRepository, StoreError};
use crate::catalogue::{CategoryRepository, ProductRepository};
use crate::funding::{CampaignRepository, PocketRepository};
use crate::identity::{
    AccountRepository, AddressRepository, ApiKeyRepository, CodeRepository, ProviderAttemptRepository,
    SessionRepository,
};
use crate::interchange::ImportRepository;
use crate::inventory::{StockRepository, WarehouseRepository};
use crate::marketplace::SellerRepository;
use crate::ordering::{CartRepository, OrderRepository};
use crate::payments::PaymentRepository;
use crate::points::WalletRepository;
use crate::pricing::{CouponRepository, DiscountRepository};
use crate::reviews::{ReviewRepository, WishRepository};
use crate::settlement::SettlementRepository;
use crate::subscriptions::SubscriptionRepository;
use crate::webhooks::{NewsRepository, WebhookRepository};

/// Where everything is kept: the write side that spans several aggregates.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Store: Send + Sync {
    /// Runs `work` in one transaction.
    ///
    /// - MUST commit everything the attempt wrote when it answers Ok, and nothing when it answers [`Rollback`].
    /// - MUST run the attempt again from the start on [`StoreError::Conflict`] (its own, or that of the commit), and
    ///   on no other error; MUST count each repetition under `name`.
    /// - MUST answer Ok for [`Rollback::Refused`]: a refusal is an answer, not a failure.
    /// - MUST finish what it began even when the caller stops waiting: the write is whole or absent.
    /// - MUST see, inside an attempt, what the attempt itself wrote.
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError>;

    /// Whether the store answers right now. MUST answer within two seconds.
    async fn ping(&self) -> Result<(), StoreError>;
}

/// One attempt at a change; can run any number of times, and keeps the answer of its last run to itself.
///
/// Use cases do not implement this: [`transact`](super::transact) turns a closure into one.
#[async_trait]
pub trait Work: Send + Sync {
    /// Reads and writes through `uow`. MUST have no effect but through it, and call nothing outside the store.
    async fn attempt(&self, uow: &mut dyn UnitOfWork) -> Result<(), Rollback>;
}

/// Why an attempt is to be rolled back.
#[derive(Debug)]
pub enum Rollback {
    /// The store failed, or lost a race.
    Store(StoreError),
    /// A rule said no.
    Refused,
}

/// The repositories of one transaction.
pub trait UnitOfWork: Send {
    /// Products of the catalogue.
    fn products(&mut self) -> &mut dyn ProductRepository;
    /// The tree of categories.
    fn categories(&mut self) -> &mut dyn CategoryRepository;
    /// Runs of imports.
    fn imports(&mut self) -> &mut dyn ImportRepository;
    /// Chains of the stock ledger.
    fn stock(&mut self) -> &mut dyn StockRepository;
    /// Buildings and racks.
    fn warehouses(&mut self) -> &mut dyn WarehouseRepository;
    /// Carts.
    fn carts(&mut self) -> &mut dyn CartRepository;
    /// Orders.
    fn orders(&mut self) -> &mut dyn OrderRepository;
    /// Attempts to pay.
    fn payments(&mut self) -> &mut dyn PaymentRepository;
    /// Wallets.
    fn wallets(&mut self) -> &mut dyn WalletRepository;
    /// Registrations for funding.
    fn pockets(&mut self) -> &mut dyn PocketRepository;
    /// Campaigns and what was pledged to them.
    fn campaigns(&mut self) -> &mut dyn CampaignRepository;
    /// Subscriptions.
    fn subscriptions(&mut self) -> &mut dyn SubscriptionRepository;
    /// What buyers say of products.
    fn reviews(&mut self) -> &mut dyn ReviewRepository;
    /// What people wish for.
    fn wishes(&mut self) -> &mut dyn WishRepository;
    /// Accounts of sellers with the shop.
    fn settlements(&mut self) -> &mut dyn SettlementRepository;
    /// Requests that were carried out.
    fn requests(&mut self) -> &mut dyn RequestRepository;
    /// Chains of discounts.
    fn discounts(&mut self) -> &mut dyn DiscountRepository;
    /// Coupons that users hold.
    fn coupons(&mut self) -> &mut dyn CouponRepository;
    /// Accounts, and who they are elsewhere.
    fn accounts(&mut self) -> &mut dyn AccountRepository;
    /// Sign-ins and their refresh tokens.
    fn sessions(&mut self) -> &mut dyn SessionRepository;
    /// Codes that were sent to people.
    fn codes(&mut self) -> &mut dyn CodeRepository;
    /// Sign-ins under way at identity providers.
    fn provider_attempts(&mut self) -> &mut dyn ProviderAttemptRepository;
    /// Address books.
    fn addresses(&mut self) -> &mut dyn AddressRepository;
    /// Keys of machines.
    fn api_keys(&mut self) -> &mut dyn ApiKeyRepository;
    /// Sellers and their followers.
    fn sellers(&mut self) -> &mut dyn SellerRepository;
    /// Messages to be delivered.
    fn outbox(&mut self) -> &mut dyn OutboxRepository;
    /// Who outside hears of events, and what they were sent.
    fn webhooks(&mut self) -> &mut dyn WebhookRepository;
    /// What others were told of the catalogue.
    fn news(&mut self) -> &mut dyn NewsRepository;
    /// What was done by whom.
    fn audit(&mut self) -> &mut dyn AuditRepository;
}
