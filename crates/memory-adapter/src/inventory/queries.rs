use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::inventory::{
    ChainLevel, ItemTotal, LedgerFault, LedgerFilter, LedgerMark, StockQueries, WarehouseFilter,
};
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::{Rack, StockEvent, StockKey, StockLevel, Warehouse};
use hexmart_domain::shared::{Instant, ItemId, LocationId, ProductId, WarehouseId, fold_case};

use crate::staged::Table;
use crate::store::Memory;
use crate::tables::Tables;
use crate::to_usize;

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

    async fn entries(
        &self,
        filter: &LedgerFilter,
        before: Option<LedgerMark>,
        limit: u64,
    ) -> Result<Vec<StockEvent>, StoreError> {
        let tables = self.shared.read();
        let place = |event: &StockEvent| (event.recorded_at, event.key, event.version);
        let before = before.map(|mark| (mark.recorded_at, mark.key, mark.version));
        let events = tables.stock.values().map(|event| &**event);
        let passing = events.filter(|event| passes(event, filter));
        let mut entries: Vec<_> = passing
            .filter(|event| before.is_none_or(|before| place(event) < before))
            .collect();
        entries.sort_by_key(|event| std::cmp::Reverse(place(event)));
        Ok(entries.into_iter().take(to_usize(limit)).cloned().collect())
    }

    async fn of_item(&self, item: ItemId, at: Option<Instant>) -> Result<Vec<ChainLevel>, StoreError> {
        let tables = self.shared.read();
        let product = tables.product_of(item);
        let chains = tables.chains.get(&item);
        let chains = chains.into_iter().flat_map(|chains| chains.of(item));
        let levels = chains.filter_map(|(key, warehouse)| {
            Some(ChainLevel {
                key,
                warehouse,
                product,
                level: tables.stock_level_at(key, at)?,
            })
        });
        Ok(levels.collect())
    }

    async fn on_rack(
        &self,
        rack: LocationId,
        after: Option<ItemId>,
        limit: u64,
    ) -> Result<Vec<ChainLevel>, StoreError> {
        let tables = self.shared.read();
        let chains = tables.levels_after(after);
        let on_rack = chains.filter(|chain| chain.key.location == rack);
        Ok(on_rack.take(to_usize(limit)).collect())
    }

    async fn in_warehouse(
        &self,
        warehouse: WarehouseId,
        after: Option<ItemId>,
        limit: u64,
    ) -> Result<Vec<ItemTotal>, StoreError> {
        let tables = self.shared.read();
        let mut totals: BTreeMap<ItemId, ItemTotal> = BTreeMap::new();
        let chains = tables.levels_after(after);
        for chain in chains.filter(|chain| chain.warehouse == warehouse) {
            let (item, product) = (chain.key.item, chain.product);
            let total = totals.entry(item).or_insert(ItemTotal {
                item,
                product,
                on_hand: 0,
                reserved: 0,
            });
            total.on_hand += chain.level.on_hand.get();
            total.reserved += chain.level.reserved.get();
        }
        Ok(totals.into_values().take(to_usize(limit)).collect())
    }

    async fn warehouses(
        &self,
        filter: &WarehouseFilter,
        after: Option<WarehouseId>,
        limit: u64,
    ) -> Result<Vec<Warehouse>, StoreError> {
        let tables = self.shared.read();
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let behind = tables.warehouses.range((start, Bound::Unbounded));
        let warehouses = behind.map(|(_, warehouse)| &**warehouse);
        let passing = warehouses.filter(|warehouse| is_wanted(warehouse, filter));
        Ok(passing.take(to_usize(limit)).cloned().collect())
    }

    async fn warehouse(&self, id: WarehouseId) -> Result<Option<(Warehouse, Vec<Rack>)>, StoreError> {
        let tables = self.shared.read();
        let racks = tables.racks.values().filter(|rack| rack.warehouse == id);
        let racks = racks.map(|rack| Rack::clone(rack));
        let warehouse = tables.warehouses.get(&id);
        Ok(warehouse.map(|warehouse| (Warehouse::clone(warehouse), racks.collect())))
    }

    async fn reserved(&self) -> Result<Vec<(StockKey, i64)>, StoreError> {
        let tables = self.shared.read();
        let levels = tables.levels_after(None);
        let levels = levels.map(|chain| (chain.key, chain.level.reserved.get()));
        Ok(levels.filter(|(_, reserved)| *reserved != 0).collect())
    }

    /// Nothing is counted here: what can be had is found out whenever somebody asks.
    async fn miscounted(&self, _limit: u64) -> Result<Vec<ProductId>, StoreError> {
        Ok(Vec::new())
    }

    async fn faults(&self, limit: u64) -> Result<Vec<LedgerFault>, StoreError> {
        let tables = self.shared.read();
        let faults = faults_of(&tables.stock).zip(0..limit);
        Ok(faults.map(|(fault, _)| fault).collect())
    }
}

