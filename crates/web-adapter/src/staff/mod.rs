//! What staff do, over HTTP.

pub(crate) mod accounts;
pub(crate) mod audit;
mod look;
mod page;
pub(crate) mod sellers;
