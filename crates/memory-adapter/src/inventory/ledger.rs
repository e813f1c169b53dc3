use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::inventory::{AppendError, StockDecision, StockLedger, StockRepository};
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::{Holding, StockEvent, StockKey, StockLevel};
use hexmart_domain::shared::ItemId;

use crate::catalogue::is_noticed;
use crate::store::Memory;
use crate::tables::{Changes, Tables};
use crate::unit::MemoryUnit;

#[async_trait]
impl StockLedger for Memory {
    /// Reads, decides and appends under one lock: decisions on a chain take effect one after another, none of them
    /// ever loses, and a refusal leaves before anything is written.
    async fn append(&self, key: StockKey, decide: StockDecision) -> Result<StockEvent, AppendError> {
        let mut tables = self.shared.write();
        let level = tables.stock_level(key).ok_or(AppendError::UnknownItem)?;
        let event = decide(&level)?;
        let place = (event.key, event.version);
        if tables.stock.contains_key(&place) {
            return Err(StoreError::Conflict.into());
        }
        tables.stock.insert(place, Arc::new(event.clone()));
        let product = tables.items.get(&key.item).map(|product| **product);
        let is_noticed = is_noticed(&event, tables.is_sellable(key));
        if let Some(product) = product.filter(|_| is_noticed) {
            let low = event.ran_low().then_some(key.item);
            tables.feed(product, low, event.recorded_at);
        }
        Ok(event)
    }
}

#[async_trait]
impl StockRepository for MemoryUnit<'_> {
    async fn level(&mut self, key: StockKey) -> Result<Option<StockLevel>, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.stock_level(&stored, key))
    }

    async fn levels(&mut self, keys: &[StockKey]) -> Result<Vec<(StockKey, StockLevel)>, StoreError> {
        let (mine, stored) = self.look();
        let keys: BTreeSet<_> = keys.iter().copied().collect();
        let levels = keys
            .into_iter()
            .filter_map(|key| Some((key, mine.stock_level(&stored, key)?)));
        Ok(levels.collect())
    }

    async fn holdings(&mut self, items: &[ItemId]) -> Result<Vec<(Holding, StockLevel)>, StoreError> {
        let (mine, stored) = self.look();
        let items: BTreeSet<_> = items.iter().copied().collect();
        let holdings = items.into_iter().flat_map(|item| mine.holdings_of(&stored, item));
        Ok(holdings.collect())
    }

    /// Chain and version are the key: whoever extends a level that is not the newest meets its successor here, or, if
    /// that one is committed later, in [`MemoryUnit::commit`].
    async fn append(&mut self, events: &[StockEvent]) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        for event in events {
            let place = (event.key, event.version);
            if !mine.stock.add(&stored.stock, &place, event.clone()) {
                return Err(StoreError::Conflict);
            }
            if event.version == 1 {
                mine.open_chain(&stored, event.key)?;
            }
            let warehouse = mine.chain_warehouse(&stored, event.key);
            let is_sellable = warehouse.is_some_and(|warehouse| mine.is_available(&stored, warehouse));
            // A product that is added only later in the attempt is fed then.
            if is_noticed(event, is_sellable)
                && let Some(product) = mine.items.get(&stored.items, &event.key.item)
            {
                if event.ran_low() {
                    mine.low.push((*product, event.key.item, event.recorded_at));
                } else {
                    mine.feed(*product, event.recorded_at);
                }
            }
        }
        Ok(())
    }
}

impl Changes {
    fn stock_level(&self, stored: &Tables, key: StockKey) -> Option<StockLevel> {
        let newest = self.stock.newest(&stored.stock, (key, 0)..=(key, i64::MAX))?;
        Some(StockLevel::default().evolve(&newest))
    }

    /// What can be sold of an item, wherever it lies in a building that is available.
    pub(crate) fn holdings_of(&mut self, stored: &Tables, item: ItemId) -> Vec<(Holding, StockLevel)> {
        let Some(chains) = self.chains.get(&stored.chains, &item) else {
            return Vec::new();
        };
        let holding = |(key, warehouse)| {
            let level = self.stock_level(stored, key)?;
            let available = level.available();
            self.is_available(stored, warehouse).then_some((
                Holding {
                    key,
                    warehouse,
                    available,
                },
                level,
            ))
        };
        chains.of(item).filter_map(holding).collect()
    }
}
