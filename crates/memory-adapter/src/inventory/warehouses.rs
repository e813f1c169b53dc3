use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::inventory::WarehouseRepository;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::inventory::{Rack, Warehouse};
use hexmart_domain::shared::{LocationId, WarehouseId};

use crate::unit::MemoryUnit;

#[async_trait]
impl WarehouseRepository for MemoryUnit<'_> {
    async fn find(&mut self, id: WarehouseId) -> Result<Option<Warehouse>, StoreError> {
        let (mine, stored) = self.look();
        let warehouse = mine.warehouses.get(&stored.warehouses, &id);
        Ok(warehouse.map(Arc::unwrap_or_clone))
    }

    async fn add(&mut self, warehouse: &Warehouse) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if !mine
            .warehouses
            .add(&stored.warehouses, &warehouse.id, warehouse.clone())
        {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        Ok(())
    }

    /// Which products can be had there is found out in the commit, when nothing moves any more.
    async fn save(&mut self, warehouse: &Warehouse) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.warehouses.get(&stored.warehouses, &warehouse.id);
        let before = before.filter(|before| before.version.saturating_add(1) == warehouse.version);
        let before = before.ok_or(StoreError::Conflict)?;
        if before.available != warehouse.available {
            mine.toggled.insert(warehouse.id, warehouse.updated_at);
        }
        mine.warehouses
            .put(&stored.warehouses, &warehouse.id, warehouse.clone());
        Ok(())
    }

    async fn rack(&mut self, id: LocationId) -> Result<Option<Rack>, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.racks.get(&stored.racks, &id).map(Arc::unwrap_or_clone))
    }

    async fn add_rack(&mut self, rack: &Rack) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if !mine.racks.add(&stored.racks, &rack.id, rack.clone()) {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        Ok(())
    }

    async fn save_rack(&mut self, rack: &Rack) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.racks.get(&stored.racks, &rack.id);
        let before = before.filter(|before| before.version.saturating_add(1) == rack.version);
        let warehouse = before.ok_or(StoreError::Conflict)?.warehouse;
        let rack = Rack {
            warehouse,
            ..rack.clone()
        };
        mine.racks.put(&stored.racks, &rack.id.clone(), rack);
        Ok(())
    }
}
