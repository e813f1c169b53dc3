//! What staff do, over HTTP.

pub(crate) mod accounts;
pub(crate) mod audit;
mod look;
pub(crate) mod orders;
pub(crate) mod payments;
pub(crate) mod points;
pub(crate) mod reviews;
pub(crate) mod sellers;
