//! Where parcels are, as the couriers tell `SweetTracker`.

mod call;
mod couriers;
mod settings;
mod sweet_tracker;

pub use settings::{BadSetting, SweetTrackerSettings};
pub use sweet_tracker::SweetTracker;
