//! The storage ports in memory: reference implementation, tests and demos.
//!
//! Written to be read: it shows, in as little code as possible, how each promise of the ports is kept. The promises
//! stand in the documentation of the ports; `hexmart-contracts` tests them; `docs/adding-an-adapter.md` walks through
//! these files.
//!
//! - `tables` holds what is stored. Rows are only ever inserted, and every table has a unique key.
//! - `unit` is one attempt: it reads the tables, and keeps what it writes to itself until the commit.
//! - `store` runs attempts, commits them, and runs them again after a lost race.
//! - `catalogue`, `inventory`, `pricing` and `identity` hold the repositories and queries of their contexts.
//!
//! A lock is held for the length of one step, never across an `.await`, so callers that leave and attempts that stand
//! still hold up nobody.

mod catalogue;
mod identity;
mod inventory;
mod pricing;
mod store;
mod tables;
mod unit;

use std::sync::Arc;

use hexmart_application::platform::Storage;

use store::Memory;

/// Opens an empty store, which lives as long as its handles.
pub fn open() -> Storage {
    let memory = Arc::new(Memory::default());
    Storage {
        store: memory.clone(),
        ledger: memory.clone(),
        catalogue: memory.clone(),
        stock: memory.clone(),
        accounts: memory.clone(),
        gauges: memory,
    }
}
