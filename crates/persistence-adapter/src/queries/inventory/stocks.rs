//! What lies where.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Nullable};
use diesel_async::RunQueryDsl;
use hexmart_application::inventory::{ChainLevel, ItemTotal};
use hexmart_application::platform::StoreError;
use hexmart_domain::shared::{Instant, ItemId, LocationId, WarehouseId};

use super::heads::{COLUMNS, heads};
use super::{Conn, classify, count};
use crate::columns::Key;
use crate::rows::HeadRow;

#[derive(QueryableByName)]
struct ChainRow {
    #[diesel(embed)]
    head: HeadRow,
    #[diesel(sql_type = Binary)]
    warehouse_id: Key,
    #[diesel(sql_type = Nullable<Binary>)]
    product_id: Option<Key>,
}

impl ChainRow {
    fn level(self) -> Result<ChainLevel, StoreError> {
        let (key, level) = self.head.level()?;
        Ok(ChainLevel {
            key,
            warehouse: self.warehouse_id.id(),
            product: self.product_id.map(Key::id),
            level,
        })
    }
}

const WITH_PRODUCT: &str = "LEFT JOIN variants ON variants.item_id = chain.item_id";

async fn load(conn: &mut Conn, statement: String) -> Result<Vec<ChainLevel>, StoreError> {
    let rows: Vec<ChainRow> = diesel::sql_query(statement).load(conn).await.map_err(classify)?;
    rows.into_iter().map(ChainRow::level).collect()
}

/// See [`StockQueries::of_item`](hexmart_application::inventory::StockQueries::of_item).
pub(super) async fn of_item(
    conn: &mut Conn,
    item: ItemId,
    at: Option<Instant>,
) -> Result<Vec<ChainLevel>, StoreError> {
    load(conn, of_item_sql(item, at)).await
}

pub(super) fn of_item_sql(item: ItemId, at: Option<Instant>) -> String {
    format!(
        "SELECT {COLUMNS}, variants.product_id FROM {} {WITH_PRODUCT} WHERE chain.item_id = {} \
         ORDER BY chain.location_id",
        heads(at),
        Key::from(item).literal()
    )
}

/// See [`StockQueries::on_rack`](hexmart_application::inventory::StockQueries::on_rack).
pub(super) async fn on_rack(
    conn: &mut Conn,
    rack: LocationId,
    after: Option<ItemId>,
    limit: u64,
) -> Result<Vec<ChainLevel>, StoreError> {
    load(conn, on_rack_sql(rack, after, limit)).await
}

pub(super) fn on_rack_sql(rack: LocationId, after: Option<ItemId>, limit: u64) -> String {
    format!(
        "SELECT {COLUMNS}, variants.product_id FROM {} {WITH_PRODUCT} WHERE chain.location_id = {} \
         AND chain.item_id > {} ORDER BY chain.item_id LIMIT {}",
        heads(None),
        Key::from(rack).literal(),
        after.map_or(Key::NONE, Key::from).literal(),
        count(limit)
    )
}

#[derive(QueryableByName)]
struct TotalRow {
    #[diesel(sql_type = Binary)]
    item_id: Key,
    #[diesel(sql_type = Nullable<Binary>)]
    product_id: Option<Key>,
    #[diesel(sql_type = BigInt)]
    on_hand: i64,
    #[diesel(sql_type = BigInt)]
    reserved: i64,
}

/// See [`StockQueries::in_warehouse`](hexmart_application::inventory::StockQueries::in_warehouse).
pub(super) async fn in_warehouse(
    conn: &mut Conn,
    warehouse: WarehouseId,
    after: Option<ItemId>,
    limit: u64,
) -> Result<Vec<ItemTotal>, StoreError> {
    let statement = diesel::sql_query(in_warehouse_sql(warehouse, after, limit));
    let rows: Vec<TotalRow> = statement.load(conn).await.map_err(classify)?;
    let total = |row: TotalRow| ItemTotal {
        item: row.item_id.id(),
        product: row.product_id.map(Key::id),
        on_hand: row.on_hand,
        reserved: row.reserved,
    };
    Ok(rows.into_iter().map(total).collect())
}

/// The index of the chains in a building is in the order of the items, so no more of them are added up than are shown.
pub(super) fn in_warehouse_sql(warehouse: WarehouseId, after: Option<ItemId>, limit: u64) -> String {
    format!(
        "SELECT chain.item_id, MAX(variants.product_id) AS product_id, CAST(SUM(head.on_hand_after) AS SIGNED) AS on_hand, \
         CAST(SUM(head.reserved_after) AS SIGNED) AS reserved FROM {} {WITH_PRODUCT} WHERE chain.warehouse_id = {} \
         AND chain.item_id > {} GROUP BY chain.item_id ORDER BY chain.item_id LIMIT {}",
        heads(None),
        Key::from(warehouse).literal(),
        after.map_or(Key::NONE, Key::from).literal(),
        count(limit)
    )
}
