use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::inventory::{
    AppendError, LedgerFault, StockDecision, StockLedger, StockQueries, StockRepository,
};
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::{StockEvent, StockKey, StockLevel};

use crate::catalogue::crosses;
use crate::staged::Table;
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
        tables.feed_crossing(level, &event);
        Ok(event)
    }
}

#[async_trait]
impl StockRepository for MemoryUnit<'_> {
    async fn level(&mut self, key: StockKey) -> Result<Option<StockLevel>, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.stock_level(&stored, key))
    }

    /// Chain and version are the key: whoever extends a level that is not the newest meets its successor here, or, if
    /// that one is committed later, in [`MemoryUnit::commit`].
    async fn append(&mut self, events: &[StockEvent]) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        for event in events {
            let before = mine.stock_level(&stored, event.key).unwrap_or_default();
            let place = (event.key, event.version);
            if !mine.stock.add(&stored.stock, &place, event.clone()) {
                return Err(StoreError::Conflict);
            }
            // A product that is added only later in the attempt is fed then.
            if crosses(before, event)
                && let Some(product) = mine.items.get(&stored.items, &event.key.item)
            {
                mine.feed(*product, event.recorded_at);
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
}

#[async_trait]
impl StockQueries for Memory {
    async fn history(
        &self,
        key: StockKey,
        after_version: i64,
        limit: u64,
    ) -> Result<Vec<StockEvent>, StoreError> {
        let tables = self.shared.read();
        let behind = tables
            .stock
            .range((key, after_version.saturating_add(1))..=(key, i64::MAX));
        let page = behind.zip(0..limit);
        Ok(page.map(|((_, event), _)| StockEvent::clone(event)).collect())
    }

    async fn faults(&self, limit: u64) -> Result<Vec<LedgerFault>, StoreError> {
        let tables = self.shared.read();
        let faults = faults_of(&tables.stock).zip(0..limit);
        Ok(faults.map(|(fault, _)| fault).collect())
    }
}

/// The events that do not extend the one before them; the first of a chain extends a level of nothing.
fn faults_of(stock: &Table<(StockKey, i64), StockEvent>) -> impl Iterator<Item = LedgerFault> {
    let mut before: Option<&StockEvent> = None;
    stock.values().filter_map(move |event| {
        let of_chain = before.replace(event).filter(|before| before.key == event.key);
        let level = of_chain.map_or_else(StockLevel::default, |before| StockLevel::default().evolve(before));
        let extends = event.version == level.version + 1
            && event.on_hand_after.get() == level.on_hand.get() + event.change;
        (!extends).then_some(LedgerFault {
            key: event.key,
            version: event.version,
        })
    })
}
