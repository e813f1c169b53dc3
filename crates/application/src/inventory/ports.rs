use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::inventory::{StockEvent, StockKey, StockLevel, StockRefusal};
use thiserror::Error;

use crate::platform::StoreError;

/// A pure decision about one chain: from its level to the next event, or why not. May be asked any number of times.
pub type StockDecision = Arc<dyn Fn(&StockLevel) -> Result<StockEvent, StockRefusal> + Send + Sync>;

/// One chain, one pure decision: the hot path of a shop.
///
/// An adapter may fold many waiting decisions into one commit.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait StockLedger: Send + Sync {
    /// Decides against the newest level of the chain and appends the event.
    ///
    /// - MUST append exactly one event for each Ok, and none for each Err.
    /// - MUST decide again, from a fresh level, after a lost race; the caller sees no conflict unless every try until
    ///   the deadline was lost.
    /// - MUST let simultaneous decisions on one chain take effect one after another: versions stay gapless.
    /// - MUST NOT let the refusal of one caller touch another's change.
    /// - MUST carry a decision out whole or not at all when its caller stops waiting, whatever thread the caller is on.
    /// - MUST answer [`AppendError::UnknownItem`] when the chain was never opened.
    async fn append(&self, key: StockKey, decide: StockDecision) -> Result<StockEvent, AppendError>;
}

/// Why nothing was appended.
#[derive(Debug, Clone, Error)]
pub enum AppendError {
    /// The chain was never opened.
    #[error("there is no ledger for this item")]
    UnknownItem,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] StockRefusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Chains inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait StockRepository: Send {
    /// The level of a chain after its newest event; none when it was never opened.
    async fn level(&mut self, key: StockKey) -> Result<Option<StockLevel>, StoreError>;

    /// Appends events, each extending its chain's newest event. MUST answer [`StoreError::Conflict`] when a chain has
    /// an event of that version already: the key is the optimistic lock.
    async fn append(&mut self, events: &[StockEvent]) -> Result<(), StoreError>;
}

/// Questions about the ledger.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait StockQueries: Send + Sync {
    /// Events of a chain behind `after_version`, oldest first, at most `limit`.
    async fn history(
        &self,
        key: StockKey,
        after_version: i64,
        limit: u64,
    ) -> Result<Vec<StockEvent>, StoreError>;

    /// Places where the ledger contradicts itself, at most `limit`; empty in a sound shop.
    async fn faults(&self, limit: u64) -> Result<Vec<LedgerFault>, StoreError>;
}

/// An event that does not extend the one before it: a gap in the versions, or a total that does not follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerFault {
    /// Which chain.
    pub key: StockKey,
    /// The event that does not fit.
    pub version: i64,
}
