//! In which chains an item lies, and in which of them it can be sold.

use std::collections::{BTreeMap, BTreeSet};

use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::{Rack, RackName, StockKey, StockLevel, Warehouse, WarehouseName};
use hexmart_domain::shared::{Instant, ItemId, LocationId, ProductId, TextError, WarehouseId};

use crate::tables::{Changes, Tables};

/// The chains of an item: on which racks, and in which buildings those stand. A rack stays in its building.
#[derive(Clone, Default)]
pub(crate) struct Chains(BTreeMap<LocationId, WarehouseId>);

impl Chains {
    /// The same and another one.
    pub(super) fn with(mut self, rack: LocationId, warehouse: WarehouseId) -> Self {
        self.0.insert(rack, warehouse);
        self
    }

    /// In which building a chain is; none when it was never opened.
    pub(super) fn warehouse(&self, rack: LocationId) -> Option<WarehouseId> {
        self.0.get(&rack).copied()
    }

    /// The chains, in the order of their racks.
    pub(super) fn of(&self, item: ItemId) -> impl Iterator<Item = (StockKey, WarehouseId)> {
        self.0.iter().map(move |(location, warehouse)| {
            (
                StockKey {
                    item,
                    location: *location,
                },
                *warehouse,
            )
        })
    }
}

impl Tables {
    /// Nothing but the building and the rack where everything lies when nothing else is said.
    pub(crate) fn of_a_new_shop() -> Self {
        let mut tables = Self::default();
        if let Ok((warehouse, rack)) = main_place() {
            tables.warehouses.insert(warehouse.id, warehouse.into());
            tables.racks.insert(rack.id, rack.into());
        }
        tables
    }

    /// The chains of an item with their newest levels.
    pub(super) fn levels_of(
        &self,
        item: ItemId,
    ) -> impl Iterator<Item = (StockKey, WarehouseId, StockLevel)> {
        let chains = self
            .chains
            .get(&item)
            .into_iter()
            .flat_map(move |chains| chains.of(item));
        chains.filter_map(|(key, warehouse)| Some((key, warehouse, self.stock_level(key)?)))
    }

    /// Whether what lies in the building can be sold.
    pub(super) fn is_available(&self, warehouse: WarehouseId) -> bool {
        let warehouse = self.warehouses.get(&warehouse);
        warehouse.is_some_and(|warehouse| warehouse.available)
    }

    /// Whether the pieces of the chain can be sold.
    pub(super) fn is_sellable(&self, key: StockKey) -> bool {
        let chains = self.chains.get(&key.item);
        let warehouse = chains.and_then(|chains| chains.warehouse(key.location));
        warehouse.is_some_and(|warehouse| self.is_available(warehouse))
    }

    /// Pieces of an item that lie where they can be sold, and those of them that nobody was promised.
    pub(crate) fn sellable(&self, item: ItemId) -> (i64, i64) {
        let chains = self.levels_of(item);
        let sellable = chains.filter(|(_, warehouse, _)| self.is_available(*warehouse));
        sellable.fold((0, 0), |(on_hand, available), (_, _, level)| {
            (on_hand + level.on_hand.get(), available + level.available().get())
        })
    }

    /// The products of which something in the building is promised to nobody.
    pub(crate) fn to_be_had_in(&self, warehouse: WarehouseId) -> BTreeSet<ProductId> {
        let items = self.items.iter();
        let had = items.filter(|(item, _)| {
            self.levels_of(**item)
                .any(|(_, at, level)| at == warehouse && level.available().get() > 0)
        });
        had.map(|(_, product)| **product).collect()
    }
}

impl Changes {
    /// In which building a chain is.
    pub(super) fn chain_warehouse(&mut self, stored: &Tables, key: StockKey) -> Option<WarehouseId> {
        let chains = self.chains.get(&stored.chains, &key.item);
        chains.and_then(|chains| chains.warehouse(key.location))
    }

    /// Whether what lies in the building can be sold. The attempt rests on it: if it is otherwise by the commit, the attempt
    /// runs again.
    pub(super) fn is_available(&mut self, stored: &Tables, warehouse: WarehouseId) -> bool {
        let warehouse = self.warehouses.get(&stored.warehouses, &warehouse);
        warehouse.is_some_and(|warehouse| warehouse.available)
    }

    /// Remembers that an item lies on a rack.
    pub(super) fn open_chain(&mut self, stored: &Tables, key: StockKey) -> Result<(), StoreError> {
        let rack = self.racks.get(&stored.racks, &key.location);
        let rack = rack.ok_or_else(|| StoreError::corrupt("racks", format!("no rack {}", key.location)))?;
        let chains = self.chains.get(&stored.chains, &key.item);
        let chains = chains.map_or_else(Chains::default, std::sync::Arc::unwrap_or_clone);
        let chains = chains.with(key.location, rack.warehouse);
        self.chains.put(&stored.chains, &key.item, chains);
        Ok(())
    }
}

fn main_place() -> Result<(Warehouse, Rack), TextError> {
    let warehouse = Warehouse {
        id: WarehouseId::DEFAULT,
        name: WarehouseName::parse("Main")?,
        address: None,
        postal_code: None,
        coordinates: None,
        contact: None,
        available: true,
        version: 1,
        created_at: Instant::UNIX_EPOCH,
        updated_at: Instant::UNIX_EPOCH,
    };
    let rack = Rack {
        id: LocationId::DEFAULT,
        warehouse: WarehouseId::DEFAULT,
        name: RackName::parse("Main")?,
        position: None,
        version: 1,
    };
    Ok((warehouse, rack))
}
