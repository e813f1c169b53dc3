//! Where stock lies, and the ledger of it: stock is never a number that is overwritten, but a chain of events.
//!
//! Each event extends exactly one predecessor (`version` is the predecessor's plus one), and the last event carries
//! the current level. [`decide`] holds every rule; [`StockLevel::evolve`] holds none, so replay never says no.

mod allocation;
mod decision;
mod ledger;
mod warehouse;

pub use allocation::{Allocation, Demand, Holding, Shortage, allocate};
pub use decision::{StockCommand, StockContext, StockRefusal, decide};
pub use ledger::{StockEvent, StockEventKind, StockKey, StockLevel, StockReason, StockTerms};
pub use warehouse::{
    Coordinates, CoordinatesError, Rack, RackName, RackPosition, Warehouse, WarehouseAddress,
    WarehouseContact, WarehouseName,
};

#[cfg(test)]
mod tests;
