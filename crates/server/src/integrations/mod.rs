//! The outside services of a running shop, from its settings.

mod demo;
mod media;
mod messages;
mod payments;
mod places;
mod providers;
mod search;
mod throttle;
mod webhooks;

pub(crate) use demo::Demo;
pub(crate) use media::objects;
pub(crate) use messages::Messages;
pub(crate) use payments::{gateways, sandbox};
pub(crate) use places::Places;
pub(crate) use providers::providers;
pub(crate) use search::index;
pub(crate) use throttle::throttle;
pub(crate) use webhooks::webhooks;
