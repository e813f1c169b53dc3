//! The storage ports on SQLite ([`sqlite`]) and MySQL/MariaDB ([`mysql`]).
//!
//! The queries are written once, in `queries/`, and compiled for each database; what differs (connections, how a
//! transaction begins, bulk inserts, how errors read) is in the two modules. Writes to the stock ledger pass a
//! gate that writes waiting commands together; everything else runs in a transaction that is run again
//! from the start when it loses a race.
#![expect(
    clippy::duplicate_mod,
    reason = "queries/ is compiled once per database, on purpose"
)]

mod columns;
mod error;
mod gate;
mod gauges;
mod memory;
pub mod milly;
pub mod mysql;
mod particulars;
mod retry;
mod rows;
mod schema;
mod sealing;
pub mod sqlite;

pub use error::{Finding, OpenError};
