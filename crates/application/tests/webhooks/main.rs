//! Events on their way to those who want to hear of them, against the store in memory.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it cannot go on"
)]

mod crashes;
mod doom;
mod endpoints;
mod failures;
mod order;
mod publishing;
mod receiver;
mod world;
