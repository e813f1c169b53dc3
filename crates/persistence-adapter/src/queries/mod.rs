//! The queries, written once and compiled for each database: see `docs/decisions/0002-one-body-of-queries.md`.
//!
//! Everything here speaks of `super::Conn`, which is another type each time.

use super::{Conn, classify, insert_products, insert_stock_events, violated_key};

mod audit;
#[macro_use]
pub(super) mod catalogue;
mod chore;
mod desk;
mod identity;
mod inventory;
mod jobs;
mod leases;
mod marketplace;
mod outbox;
mod pricing;
mod reseal;
mod transaction;

pub(super) use catalogue::{browse, detail, owner, product_at};
pub(super) use chore::{Answered, Task};
pub(super) use inventory::{faults, history, level};
pub(super) use reseal::Rounds;
pub(super) use transaction::Transaction;
