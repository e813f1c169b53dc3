//! Who outside hears of events.

pub(crate) mod deliveries;
pub(crate) mod endpoints;
mod sheet;
