//! The questions about wallets, over whatever the database's own `Desk` asks with.

use async_trait::async_trait;
use futures_util::FutureExt;
use hexmart_application::platform::StoreError;
use hexmart_application::points::{DayMark, EntryFilter, Statistics, WalletFault, WalletQueries};
use hexmart_domain::points::{LedgerAccount, Wallet, WalletEntry};
use hexmart_domain::shared::{Day, UserId};

use super::super::super::desk::Desk;
use super::{books, lists};

#[async_trait]
impl WalletQueries for Desk {
    async fn wallet(&self, user: UserId) -> Result<Wallet, StoreError> {
        self.ask(move |conn| super::newest(conn, user).boxed()).await
    }

    async fn entries(
        &self,
        user: UserId,
        filter: &EntryFilter,
        before: Option<DayMark>,
        limit: u64,
    ) -> Result<Vec<WalletEntry>, StoreError> {
        let filter = *filter;
        self.ask(move |conn| lists::entries(conn, user, filter, before, limit).boxed())
            .await
    }

    async fn statistics(&self, user: UserId, day: Day) -> Result<Statistics, StoreError> {
        self.ask(move |conn| lists::statistics(conn, user, day).boxed())
            .await
    }

    async fn lapsing(&self, before: Day, limit: u64) -> Result<Vec<UserId>, StoreError> {
        self.ask(move |conn| lists::lapsing_users(conn, before, limit).boxed())
            .await
    }

    async fn wallets(&self, after: Option<UserId>, limit: u64) -> Result<Vec<Wallet>, StoreError> {
        self.search(move |conn| books::wallets(conn, after, limit).boxed())
            .await
    }

    async fn trial_balance(&self) -> Result<Vec<(LedgerAccount, i64)>, StoreError> {
        self.audit(|conn| books::trial_balance(conn).boxed()).await
    }

    async fn faults(&self, limit: u64) -> Result<Vec<WalletFault>, StoreError> {
        self.audit(move |conn| books::faults(conn, limit).boxed()).await
    }
}
