//! The use cases of reviews and wishes.

mod jobs;
mod moderating;
mod reviews;
mod telling;
mod wishes;
mod writing;

pub use jobs::{WishWatch, wish_jobs};
pub use reviews::{ReviewPorts, ReviewService};
pub use wishes::WishService;
