//! What is asked about the catalogue.

use diesel::sql_types::Text;

use super::dialect::{self, Database};
use super::{Conn, classify, count};

#[macro_use]
pub(crate) mod card;
#[macro_use]
pub(crate) mod detail;
mod browse;
mod condition;
mod documents;
mod filters;
mod forest;
mod history;
mod order;
mod pictures;
mod product;
mod route;
mod statement;
mod stock;
mod ways;

pub(crate) use browse::{browse, place, total};
pub(crate) use detail::{detail, owner};
#[cfg(test)]
pub(super) use documents::documents_sql;
pub(crate) use documents::{documents, documents_after};
pub(crate) use forest::forest;
pub(crate) use history::history_of;
pub(crate) use pictures::pictures_in_use;
pub(crate) use product::{product, products_after};

diesel::define_sql_function! {
    /// Where `needle` begins in `haystack`, from 1, or 0. Every character stands for itself, unlike with LIKE; on a
    /// column with a binary collation it compares bytes on both databases.
    fn instr(haystack: Text, needle: Text) -> BigInt;
}
