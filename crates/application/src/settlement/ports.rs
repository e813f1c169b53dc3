use async_trait::async_trait;
use hexmart_domain::settlement::{SellerTally, Settlement, SettlementKind};
use hexmart_domain::shared::{Day, OrderLineId, SellerId, SettlementId};

use crate::platform::StoreError;

/// Accounts of sellers inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait SettlementRepository: Send {
    /// Adds an entry. MUST answer [`StoreError::Duplicate`] with
    /// [`UniqueKey::Settlement`](crate::platform::UniqueKey::Settlement) when its line has one of its kind.
    async fn add(&mut self, settlement: &Settlement) -> Result<(), StoreError>;

    /// The entry of a kind for a line.
    async fn find(
        &mut self,
        line: OrderLineId,
        kind: SettlementKind,
    ) -> Result<Option<Settlement>, StoreError>;

    /// Counts something of a seller in a month, named by its first day. What many count at once MUST all be counted.
    async fn count(&mut self, seller: SellerId, month: Day, tally: SellerTally) -> Result<(), StoreError>;
}

/// Questions about accounts of sellers. One round trip each.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait SettlementQueries: Send + Sync {
    /// Entries of a seller on these days, inclusive, the oldest first, behind `after`, at most `limit`.
    async fn entries(
        &self,
        seller: SellerId,
        days: (Day, Day),
        after: Option<SettlementId>,
        limit: u64,
    ) -> Result<Vec<Settlement>, StoreError>;

    /// What was counted of a seller, month by month, in no particular order.
    async fn months(&self, seller: SellerId) -> Result<Vec<(Day, SellerTally)>, StoreError>;

    /// What was counted of every seller of whom anything was, all months together, by seller.
    async fn tallies(&self) -> Result<Vec<(SellerId, SellerTally)>, StoreError>;

    /// Of every seller who has entries: what they add up to, of how many sales, and how many points came of them, by seller.
    async fn totals(&self) -> Result<Vec<(SellerId, SellerTally, i64)>, StoreError>;
}
