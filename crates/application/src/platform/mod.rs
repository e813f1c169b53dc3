//! What every context stands on: transactions, the clock and chance, the vault, the outbox, the audit log, throttles,
//! and the bundle of storage ports.

mod announce;
mod audit;
mod error;
mod housekeeping;
mod idempotency;
mod jobs;
mod letters;
mod notifier;
mod outbox;
mod pace;
mod postman;
mod reseal;
mod storage;
mod store;
mod throttle;
mod transact;
mod vault;
mod world;

pub use announce::{EVENT, ShopEvent, announce};
pub use audit::{AuditAction, AuditEntry, AuditEvent, AuditQueries, AuditRepository, note, write_down};

pub use error::{StoreError, UniqueKey};
pub use housekeeping::housekeeping_jobs;
pub use idempotency::{
    Answered, CompletedRequest, KeyReused, Once, REMEMBERED, RequestKey, RequestQueries, RequestRepository,
    StoredAnswer,
};
pub use jobs::{Job, JobLog, JobRun, Scheduler};
pub use letters::{LETTER, Letters, NOTIFICATION, blank, envelope, letter};
pub use notifier::{DeliveryError, Message, Notification, Notifier, Recipient};
pub use outbox::{
    DeadLetter, DueMessage, Lane, Lease, Leases, Outbox, OutboxMessage, OutboxRepository, Outcome, Receiver,
};
pub use pace::{Pace, Restless};
pub use postman::{Deliverer, Postman};
pub use reseal::{Reseal, Resealed};
pub use storage::{GaugeReading, Storage, StorageGauges};
pub use store::{Rollback, Store, UnitOfWork, Work};
pub use throttle::{Allowance, Patience, Rate, Throttle};
pub use transact::{Abort, transact};
pub use vault::{Place, Sealed, Vault, VaultError};
pub(crate) use world::hex;
pub use world::{Clock, Entropy, Mint};

#[cfg(any(test, feature = "testing"))]
pub use audit::{MockAuditQueries, MockAuditRepository};
#[cfg(any(test, feature = "testing"))]
pub use idempotency::{MockRequestQueries, MockRequestRepository};
#[cfg(any(test, feature = "testing"))]
pub use jobs::{MockJob, MockJobLog};
#[cfg(any(test, feature = "testing"))]
pub use notifier::MockNotifier;
#[cfg(any(test, feature = "testing"))]
pub use outbox::{MockLeases, MockOutbox, MockOutboxRepository};
#[cfg(any(test, feature = "testing"))]
pub use reseal::MockReseal;
#[cfg(any(test, feature = "testing"))]
pub use store::MockStore;
#[cfg(any(test, feature = "testing"))]
pub use throttle::MockThrottle;
#[cfg(any(test, feature = "testing"))]
pub use vault::MockVault;
#[cfg(any(test, feature = "testing"))]
pub use world::{MockClock, MockEntropy};
