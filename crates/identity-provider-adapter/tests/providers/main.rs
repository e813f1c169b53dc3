//! The adapters against the doubles of the providers, which are as strict as the originals, and against liars, which are
//! not providers at all.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may say what must hold and stop there"
)]

mod callbacks;
mod flow;
mod id_token;
mod liar;
mod lies;
mod outage;
mod people;
mod secrecy;
mod shop;
mod signing_keys;
mod world;
