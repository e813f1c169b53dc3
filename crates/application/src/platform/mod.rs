//! What every context stands on: transactions, the clock, chance, the bundle of storage ports.

mod error;
mod storage;
mod store;
mod transact;
mod world;

pub use error::{StoreError, UniqueKey};
pub use storage::{GaugeReading, Storage, StorageGauges};
pub use store::{Rollback, Store, UnitOfWork, Work};
pub use transact::{Abort, transact};
pub use world::{Clock, Entropy, Mint};

#[cfg(any(test, feature = "testing"))]
pub use store::MockStore;
#[cfg(any(test, feature = "testing"))]
pub use world::{MockClock, MockEntropy};
