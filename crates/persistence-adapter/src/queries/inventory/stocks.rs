//! What lies where.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Nullable};
use diesel_async::RunQueryDsl;
use hexmart_application::inventory::{ChainLevel, ItemTotal};
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::StockKey;
use hexmart_domain::shared::{Instant, ItemId, LocationId, ProductId, WarehouseId};

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

pub(in super::super) fn of_item_sql(item: ItemId, at: Option<Instant>) -> String {
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

pub(in super::super) fn on_rack_sql(rack: LocationId, after: Option<ItemId>, limit: u64) -> String {
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
pub(in super::super) fn in_warehouse_sql(
    warehouse: WarehouseId,
    after: Option<ItemId>,
    limit: u64,
) -> String {
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

/// See [`StockQueries::reserved`](hexmart_application::inventory::StockQueries::reserved).
pub(super) async fn reserved(conn: &mut Conn) -> Result<Vec<(StockKey, i64)>, StoreError> {
    let statement = format!(
        "SELECT {COLUMNS} FROM {} WHERE head.reserved_after <> 0 ORDER BY chain.item_id, chain.location_id",
        heads(None)
    );
    let rows: Vec<HeadRow> = diesel::sql_query(statement).load(conn).await.map_err(classify)?;
    let reserved = |head: HeadRow| {
        let (key, level) = head.level()?;
        Ok((key, level.reserved.get()))
    };
    rows.into_iter().map(reserved).collect()
}

#[derive(QueryableByName)]
struct ProductRow {
    #[diesel(sql_type = Binary)]
    id: Key,
}

/// See [`StockQueries::miscounted`](hexmart_application::inventory::StockQueries::miscounted).
pub(super) async fn miscounted(conn: &mut Conn, limit: u64) -> Result<Vec<ProductId>, StoreError> {
    let statement = format!(
        "SELECT products.id AS id FROM products WHERE (products.stocked > 0) <> EXISTS (\
         SELECT 1 FROM variants JOIN stock_chains ON stock_chains.item_id = variants.item_id AND stock_chains.sellable \
         WHERE variants.product_id = products.id AND (SELECT newest.on_hand_after > newest.reserved_after \
         FROM stock_events AS newest WHERE newest.item_id = stock_chains.item_id \
         AND newest.location_id = stock_chains.location_id ORDER BY newest.version DESC LIMIT 1)) \
         ORDER BY products.id LIMIT {}",
        count(limit)
    );
    let rows: Vec<ProductRow> = diesel::sql_query(statement).load(conn).await.map_err(classify)?;
    Ok(rows.into_iter().map(|row| row.id.id()).collect())
}
