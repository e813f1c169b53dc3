//! Each promise of the storage ports as a test any adapter can run.
//!
//! A promise is a function named for one sentence of a port's documentation; it takes a fresh, empty [`Storage`] and
//! panics when the sentence is not true. [`storage_contract!`] makes a test of each:
//!
//! ```no_run
//! use hexmart_contracts::{Fixture, storage_contract};
//! # fn open() -> hexmart_application::platform::Storage { unimplemented!() }
//!
//! async fn fresh() -> Option<Fixture> {
//!     Some(Fixture::new(open(), ()))
//! }
//!
//! storage_contract!(fresh);
//! # fn main() {}
//! ```
//!
//! A store that seals what it keeps runs [`reseal_contract!`], too, which replaces keys. Stores of files have a list of
//! their own, [`objects_contract!`], and so have gateways of payments, [`gateway_contract!`].
//!
//! The calling crate needs `tokio` with the features `macros` and `rt-multi-thread`. Promises about simultaneous
//! callers state outcomes ("exactly one wins", "the sum is right"), never interleavings, so a store that does one
//! thing at a time keeps them too.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a broken promise panics: that is how its test fails"
)]

mod callers;
pub mod catalogue;
pub mod funding;
pub mod gateway;
pub mod given;
pub mod identity;
pub mod interchange;
pub mod inventory;
mod list;
pub mod marketplace;
pub mod media;
pub mod ordering;
pub mod payments;
pub mod platform;
pub mod points;
pub mod pricing;
pub mod reviews;
pub mod search;
pub mod settlement;
pub mod store;
pub mod subscriptions;
pub mod webhooks;
mod writes;

use std::any::Any;
use std::fmt;

use hexmart_application::platform::Storage;

/// A fresh, empty store, and what removes it.
pub struct Fixture {
    storage: Storage,
    guard: Box<dyn Any + Send>,
}

impl fmt::Debug for Fixture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fixture")
    }
}

impl Fixture {
    /// Joins a store with a guard, which is dropped at the test's end, after the test's own handles of the store, and
    /// then removes what the store lives in: a temporary file, a database. `()` when there is nothing to remove.
    pub fn new(storage: Storage, guard: impl Any + Send) -> Self {
        Self {
            storage,
            guard: Box::new(guard),
        }
    }
}

/// Asks for one promise to be kept. Without a fixture, there is no such database on this machine: whoever made none has
/// said so, and the promise is not asked for.
pub async fn keep(fixture: Option<Fixture>, promise: impl AsyncFnOnce(Storage)) {
    if let Some(Fixture { storage, guard }) = fixture {
        promise(storage).await;
        drop(guard);
    }
}
