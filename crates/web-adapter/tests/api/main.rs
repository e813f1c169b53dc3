//! The real server on a real socket, in front of mocked ports: what clients see of every answer.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may say what must hold and stop there"
)]

mod access;
mod accounts;
mod client;
mod coupons;
mod discounts;
mod drain;
mod failures;
mod fixture;
mod list;
mod log;
mod platform;
mod problems;
mod products;
mod protocol;
mod samples;
mod show;
mod stock;
