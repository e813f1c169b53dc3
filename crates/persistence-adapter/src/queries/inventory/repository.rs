use async_trait::async_trait;
use hexmart_application::inventory::WarehouseRepository;
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::{Rack, Warehouse};
use hexmart_domain::shared::{LocationId, WarehouseId};

use super::super::Transaction;
use super::warehouses;

#[async_trait]
impl WarehouseRepository for Transaction<'_> {
    async fn find(&mut self, id: WarehouseId) -> Result<Option<Warehouse>, StoreError> {
        warehouses::find(self.conn, id, self.vault).await
    }

    async fn add(&mut self, warehouse: &Warehouse) -> Result<(), StoreError> {
        warehouses::add(self.conn, warehouse, self.vault).await
    }

    async fn save(&mut self, warehouse: &Warehouse) -> Result<(), StoreError> {
        warehouses::save(self.conn, warehouse, self.vault).await
    }

    async fn rack(&mut self, id: LocationId) -> Result<Option<Rack>, StoreError> {
        warehouses::rack(self.conn, id).await
    }

    async fn add_rack(&mut self, rack: &Rack) -> Result<(), StoreError> {
        warehouses::add_rack(self.conn, rack).await
    }

    async fn save_rack(&mut self, rack: &Rack) -> Result<(), StoreError> {
        warehouses::save_rack(self.conn, rack).await
    }
}
