//! Carts and orders.

mod carts;
mod offers;
mod orders;
mod queries;

pub(crate) use carts::OwnerKey;
