//! Sellers over HTTP.

pub(crate) mod apply;
pub(crate) mod card;
pub(crate) mod earnings;
pub(crate) mod follow;
pub(crate) mod own;
pub(crate) mod sheet;
