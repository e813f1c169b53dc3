mod stock;
mod warehouses;

pub use stock::{ChangeStock, ChangeStockError, Inventory};
pub use warehouses::{
    MoveStockError, Movement, MovementKind, Transfer, Transferred, WarehouseError, WarehouseSheet,
    Warehousing,
};

#[cfg(any(test, feature = "testing"))]
pub use stock::MockInventory;
#[cfg(any(test, feature = "testing"))]
pub use warehouses::MockWarehousing;
