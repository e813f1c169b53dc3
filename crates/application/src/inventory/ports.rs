use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::inventory::{
    Holding, Rack, StockEvent, StockEventKind, StockKey, StockLevel, StockRefusal, Warehouse,
};
use hexmart_domain::shared::{Instant, ItemId, LocationId, ProductId, UserId, WarehouseId};
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

    /// The levels of several chains, in one round trip; those that were never opened are left out.
    async fn levels(&mut self, keys: &[StockKey]) -> Result<Vec<(StockKey, StockLevel)>, StoreError>;

    /// What can be sold of these items, wherever it lies in a warehouse that is available, in one round trip: every chain of
    /// theirs, also when nothing is left in it, with the level that a promise extends.
    async fn holdings(&mut self, items: &[ItemId]) -> Result<Vec<(Holding, StockLevel)>, StoreError>;

    /// Appends events, each extending its chain's newest event. MUST answer [`StoreError::Conflict`] when a chain has
    /// an event of that version already: the key is the optimistic lock.
    ///
    /// An event of version 1 opens its chain. MUST count, in the same commit, of which products something is available (see
    /// [`ProductState`](hexmart_domain::catalogue::ProductState)), and feed those of which that changed or which ran low.
    async fn append(&mut self, events: &[StockEvent]) -> Result<(), StoreError>;
}

/// Buildings and racks inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait WarehouseRepository: Send {
    /// The building of an id.
    async fn find(&mut self, id: WarehouseId) -> Result<Option<Warehouse>, StoreError>;

    /// Adds a building.
    async fn add(&mut self, warehouse: &Warehouse) -> Result<(), StoreError>;

    /// Writes a changed building, whose version is one more than what was read. MUST answer [`StoreError::Conflict`] when the
    /// stored version is another. When it becomes available, or ceases to be, MUST count of which products something is
    /// available, and feed those of which that changed, in the same commit.
    async fn save(&mut self, warehouse: &Warehouse) -> Result<(), StoreError>;

    /// The rack of an id.
    async fn rack(&mut self, id: LocationId) -> Result<Option<Rack>, StoreError>;

    /// Adds a rack to a building.
    async fn add_rack(&mut self, rack: &Rack) -> Result<(), StoreError>;

    /// Writes a changed rack, whose version is one more than what was read; it stays in its building. MUST answer
    /// [`StoreError::Conflict`] when the stored version is another.
    async fn save_rack(&mut self, rack: &Rack) -> Result<(), StoreError>;
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

    /// Entries of the ledger, the newest first, those before `before` (none: from the newest), at most `limit`.
    async fn entries(
        &self,
        filter: &LedgerFilter,
        before: Option<LedgerMark>,
        limit: u64,
    ) -> Result<Vec<StockEvent>, StoreError>;

    /// What lies in each chain of an item: now, or as it was at an instant, inclusive. In the order of the locations.
    async fn of_item(&self, item: ItemId, at: Option<Instant>) -> Result<Vec<ChainLevel>, StoreError>;

    /// What lies on a rack, in the order of the items, behind `after`, at most `limit`.
    async fn on_rack(
        &self,
        rack: LocationId,
        after: Option<ItemId>,
        limit: u64,
    ) -> Result<Vec<ChainLevel>, StoreError>;

    /// Pieces of each item in a building, all racks together, in the order of the items, behind `after`, at most `limit`.
    async fn in_warehouse(
        &self,
        warehouse: WarehouseId,
        after: Option<ItemId>,
        limit: u64,
    ) -> Result<Vec<ItemTotal>, StoreError>;

    /// Buildings that pass the filter, in the order of their ids, behind `after`, at most `limit`.
    async fn warehouses(
        &self,
        filter: &WarehouseFilter,
        after: Option<WarehouseId>,
        limit: u64,
    ) -> Result<Vec<Warehouse>, StoreError>;

    /// The building of an id, and its racks in the order of their ids, also empty ones.
    async fn warehouse(&self, id: WarehouseId) -> Result<Option<(Warehouse, Vec<Rack>)>, StoreError>;

    /// Chains in which something is reserved, and how much. In the order of the chains.
    async fn reserved(&self) -> Result<Vec<(StockKey, i64)>, StoreError>;

    /// Products of which something is counted as available and nothing is, or the other way round, at most `limit`; empty in
    /// a sound shop.
    async fn miscounted(&self, limit: u64) -> Result<Vec<ProductId>, StoreError>;

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

/// Which entries of the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerFilter {
    /// Of this item only.
    pub item: Option<ItemId>,
    /// On this rack only.
    pub location: Option<LocationId>,
    /// Of this kind only.
    pub kind: Option<StockEventKind>,
    /// By this person only.
    pub actor: Option<UserId>,
    /// From then on.
    pub from: Option<Instant>,
    /// Before then.
    pub until: Option<Instant>,
}

/// Where a page of the ledger ended. Entries are ordered by time, then by chain and version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerMark {
    /// When the last entry was recorded.
    pub recorded_at: Instant,
    /// Its chain.
    pub key: StockKey,
    /// Its version.
    pub version: i64,
}

/// A chain and what lies in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainLevel {
    /// Which chain.
    pub key: StockKey,
    /// In which building.
    pub warehouse: WarehouseId,
    /// Of which product; none when that was never known.
    pub product: Option<ProductId>,
    /// What lies there.
    pub level: StockLevel,
}

/// Pieces of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemTotal {
    /// Of what.
    pub item: ItemId,
    /// Of which product.
    pub product: Option<ProductId>,
    /// Pieces that lie there.
    pub on_hand: i64,
    /// Pieces of those that are promised.
    pub reserved: i64,
}

/// Which buildings. Texts are looked for anywhere, without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WarehouseFilter {
    /// Part of its name.
    pub name: Option<String>,
    /// Part of its address.
    pub address: Option<String>,
    /// Only those that are available, or only those that are not.
    pub available: Option<bool>,
}
