//! Carts and orders, from the first item to the last step of a line.

mod carts;
mod changes;
mod desk;
mod jobs;
pub(crate) mod market;
mod merging;
mod once;
mod placing;
mod races;
mod refusals;
mod settlement;
mod unpaid;

pub(crate) use market::Market;
