//! Files of products, from the bytes to the shop and back.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod files;
mod given;
mod imports;
mod milly;
mod rejects;
mod round_trips;
mod uploads;
