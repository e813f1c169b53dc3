//! Files of products, from the bytes to the shop and back.

mod files;
mod given;
mod imports;
mod milly;
mod rejects;
mod round_trips;
mod uploads;
