//! Stock: where it lies, changing it, and what the ledger remembers.

mod inbound;
mod maps;
mod ports;
mod service;

pub use inbound::{
    ChangeStock, ChangeStockError, Inventory, MoveStockError, Movement, MovementKind, Transfer, Transferred,
    WarehouseError, WarehouseSheet, Warehousing,
};
pub use maps::{Geocoder, MapError, NoMap, RoadDistance};
pub use ports::{
    AppendError, ChainLevel, ItemTotal, LedgerFault, LedgerFilter, LedgerMark, StockDecision, StockLedger,
    StockQueries, StockRepository, WarehouseFilter, WarehouseRepository,
};
pub use service::{InventoryService, WarehouseService};

#[cfg(any(test, feature = "testing"))]
pub use inbound::{MockInventory, MockWarehousing};
#[cfg(any(test, feature = "testing"))]
pub use maps::{MockGeocoder, MockRoadDistance};
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockStockLedger, MockStockQueries, MockStockRepository, MockWarehouseRepository};