impl Tables {
    fn product_of(&self, item: ItemId) -> Option<ProductId> {
        self.items.get(&item).map(|product| **product)
    }

    /// The level of a chain as it was at an instant, or is now; none when there was no chain.
    fn stock_level_at(&self, key: StockKey, at: Option<Instant>) -> Option<StockLevel> {
        let events = self.stock.range((key, 0)..=(key, i64::MAX)).rev();
        let mut known = events.filter(|(_, event)| at.is_none_or(|at| event.recorded_at <= at));
        let (_, newest) = known.next()?;
        Some(StockLevel::default().evolve(newest))
    }

    /// All chains of the items behind one.
    fn levels_after(&self, after: Option<ItemId>) -> impl Iterator<Item = ChainLevel> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let items = self.chains.range((start, Bound::Unbounded));
        items.flat_map(|(item, _)| {
            let product = self.product_of(*item);
            let levels = self.levels_of(*item);
            levels.map(move |(key, warehouse, level)| ChainLevel {
                key,
                warehouse,
                product,
                level,
            })
        })
    }
}

fn passes(event: &StockEvent, filter: &LedgerFilter) -> bool {
    filter.item.is_none_or(|item| event.key.item == item)
        && filter.location.is_none_or(|rack| event.key.location == rack)
        && filter.kind.is_none_or(|kind| event.kind == kind)
        && filter.actor.is_none_or(|actor| event.actor == Some(actor))
        && filter.from.is_none_or(|from| event.recorded_at >= from)
        && filter.until.is_none_or(|until| event.recorded_at < until)
}

fn is_wanted(warehouse: &Warehouse, filter: &WarehouseFilter) -> bool {
    let contains = |text: &str, part: &str| fold_case(text).contains(&fold_case(part));
    let address = warehouse.address.as_ref();
    filter
        .name
        .as_ref()
        .is_none_or(|part| contains(warehouse.name.as_str(), part))
        && filter
            .address
            .as_ref()
            .is_none_or(|part| address.is_some_and(|address| contains(address.as_str(), part)))
        && filter
            .available
            .is_none_or(|available| warehouse.available == available)
}

/// The events that do not extend the one before them; the first of a chain extends a level of nothing.
fn faults_of(stock: &Table<(StockKey, i64), StockEvent>) -> impl Iterator<Item = LedgerFault> {
    let mut before: Option<&Arc<StockEvent>> = None;
    stock.values().filter_map(move |event| {
        let of_chain = before.replace(event).filter(|before| before.key == event.key);
        let level = of_chain.map_or_else(StockLevel::default, |before| StockLevel::default().evolve(before));
        let extends = event.version == level.version + 1
            && event.on_hand_after.get() == level.on_hand.get() + event.change
            && event.reserved_after.get() == level.reserved.get() + event.reserved_change;
        (!extends).then_some(LedgerFault {
            key: event.key,
            version: event.version,
        })
    })
}
