//! Buildings and racks.

use hexmart_application::platform::Storage;
use hexmart_domain::inventory::{Rack, Warehouse};
use hexmart_domain::shared::{LocationId, WarehouseId};

use crate::given;
use crate::writes::attempt;

/// Adds a building.
pub(crate) async fn add(storage: &Storage, warehouse: &Warehouse) {
    let added = attempt(storage, warehouse.clone(), |uow, warehouse| {
        Box::pin(async move { uow.warehouses().add(&warehouse).await })
    });
    added.await.unwrap();
}

/// Adds a rack.
pub(crate) async fn add_rack(storage: &Storage, rack: &Rack) {
    let added = attempt(storage, rack.clone(), |uow, rack| {
        Box::pin(async move { uow.warehouses().add_rack(&rack).await })
    });
    added.await.unwrap();
}

/// A new rack in the building that a shop begins with.
pub(crate) async fn rack(storage: &Storage) -> LocationId {
    let rack = given::rack(WarehouseId::DEFAULT);
    add_rack(storage, &rack).await;
    rack.id
}
