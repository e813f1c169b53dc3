//! Carts and orders over HTTP.

mod address;
pub(crate) mod amend;
mod body;
pub(crate) mod cart;
mod change;
pub(crate) mod desk;
mod desk_body;
mod line_body;
pub(crate) mod mine;
mod money;
pub(crate) mod place;
pub(crate) mod steps;
mod timeline;

pub(crate) use body::{OrderBody, OrderHeadBody};
pub(crate) use change::{LineChangeBody, ParcelBody, read_change, read_dispatch};
pub(crate) use desk_body::DeskLineList;
pub(crate) use line_body::state_of;
pub(crate) use timeline::OrderEventBody;
