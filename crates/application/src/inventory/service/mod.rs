//! The use cases of stock and of where it lies.

mod moving;
mod stock;
mod warehousing;

pub use stock::InventoryService;
pub use warehousing::WarehouseService;
