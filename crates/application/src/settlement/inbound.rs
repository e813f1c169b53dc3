use async_trait::async_trait;
use hexmart_domain::settlement::{SellerStatistics, Settlement};
use hexmart_domain::shared::{Day, SellerId, SettlementId};

use crate::platform::StoreError;

/// What sellers ask about what they earned.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait SellerAccounts: Send + Sync {
    /// The days that are meant: those that are named, else this month to today.
    fn period(&self, from: Option<Day>, until: Option<Day>) -> SettlementPeriod;

    /// Entries of a period, the oldest first, behind `after`.
    async fn statement(
        &self,
        seller: SellerId,
        period: SettlementPeriod,
        after: Option<SettlementId>,
        limit: u64,
    ) -> Result<Vec<Settlement>, StoreError>;

    /// How a seller is doing.
    async fn statistics(&self, seller: SellerId) -> Result<SellerStatistics, StoreError>;
}

/// Days of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettlementPeriod {
    /// The first.
    pub from: Day,
    /// The last.
    pub until: Day,
}
