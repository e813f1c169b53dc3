//! What the shop offers: products, their variants and pictures, the tree they hang in, lists, and what the shop does by
//! itself.

mod browsing;
mod categories;
mod discounts;
mod files;
pub(crate) mod given;
mod jobs;
mod life;
mod merchandising;
mod named;
mod pictures;
mod shelves;
mod variants;

pub(crate) use files::{Darkroom, Files};
pub(crate) use given::{label, new_product, renamed, staff};
pub(crate) use shelves::Shelves;
