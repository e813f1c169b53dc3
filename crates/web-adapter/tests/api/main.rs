//! The real server on a real socket, in front of mocked ports: what clients see of every answer.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may say what must hold and stop there"
)]

mod access;
mod accounts;
mod addresses;
mod api_keys;
mod browsers;
mod client;
mod contact;
mod coupons;
mod discounts;
mod drain;
mod failures;
mod fields;
mod fixture;
mod limits;
mod list;
mod log;
mod me;
mod mounted;
mod operations;
mod people;
mod platform;
mod problems;
mod products;
mod protocol;
mod providers;
mod proxies;
mod samples;
mod sellers;
mod sessions;
mod show;
mod staff;
mod stock;
mod tampering;
mod willing;
