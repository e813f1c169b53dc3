//! NDJSON: one JSON object per line, one line per product.

mod fields;
mod lines;
mod read;
mod write;

pub(crate) use lines::Lines;
pub(crate) use read::{attributes, record, skus};
pub(crate) use write::{attributes_text, lines};
