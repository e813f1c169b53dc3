//! The queries, written once and compiled for each database: see `docs/decisions/0002-one-body-of-queries.md`.
//!
//! Everything here speaks of `super::Conn`, which is another type each time.

use super::{Conn, classify, insert_products, insert_stock_events};

#[macro_use]
pub(super) mod catalogue;
mod identity;
mod inventory;
mod pricing;
mod transaction;

pub(super) use catalogue::{browse, detail, product_at};
pub(super) use identity::account_by_email;
pub(super) use inventory::{faults, history, level};
pub(super) use transaction::Transaction;
