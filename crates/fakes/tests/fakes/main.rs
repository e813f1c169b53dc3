//! The doubles on a real socket, as strict as the originals.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may say what must hold and stop there"
)]

mod authorize;
mod calls;
mod inbox;
mod payments;
mod served;
mod token;
