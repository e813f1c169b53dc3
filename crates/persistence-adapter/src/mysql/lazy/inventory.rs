//! Stock and where it lies in a unit of work that begins late. The events of new products are collected; others wait.

use async_trait::async_trait;
use hexmart_application::inventory::{StockRepository, WarehouseRepository};
use hexmart_application::platform::{StoreError, UnitOfWork};
use hexmart_domain::inventory::{Holding, Rack, StockEvent, StockKey, StockLevel, Warehouse};
use hexmart_domain::shared::{ItemId, LocationId, WarehouseId};

use super::super::stock::event_inserts;
use super::{LazyTransaction, State};

#[async_trait]
impl StockRepository for LazyTransaction<'_> {
    async fn level(&mut self, key: StockKey) -> Result<Option<StockLevel>, StoreError> {
        self.looking().await?.stock().level(key).await
    }

    async fn levels(&mut self, keys: &[StockKey]) -> Result<Vec<(StockKey, StockLevel)>, StoreError> {
        self.looking().await?.stock().levels(keys).await
    }

    async fn holdings(&mut self, items: &[ItemId]) -> Result<Vec<(Holding, StockLevel)>, StoreError> {
        let unwritten = matches!(&self.state, State::Waiting(_, script) if script.statements.is_empty());
        match self.ahead.take() {
            Some(ahead) if unwritten && ahead.of == items => Ok(ahead.holdings),
            _ => self.looking().await?.stock().holdings(items).await,
        }
    }

    async fn append(&mut self, events: &[StockEvent]) -> Result<(), StoreError> {
        if let Some(rows) = self.collecting().filter(|rows| rows.open(events)) {
            rows.events.extend_from_slice(events);
            return Ok(());
        }
        match self.waiting().await? {
            Some(script) => script.statements.extend(event_inserts(events)),
            None => self.begun().await?.stock().append(events).await?,
        }
        Ok(())
    }
}

#[async_trait]
impl WarehouseRepository for LazyTransaction<'_> {
    async fn find(&mut self, id: WarehouseId) -> Result<Option<Warehouse>, StoreError> {
        self.looking().await?.warehouses().find(id).await
    }

    async fn add(&mut self, warehouse: &Warehouse) -> Result<(), StoreError> {
        self.begun().await?.warehouses().add(warehouse).await
    }

    async fn save(&mut self, warehouse: &Warehouse) -> Result<(), StoreError> {
        self.begun().await?.warehouses().save(warehouse).await
    }

    async fn rack(&mut self, id: LocationId) -> Result<Option<Rack>, StoreError> {
        self.looking().await?.warehouses().rack(id).await
    }

    async fn add_rack(&mut self, rack: &Rack) -> Result<(), StoreError> {
        self.begun().await?.warehouses().add_rack(rack).await
    }

    async fn save_rack(&mut self, rack: &Rack) -> Result<(), StoreError> {
        self.begun().await?.warehouses().save_rack(rack).await
    }
}
