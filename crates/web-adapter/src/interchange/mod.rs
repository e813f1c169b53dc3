//! Products in bulk over HTTP.

pub(crate) mod exports;
pub(crate) mod imports;
