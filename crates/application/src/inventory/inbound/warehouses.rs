use async_trait::async_trait;
use hexmart_domain::identity::PostalCode;
use hexmart_domain::inventory::{
    Coordinates, Rack, RackName, RackPosition, StockEvent, StockKey, StockReason, StockRefusal, StockTerms,
    Warehouse, WarehouseAddress, WarehouseContact, WarehouseName,
};
use hexmart_domain::shared::{
    Instant, ItemId, LocationId, Quantity, StockDelta, TransferId, UserId, WarehouseId,
};
use thiserror::Error;

use super::super::{ChainLevel, ItemTotal, LedgerFilter, LedgerMark, WarehouseFilter};
use crate::platform::{Answered, KeyReused, Once, StoreError};

/// Buildings, racks, and what lies there. For operators and staff.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Warehousing: Send + Sync {
    /// Adds a building. Where it is, a map is asked when nobody says so; without an answer it is unknown.
    async fn add_warehouse(&self, sheet: WarehouseSheet) -> Result<Warehouse, WarehouseError>;

    /// Changes a building; `seen` is the version that the caller saw. Another address is looked up anew.
    async fn change_warehouse(
        &self,
        id: WarehouseId,
        sheet: WarehouseSheet,
        seen: i64,
    ) -> Result<Warehouse, WarehouseError>;

    /// A building and its racks.
    async fn warehouse(&self, id: WarehouseId) -> Result<Option<(Warehouse, Vec<Rack>)>, StoreError>;

    /// Buildings in the order of their ids.
    async fn warehouses(
        &self,
        filter: WarehouseFilter,
        after: Option<WarehouseId>,
        limit: u64,
    ) -> Result<Vec<Warehouse>, StoreError>;

    /// Adds a rack.
    async fn add_rack(
        &self,
        warehouse: WarehouseId,
        name: RackName,
        position: Option<RackPosition>,
    ) -> Result<Rack, WarehouseError>;

    /// Changes a rack; `seen` is the version that the caller saw.
    async fn change_rack(
        &self,
        id: LocationId,
        name: RackName,
        position: Option<RackPosition>,
        seen: i64,
    ) -> Result<Rack, WarehouseError>;

    /// Changes the stock of an item on a rack.
    async fn move_stock(
        &self,
        actor: UserId,
        movement: Movement,
        once: Option<Once<StockEvent>>,
    ) -> Result<Answered<StockEvent>, MoveStockError>;

    /// Moves pieces from one rack to another, in one step; the rack may never have held the item.
    async fn transfer(
        &self,
        actor: UserId,
        transfer: Transfer,
        once: Option<Once<Transferred>>,
    ) -> Result<Answered<Transferred>, MoveStockError>;

    /// What lies where of an item: now, or as it was.
    async fn of_item(&self, item: ItemId, at: Option<Instant>) -> Result<Vec<ChainLevel>, StoreError>;

    /// What lies on a rack, in the order of the items; none when there is no such rack.
    async fn on_rack(
        &self,
        rack: LocationId,
        after: Option<ItemId>,
        limit: u64,
    ) -> Result<Vec<ChainLevel>, StoreError>;

    /// What lies in a building, in the order of the items.
    async fn in_warehouse(
        &self,
        id: WarehouseId,
        after: Option<ItemId>,
        limit: u64,
    ) -> Result<Vec<ItemTotal>, StoreError>;

    /// Entries of the ledger, the newest first.
    async fn ledger(
        &self,
        filter: LedgerFilter,
        before: Option<LedgerMark>,
        limit: u64,
    ) -> Result<Vec<StockEvent>, StoreError>;
}

/// What is said about a building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarehouseSheet {
    /// What it is called.
    pub name: WarehouseName,
    /// Where it stands.
    pub address: Option<WarehouseAddress>,
    /// Five digits.
    pub postal_code: Option<PostalCode>,
    /// Where that is, when somebody knows better than a map.
    pub coordinates: Option<Coordinates>,
    /// Whom to call.
    pub contact: Option<WarehouseContact>,
    /// Whether its stock can be sold.
    pub available: bool,
}

/// A change of the stock of an item on a rack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Of what, and where.
    pub key: StockKey,
    /// What happens.
    pub what: MovementKind,
    /// Why.
    pub reason: Option<StockReason>,
}

/// What happens to the stock of an item on a rack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovementKind {
    /// It is put there for the first time, with this many pieces, or none yet.
    PutAway(Quantity),
    /// Pieces arrive.
    Receive(Quantity),
    /// Pieces are taken out.
    Issue(Quantity),
    /// A count found more, or less.
    Adjust(StockDelta),
    /// Something else is agreed: a ceiling, or when it is low.
    Agree(StockTerms),
}

/// Pieces that go from one rack to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Of what.
    pub item: ItemId,
    /// From there.
    pub from: LocationId,
    /// To there.
    pub to: LocationId,
    /// How many.
    pub quantity: Quantity,
    /// Why.
    pub reason: Option<StockReason>,
}

/// Pieces that went from one rack to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transferred {
    /// What both entries of the ledger refer to.
    pub id: TransferId,
    /// What the ledger says of where they left.
    pub out: StockEvent,
    /// What it says of where they came.
    pub into: StockEvent,
}

/// Why buildings and racks stay as they are.
#[derive(Debug, Clone, Error)]
pub enum WarehouseError {
    /// There is no such building.
    #[error("there is no such warehouse")]
    UnknownWarehouse,
    /// There is no such rack.
    #[error("there is no such rack")]
    UnknownRack,
    /// It was changed since the caller saw it.
    #[error("it was changed since")]
    Stale,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why stock stays as it is.
#[derive(Debug, Clone, Error)]
pub enum MoveStockError {
    /// There is no such item.
    #[error("there is no such item")]
    UnknownItem,
    /// There is no such rack.
    #[error("there is no such rack")]
    UnknownRack,
    /// The item never lay on the rack: put it away first.
    #[error("the item does not lie there")]
    NotThere,
    /// From a rack to itself.
    #[error("a transfer goes from one rack to another")]
    SameRack,
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] StockRefusal),
    /// The key was used for another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
