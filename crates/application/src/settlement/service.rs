use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::settlement::{SellerStatistics, Settlement};
use hexmart_domain::shared::{Day, SellerId, SettlementId, month_of};

use super::{SellerAccounts, SettlementPeriod, SettlementQueries};
use crate::platform::{Mint, StoreError};
use crate::points::Bookkeeper;

/// The most entries of a page.
const PAGE: u64 = 1_001;

/// What settlement needs of the world.
#[derive(Clone)]
pub struct SettlementPorts {
    /// What is asked about accounts of sellers.
    pub settlements: Arc<dyn SettlementQueries>,
    /// The shop's calendar.
    pub books: Bookkeeper,
    /// The clock.
    pub mint: Mint,
}

impl fmt::Debug for SettlementPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SettlementPorts")
    }
}

/// The use cases of sellers' accounts.
#[derive(Debug)]
pub struct SellerAccountsService(SettlementPorts);

impl SellerAccountsService {
    /// Joins the ports.
    pub const fn new(ports: SettlementPorts) -> Self {
        Self(ports)
    }

    fn today(&self) -> Day {
        self.0.books.day(self.0.mint.now())
    }
}

#[async_trait]
impl SellerAccounts for SellerAccountsService {
    fn period(&self, from: Option<Day>, until: Option<Day>) -> SettlementPeriod {
        let until = until.unwrap_or_else(|| self.today());
        SettlementPeriod {
            from: from.unwrap_or_else(|| month_of(until).0),
            until,
        }
    }

    async fn statement(
        &self,
        seller: SellerId,
        period: SettlementPeriod,
        after: Option<SettlementId>,
        limit: u64,
    ) -> Result<Vec<Settlement>, StoreError> {
        let days = (period.from, period.until);
        let entries = self.0.settlements.entries(seller, days, after, limit.min(PAGE));
        entries.await
    }

    async fn statistics(&self, seller: SellerId) -> Result<SellerStatistics, StoreError> {
        let months = self.0.settlements.months(seller).await?;
        Ok(SellerStatistics::of(&months, self.today()))
    }
}
