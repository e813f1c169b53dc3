//! The questions about stock, over whatever the database's own `Desk` asks with.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::FutureExt;
use hexmart_application::inventory::{
    ChainLevel, ItemTotal, LedgerFault, LedgerFilter, LedgerMark, StockQueries, WarehouseFilter,
};
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::{Rack, StockEvent, StockKey, Warehouse};
use hexmart_domain::shared::{Instant, ItemId, LocationId, ProductId, WarehouseId};

use super::super::super::desk::Desk;
use super::{ledger, stocks, warehouses};

#[async_trait]
impl StockQueries for Desk {
    async fn history(
        &self,
        key: StockKey,
        after_version: i64,
        limit: u64,
    ) -> Result<Vec<StockEvent>, StoreError> {
        self.ask(move |conn| ledger::history(conn, key, after_version, limit).boxed())
            .await
    }

    async fn entries(
        &self,
        filter: &LedgerFilter,
        before: Option<LedgerMark>,
        limit: u64,
    ) -> Result<Vec<StockEvent>, StoreError> {
        let filter = Arc::new(filter.clone());
        self.search(move |conn| {
            let filter = Arc::clone(&filter);
            async move { ledger::entries(conn, &filter, before, limit).await }.boxed()
        })
        .await
    }

    async fn of_item(&self, item: ItemId, at: Option<Instant>) -> Result<Vec<ChainLevel>, StoreError> {
        self.search(move |conn| stocks::of_item(conn, item, at).boxed())
            .await
    }

    async fn on_rack(
        &self,
        rack: LocationId,
        after: Option<ItemId>,
        limit: u64,
    ) -> Result<Vec<ChainLevel>, StoreError> {
        self.search(move |conn| stocks::on_rack(conn, rack, after, limit).boxed())
            .await
    }

    async fn in_warehouse(
        &self,
        warehouse: WarehouseId,
        after: Option<ItemId>,
        limit: u64,
    ) -> Result<Vec<ItemTotal>, StoreError> {
        self.search(move |conn| stocks::in_warehouse(conn, warehouse, after, limit).boxed())
            .await
    }

    async fn warehouses(
        &self,
        filter: &WarehouseFilter,
        after: Option<WarehouseId>,
        limit: u64,
    ) -> Result<Vec<Warehouse>, StoreError> {
        let (filter, vault) = (Arc::new(filter.clone()), self.vault());
        self.search(move |conn| {
            let (filter, vault) = (Arc::clone(&filter), Arc::clone(&vault));
            async move { warehouses::page(conn, &filter, after, limit, &*vault).await }.boxed()
        })
        .await
    }

    async fn warehouse(&self, id: WarehouseId) -> Result<Option<(Warehouse, Vec<Rack>)>, StoreError> {
        let vault = self.vault();
        self.ask(move |conn| {
            let vault = Arc::clone(&vault);
            async move { warehouses::with_racks(conn, id, &*vault).await }.boxed()
        })
        .await
    }

    async fn reserved(&self) -> Result<Vec<(StockKey, i64)>, StoreError> {
        self.audit(|conn| stocks::reserved(conn).boxed()).await
    }

    async fn miscounted(&self, limit: u64) -> Result<Vec<ProductId>, StoreError> {
        self.audit(move |conn| stocks::miscounted(conn, limit).boxed())
            .await
    }

    async fn faults(&self, limit: u64) -> Result<Vec<LedgerFault>, StoreError> {
        self.audit(move |conn| ledger::faults(conn, limit).boxed()).await
    }
}
