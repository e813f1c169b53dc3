//! Inventory: the stock ledger, and where stock lies.

use super::{Conn, classify, count};

mod desk;
mod heads;
mod ledger;
mod repository;
mod stocks;
mod warehouses;

pub(super) use heads::{holdings, levels};
pub(crate) use ledger::level;
