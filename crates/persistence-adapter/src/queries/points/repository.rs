use async_trait::async_trait;
use hexmart_application::platform::StoreError;
use hexmart_application::points::WalletRepository;
use hexmart_domain::identity::Fingerprint;
use hexmart_domain::points::{EntryKind, Reference, Wallet, WalletEntry};
use hexmart_domain::shared::{Day, Instant, UserId};

use super::super::Transaction;

#[async_trait]
impl WalletRepository for Transaction<'_> {
    async fn newest(&mut self, user: UserId) -> Result<Wallet, StoreError> {
        super::newest(self.conn, user).await
    }

    async fn newest_of(&mut self, users: &[UserId]) -> Result<Vec<Wallet>, StoreError> {
        super::newest_of(self.conn, users).await
    }

    async fn entry(
        &mut self,
        user: UserId,
        kind: EntryKind,
        reference: &Reference,
    ) -> Result<Option<WalletEntry>, StoreError> {
        super::entry(self.conn, user, kind, reference).await
    }

    async fn append(&mut self, entries: &[WalletEntry]) -> Result<(), StoreError> {
        super::append(self.conn, entries).await
    }

    async fn welcome(&mut self, prints: &[Fingerprint], now: Instant) -> Result<bool, StoreError> {
        super::welcome(self.conn, prints, now).await
    }

    async fn lapsed(&mut self, user: UserId, before: Day) -> Result<(), StoreError> {
        super::lapsed(self.conn, user, before).await
    }
}
