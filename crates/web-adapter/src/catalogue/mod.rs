//! Products over HTTP.

pub(crate) mod create;
mod cursor;
pub(crate) mod list;
pub(crate) mod show;
