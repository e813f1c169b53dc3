//! The promises of the search port, in memory and in a folder, and what only a folder can get wrong.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod contract;
mod folder;
mod given;
mod killed;
mod relevance;
