//! The outside services of a running shop, from its settings.

mod demo;
mod messages;
mod providers;
mod throttle;

pub(crate) use demo::Demo;
pub(crate) use messages::Messages;
pub(crate) use providers::providers;
pub(crate) use throttle::throttle;
