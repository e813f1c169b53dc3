//! Wallets, subscriptions and accounts of sellers in a unit of work that begins late: the newest entry is looked at, and the next waits to be written at once.

use async_trait::async_trait;
use hexmart_application::platform::{StoreError, UnitOfWork};
use hexmart_application::points::WalletRepository;
use hexmart_application::settlement::SettlementRepository;
use hexmart_application::subscriptions::SubscriptionRepository;
use hexmart_domain::identity::Fingerprint;
use hexmart_domain::points::{EntryKind, Reference, Wallet, WalletEntry};
use hexmart_domain::settlement::{SellerTally, Settlement, SettlementKind};
use hexmart_domain::shared::{Day, Instant, OrderLineId, SellerId, UserId};
use hexmart_domain::subscription::Subscription;

use super::super::points::appends;
use super::LazyTransaction;
use crate::rows::WalletRows;

#[async_trait]
impl WalletRepository for LazyTransaction<'_> {
    async fn newest(&mut self, user: UserId) -> Result<Wallet, StoreError> {
        self.looking().await?.wallets().newest(user).await
    }

    async fn newest_of(&mut self, users: &[UserId]) -> Result<Vec<Wallet>, StoreError> {
        self.looking().await?.wallets().newest_of(users).await
    }

    async fn entry(
        &mut self,
        user: UserId,
        kind: EntryKind,
        reference: &Reference,
    ) -> Result<Option<WalletEntry>, StoreError> {
        self.looking().await?.wallets().entry(user, kind, reference).await
    }

    async fn append(&mut self, entries: &[WalletEntry]) -> Result<(), StoreError> {
        if self.later(|| Ok(appends(WalletRows::new(entries)?))).await? {
            return Ok(());
        }
        self.begun().await?.wallets().append(entries).await
    }

    async fn welcome(&mut self, prints: &[Fingerprint], now: Instant) -> Result<bool, StoreError> {
        self.begun().await?.wallets().welcome(prints, now).await
    }

    async fn lapsed(&mut self, user: UserId, before: Day) -> Result<(), StoreError> {
        self.begun().await?.wallets().lapsed(user, before).await
    }
}

#[async_trait]
impl SubscriptionRepository for LazyTransaction<'_> {
    async fn find(&mut self, user: UserId) -> Result<Option<Subscription>, StoreError> {
        self.looking().await?.subscriptions().find(user).await
    }

    async fn save(&mut self, subscription: &Subscription) -> Result<(), StoreError> {
        self.begun().await?.subscriptions().save(subscription).await
    }
}

#[async_trait]
impl SettlementRepository for LazyTransaction<'_> {
    async fn add(&mut self, settlement: &Settlement) -> Result<(), StoreError> {
        self.begun().await?.settlements().add(settlement).await
    }

    async fn find(
        &mut self,
        line: OrderLineId,
        kind: SettlementKind,
    ) -> Result<Option<Settlement>, StoreError> {
        self.looking().await?.settlements().find(line, kind).await
    }

    async fn count(&mut self, seller: SellerId, month: Day, tally: SellerTally) -> Result<(), StoreError> {
        self.begun()
            .await?
            .settlements()
            .count(seller, month, tally)
            .await
    }
}
