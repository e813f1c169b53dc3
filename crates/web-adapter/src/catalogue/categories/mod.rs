//! The tree of categories over HTTP.

pub(crate) mod change;
pub(crate) mod list;
pub(crate) mod place;
