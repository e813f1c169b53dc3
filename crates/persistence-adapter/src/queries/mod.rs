//! The queries, written once and compiled for each database: see `docs/decisions/0002-one-body-of-queries.md`.
//!
//! Everything here speaks of `super::Conn`, which is another type each time.

use diesel::result::{DatabaseErrorKind, Error};
use hexmart_application::platform::StoreError;

use super::{
    CLOCK, Conn, append_messages, classify, dialect, feed_products, hold_category, hold_hanging,
    hold_products, insert_changes, insert_order, insert_payment, insert_products, insert_request,
    insert_stock_events, insert_wallet_entries, is_position, recount, redeem_coupon, remove_cart,
    replace_side, save_cart, update_order, update_payment, update_products, violated_key,
};
use super::{insert_campaign, insert_pledge, update_campaign};

#[cfg(test)]
use super::trial;

pub(super) mod among;
mod audit;
#[macro_use]
pub(super) mod catalogue;
mod categories;
mod chore;
pub(super) mod coupons;
mod desk;
pub(super) mod feed;
mod funding;
mod identity;
mod imports;
mod inventory;
mod jobs;
mod lane;
mod leases;
mod marketplace;
pub(super) mod ordering;
mod outbox;
mod payments;
#[cfg(test)]
mod plans;
mod points;
mod pricing;
pub(super) mod products;
mod requests;
mod reseal;
mod reviews;
mod settlement;
mod subscriptions;
mod transaction;
mod webhooks;

pub(super) use catalogue::{
    browse, detail, documents, documents_after, forest, history_of, owner, pictures_in_use, place, product,
    products_after, total,
};
pub(super) use chore::{Answered, Task};
pub(super) use feed::{forgotten_to, stretch};
pub(super) use identity::{StandingRow, standings};
pub(super) use inventory::level;
pub(super) use requests::several;
pub(super) use reseal::Rounds;
pub(super) use transaction::Transaction;

/// What a guarded write that met `rows` rows came to: it meets one, or somebody else was faster.
fn guarded(rows: usize) -> Result<(), StoreError> {
    if rows == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict)
    }
}

/// What an error means where a row that is taken, and one that is not as it was read, are races that were lost.
fn lost(error: Error) -> StoreError {
    match error {
        Error::NotFound | Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => StoreError::Conflict,
        other => classify(other),
    }
}

/// A number for a statement; there are never more rows than that.
fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Rows that a statement met.
fn rows(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
