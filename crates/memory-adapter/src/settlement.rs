//! Accounts of sellers.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_application::settlement::{SettlementQueries, SettlementRepository};
use hexmart_domain::settlement::{SellerTally, Settlement, SettlementKind};
use hexmart_domain::shared::{Day, OrderLineId, SellerId, SettlementId};

use crate::store::Memory;
use crate::to_usize;
use crate::unit::MemoryUnit;

#[async_trait]
impl SettlementRepository for MemoryUnit<'_> {
    async fn add(&mut self, settlement: &Settlement) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let key = (settlement.line, settlement.kind);
        if mine
            .settlements
            .add(&stored.settlements, &key, settlement.clone())
        {
            Ok(())
        } else {
            Err(StoreError::Duplicate(UniqueKey::Settlement))
        }
    }

    async fn find(
        &mut self,
        line: OrderLineId,
        kind: SettlementKind,
    ) -> Result<Option<Settlement>, StoreError> {
        let (mine, stored) = self.look();
        let found = mine.settlements.get(&stored.settlements, &(line, kind));
        Ok(found.map(Arc::unwrap_or_clone))
    }

    async fn count(&mut self, seller: SellerId, month: Day, tally: SellerTally) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let key = (seller, month);
        let before = mine.seller_months.get(&stored.seller_months, &key);
        let before = before.map(|before| *before).unwrap_or_default();
        mine.seller_months
            .put(&stored.seller_months, &key, before.plus(tally));
        Ok(())
    }
}

#[async_trait]
impl SettlementQueries for Memory {
    async fn entries(
        &self,
        seller: SellerId,
        (from, until): (Day, Day),
        after: Option<SettlementId>,
        limit: u64,
    ) -> Result<Vec<Settlement>, StoreError> {
        let tables = self.shared.read();
        let is_meant = |entry: &&Settlement| {
            let is_behind = after.is_none_or(|after| entry.id > after);
            entry.seller == seller && (from..=until).contains(&entry.business_date) && is_behind
        };
        let entries = tables.settlements.values().map(|entry| &**entry);
        let mut entries: Vec<_> = entries.filter(is_meant).cloned().collect();
        entries.sort_by_key(|entry| entry.id);
        entries.truncate(to_usize(limit));
        Ok(entries)
    }

    async fn months(&self, seller: SellerId) -> Result<Vec<(Day, SellerTally)>, StoreError> {
        let tables = self.shared.read();
        let months = tables
            .seller_months
            .range((seller, Day::MIN)..=(seller, Day::MAX));
        Ok(months.map(|((_, month), tally)| (*month, **tally)).collect())
    }

    async fn tallies(&self) -> Result<Vec<(SellerId, SellerTally)>, StoreError> {
        let tables = self.shared.read();
        let mut sums: BTreeMap<SellerId, SellerTally> = BTreeMap::new();
        for ((seller, _), tally) in &tables.seller_months {
            let sum = sums.entry(*seller).or_default();
            *sum = sum.plus(**tally);
        }
        Ok(sums.into_iter().collect())
    }

    async fn totals(&self) -> Result<Vec<(SellerId, SellerTally, i64)>, StoreError> {
        let tables = self.shared.read();
        let mut sums: BTreeMap<SellerId, (SellerTally, i64)> = BTreeMap::new();
        for entry in tables.settlements.values() {
            let (sum, points) = sums.entry(entry.seller).or_default();
            *sum = sum.plus(SellerTally {
                profit: entry.net.amount(),
                sent: i64::from(entry.kind == SettlementKind::Sale),
                ..SellerTally::default()
            });
            *points += entry.points;
        }
        let sums = sums.into_iter();
        Ok(sums
            .map(|(seller, (sum, points))| (seller, sum, points))
            .collect())
    }
}
