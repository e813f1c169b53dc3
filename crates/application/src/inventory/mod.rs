//! Stock: changing it, and what the ledger remembers.

mod inbound;
mod ports;
mod service;

pub use inbound::{ChangeStock, ChangeStockError, Inventory};
pub use ports::{AppendError, LedgerFault, StockDecision, StockLedger, StockQueries, StockRepository};
pub use service::InventoryService;

#[cfg(any(test, feature = "testing"))]
pub use inbound::MockInventory;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockStockLedger, MockStockQueries, MockStockRepository};
