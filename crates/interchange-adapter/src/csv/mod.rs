//! CSV: a header, then one row per variant, the rows of a product one behind the other.

mod cells;
mod columns;
mod product;
mod rows;
mod write;

pub(crate) use cells::{escaped, split, unescaped};
pub(crate) use columns::Columns;
pub(crate) use product::Group;
pub(crate) use rows::{Row, Rows};
pub(crate) use write::{header, lined, lines};
