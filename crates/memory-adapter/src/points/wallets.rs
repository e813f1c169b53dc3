use async_trait::async_trait;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_application::points::WalletRepository;
use hexmart_domain::identity::Fingerprint;
use hexmart_domain::points::{EntryKind, Reference, Wallet, WalletEntry};
use hexmart_domain::shared::{Day, Instant, UserId};

use crate::unit::MemoryUnit;

#[async_trait]
impl WalletRepository for MemoryUnit<'_> {
    async fn newest(&mut self, user: UserId) -> Result<Wallet, StoreError> {
        let (mine, stored) = self.look();
        let chain = (user, 0)..=(user, i64::MAX);
        let newest = mine.wallet_entries.newest(&stored.wallet_entries, chain);
        Ok(newest.map_or_else(|| Wallet::empty(user), |entry| entry.after()))
    }

    async fn newest_of(&mut self, users: &[UserId]) -> Result<Vec<Wallet>, StoreError> {
        let mut wallets = Vec::with_capacity(users.len());
        for user in users {
            wallets.push(self.newest(*user).await?);
        }
        Ok(wallets)
    }

    async fn entry(
        &mut self,
        user: UserId,
        kind: EntryKind,
        reference: &Reference,
    ) -> Result<Option<WalletEntry>, StoreError> {
        let (mine, stored) = self.look();
        let key = (user, kind, reference.clone());
        let version = mine.wallet_references.get(&stored.wallet_references, &key);
        let entry =
            version.and_then(|version| mine.wallet_entries.get(&stored.wallet_entries, &(user, *version)));
        Ok(entry.map(|entry| WalletEntry::clone(&entry)))
    }

    async fn append(&mut self, entries: &[WalletEntry]) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        for entry in entries {
            let chain = (entry.user, entry.version);
            if mine.wallet_entries.has(&stored.wallet_entries, &chain) {
                return Err(StoreError::Conflict);
            }
            let reference = (entry.user, entry.kind, entry.reference.clone());
            if !mine
                .wallet_references
                .add(&stored.wallet_references, &reference, entry.version)
            {
                return Err(StoreError::Duplicate(UniqueKey::WalletReference));
            }
            mine.wallet_entries
                .put(&stored.wallet_entries, &chain, entry.clone());
            for posting in entry.postings() {
                let key = (entry.user, entry.version, posting.account);
                mine.wallet_postings
                    .put(&stored.wallet_postings, &key, posting.amount);
            }
            for day in entry.opened() {
                mine.wallet_lapses
                    .put(&stored.wallet_lapses, &(day, entry.user), ());
            }
        }
        Ok(())
    }

    async fn welcome(&mut self, prints: &[Fingerprint], now: Instant) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        let mut is_new = true;
        for print in prints {
            is_new &= mine.welcomes.add(&stored.welcomes, print.as_bytes(), now);
        }
        Ok(is_new)
    }

    async fn lapsed(&mut self, user: UserId, before: Day) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let over = stored.wallet_lapses.keys().take_while(|(day, _)| *day < before);
        for key in over.filter(|(_, whose)| *whose == user) {
            mine.wallet_lapses.remove(&stored.wallet_lapses, key);
        }
        Ok(())
    }
}
