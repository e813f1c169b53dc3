//! The queries, written once and compiled for each database: see `docs/decisions/0002-one-body-of-queries.md`.
//!
//! Everything here speaks of `super::Conn`, which is another type each time.

use super::{
    CLOCK, Conn, classify, dialect, feed_products, hold_category, hold_hanging, hold_products,
    insert_changes, insert_products, insert_stock_events, is_position, recount, replace_side,
    update_products, violated_key,
};

#[cfg(test)]
use super::trial;

mod audit;
#[macro_use]
pub(super) mod catalogue;
mod categories;
mod chore;
mod desk;
pub(super) mod feed;
mod identity;
mod imports;
mod inventory;
mod jobs;
mod leases;
mod marketplace;
mod outbox;
mod pricing;
pub(super) mod products;
mod reseal;
mod transaction;

pub(super) use catalogue::{
    browse, detail, documents, documents_after, forest, history_of, owner, pictures_in_use, place, product,
    products_after, total,
};
pub(super) use chore::{Answered, Task};
pub(super) use feed::{forgotten_to, stretch};
pub(super) use inventory::{faults, history, level};
pub(super) use reseal::Rounds;
pub(super) use transaction::Transaction;
