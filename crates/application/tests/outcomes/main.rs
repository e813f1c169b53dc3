//! Use cases on the store in memory: what they achieve, and what they leave behind when they refuse. The clock stands
//! until a test turns it; hashes, tokens and throttles are doubles that answer at once.
#![expect(
    clippy::unwrap_used,
    reason = "helpers outside of test functions stop where a test cannot go on"
)]

mod catalogue;
mod funding;
mod given;
mod identity;
mod inventory;
mod marketplace;
mod ordering;
mod payments;
mod platform;
mod points;
mod reviews;
mod search;
mod world;
