//! The storage ports in memory: reference implementation, tests and demos.
//!
//! Written to be read: it shows, in as little code as possible, how each promise of the ports is kept. The promises
//! stand in the documentation of the ports; `hexmart-contracts` tests them; `docs/adding-an-adapter.md` walks through
//! these files.
//!
//! - `tables` lists what is stored. Every table has a unique key, and its rows are replaced, never changed.
//! - `staged` is what one attempt looked at in a table, and how it wants to leave it.
//! - `unit` is one attempt: it reads the tables, and keeps what it writes to itself until the commit, which takes all of
//!   it or, when something is no longer as the attempt saw it, nothing.
//! - `store` runs attempts, commits them, and runs them again after a lost race.
//! - `catalogue`, `inventory`, `pricing`, `identity`, `marketplace`, `interchange`, `ordering`, `payments`, `points`,
//!   `subscriptions` and `reviews` hold the repositories and queries of their contexts; `platform` holds the outbox, leases, runs of jobs, the audit log, and
//!   `subscriptions` and `funding` hold the repositories and queries of their contexts; `platform` holds the outbox, leases, runs of jobs, the audit log, and
//!   requests that were carried out.
//!
//! A lock is held for the length of one step, never across an `.await`, so callers that leave and attempts that stand
//! still hold up nobody. Nothing is sealed: what lies here is gone with the process, and never at rest.

mod catalogue;
mod funding;
mod identity;
mod interchange;
mod inventory;
mod marketplace;
mod ordering;
mod payments;
mod platform;
mod points;
mod pricing;
mod reviews;
mod settlement;
mod staged;
mod store;
mod subscriptions;
mod tables;
mod unit;
mod webhooks;

use std::sync::Arc;

use hexmart_application::platform::Storage;

use store::Memory;

/// Opens a store with nothing in it but the one warehouse that a shop begins with, which lives as long as its handles.
pub fn open() -> Storage {
    let memory = Arc::new(Memory::default());
    Storage {
        store: memory.clone(),
        ledger: memory.clone(),
        catalogue: memory.clone(),
        feed: memory.clone(),
        imports: memory.clone(),
        stock: memory.clone(),
        orders: memory.clone(),
        payments: memory.clone(),
        campaigns: memory.clone(),
        wallets: memory.clone(),
        subscriptions: memory.clone(),
        reviews: memory.clone(),
        wishes: memory.clone(),
        settlements: memory.clone(),
        accounts: memory.clone(),
        credentials: memory.clone(),
        sellers: memory.clone(),
        audit: memory.clone(),
        requests: memory.clone(),
        outbox: memory.clone(),
        webhooks: memory.clone(),
        leases: memory.clone(),
        jobs: memory.clone(),
        reseal: memory.clone(),
        gauges: memory,
    }
}

/// A count of rows; more than fit into memory are all there are.
fn to_usize(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// The same, in the type of the domain.
fn to_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// How many rows there are of something.
fn to_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
