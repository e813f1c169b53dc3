use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::inventory::WarehouseFilter;
use hexmart_application::platform::{StoreError, UniqueKey, Vault};
use hexmart_domain::inventory::{Rack, Warehouse};
use hexmart_domain::shared::{LocationId, WarehouseId, fold_case};

use super::super::catalogue::instr;
use super::super::dialect::Database;
use super::super::{feed_products, guarded, hold_products, pricing, products, recount};
use super::{Conn, classify, count};
use crate::columns::{At, Key};
use crate::rows::{RackRow, WarehouseRow};
use crate::schema::{products as product_rows, racks, stock_chains, variants, warehouses};

/// See [`WarehouseRepository::find`](hexmart_application::inventory::WarehouseRepository::find).
pub(super) async fn find(
    conn: &mut Conn,
    id: WarehouseId,
    vault: &dyn Vault,
) -> Result<Option<Warehouse>, StoreError> {
    let row: Option<WarehouseRow> = warehouses::table
        .find(Key::from(id))
        .select(WarehouseRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(|row| row.open(vault)).transpose()
}

/// See [`WarehouseRepository::add`](hexmart_application::inventory::WarehouseRepository::add).
pub(super) async fn add(conn: &mut Conn, warehouse: &Warehouse, vault: &dyn Vault) -> Result<(), StoreError> {
    diesel::insert_into(warehouses::table)
        .values(WarehouseRow::seal(warehouse, vault)?)
        .execute(conn)
        .await
        .map_err(pricing::duplicate(UniqueKey::Id))?;
    Ok(())
}

/// See [`WarehouseRepository::save`](hexmart_application::inventory::WarehouseRepository::save). Whoever opens a chain in
/// the building meanwhile waits for the row that is written first, and then finds out whether its stock can be sold.
pub(super) async fn save(
    conn: &mut Conn,
    warehouse: &Warehouse,
    vault: &dyn Vault,
) -> Result<(), StoreError> {
    let id = Key::from(warehouse.id);
    let unchanged = warehouses::table
        .filter(warehouses::id.eq(id))
        .filter(warehouses::version.eq(warehouse.version.saturating_sub(1)));
    let written = diesel::update(unchanged)
        .set(WarehouseRow::seal(warehouse, vault)?)
        .execute(conn)
        .await
        .map_err(classify)?;
    guarded(written)?;
    let others = stock_chains::table
        .filter(stock_chains::warehouse_id.eq(id))
        .filter(stock_chains::sellable.ne(warehouse.available));
    let turned = diesel::update(others)
        .set(stock_chains::sellable.eq(warehouse.available))
        .execute(conn)
        .await
        .map_err(classify)?;
    if turned == 0 {
        return Ok(());
    }
    count_stock(conn, id, At(warehouse.updated_at)).await
}

/// Products that are counted at once.
const SOME: usize = 500;

/// Counts anew of which products of a building something can be had, and feeds those of which that changed.
async fn count_stock(conn: &mut Conn, warehouse: Key, at: At) -> Result<(), StoreError> {
    let affected: Vec<Key> = stock_chains::table
        .inner_join(variants::table.on(variants::item_id.eq(stock_chains::item_id)))
        .filter(stock_chains::warehouse_id.eq(warehouse))
        .select(variants::product_id)
        .distinct()
        .order(variants::product_id.asc())
        .load(conn)
        .await
        .map_err(classify)?;
    for some in affected.chunks(SOME) {
        // Held, so that no event that crosses zero is counted by nobody.
        hold_products(conn, some).await.map_err(classify)?;
        let before = in_stock(conn, some).await?;
        recount(conn, some).await.map_err(classify)?;
        let after = in_stock(conn, some).await?;
        let differs = |product: &Key| before.contains(product) != after.contains(product);
        let changed: Vec<_> = some.iter().copied().filter(differs).collect();
        feed_products(conn, &changed, at)
            .await
            .map_err(products::conflicting)?;
    }
    Ok(())
}

async fn in_stock(conn: &mut Conn, among: &[Key]) -> Result<std::collections::HashSet<Key>, StoreError> {
    let there: Vec<Key> = product_rows::table
        .filter(product_rows::id.eq_any(among))
        .filter(product_rows::in_stock.eq(true))
        .select(product_rows::id)
        .load(conn)
        .await
        .map_err(classify)?;
    Ok(there.into_iter().collect())
}

/// See [`WarehouseRepository::rack`](hexmart_application::inventory::WarehouseRepository::rack).
pub(super) async fn rack(conn: &mut Conn, id: LocationId) -> Result<Option<Rack>, StoreError> {
    let row: Option<RackRow> = racks::table
        .find(Key::from(id))
        .select(RackRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(Rack::try_from).transpose()
}

/// See [`WarehouseRepository::add_rack`](hexmart_application::inventory::WarehouseRepository::add_rack).
pub(super) async fn add_rack(conn: &mut Conn, rack: &Rack) -> Result<(), StoreError> {
    diesel::insert_into(racks::table)
        .values(RackRow::from(rack))
        .execute(conn)
        .await
        .map_err(pricing::duplicate(UniqueKey::Id))?;
    Ok(())
}

/// See [`WarehouseRepository::save_rack`](hexmart_application::inventory::WarehouseRepository::save_rack).
pub(super) async fn save_rack(conn: &mut Conn, rack: &Rack) -> Result<(), StoreError> {
    let unchanged = racks::table
        .filter(racks::id.eq(Key::from(rack.id)))
        .filter(racks::version.eq(rack.version.saturating_sub(1)));
    let written = diesel::update(unchanged)
        .set(RackRow::from(rack))
        .execute(conn)
        .await
        .map_err(classify)?;
    guarded(written)
}

/// See [`StockQueries::warehouses`](hexmart_application::inventory::StockQueries::warehouses).
pub(super) async fn page(
    conn: &mut Conn,
    filter: &WarehouseFilter,
    after: Option<WarehouseId>,
    limit: u64,
    vault: &dyn Vault,
) -> Result<Vec<Warehouse>, StoreError> {
    let mut listed = warehouses::table
        .filter(warehouses::id.gt(after.map_or(Key::NONE, Key::from)))
        .order(warehouses::id.asc())
        .limit(count(limit))
        .select(WarehouseRow::as_select())
        .into_boxed::<Database>();
    if let Some(name) = &filter.name {
        listed = listed.filter(instr(warehouses::name_folded, fold_case(name)).gt(0));
    }
    if let Some(address) = &filter.address {
        let folded = warehouses::address_folded.assume_not_null();
        listed = listed.filter(instr(folded, fold_case(address)).gt(0));
    }
    if let Some(available) = filter.available {
        listed = listed.filter(warehouses::available.eq(available));
    }
    let rows: Vec<WarehouseRow> = listed.load(conn).await.map_err(classify)?;
    rows.into_iter().map(|row| row.open(vault)).collect()
}

/// See [`StockQueries::warehouse`](hexmart_application::inventory::StockQueries::warehouse).
pub(super) async fn with_racks(
    conn: &mut Conn,
    id: WarehouseId,
    vault: &dyn Vault,
) -> Result<Option<(Warehouse, Vec<Rack>)>, StoreError> {
    let rows: Vec<(WarehouseRow, Option<RackRow>)> = warehouses::table
        .left_join(racks::table.on(racks::warehouse_id.eq(warehouses::id)))
        .filter(warehouses::id.eq(Key::from(id)))
        .order(racks::id.asc())
        .select((WarehouseRow::as_select(), Option::<RackRow>::as_select()))
        .load(conn)
        .await
        .map_err(classify)?;
    let (mut warehouse, mut found) = (None, Vec::new());
    for (row, rack) in rows {
        warehouse = Some(row);
        found.extend(rack);
    }
    let Some(warehouse) = warehouse else {
        return Ok(None);
    };
    let racks = found.into_iter().map(Rack::try_from).collect::<Result<_, _>>()?;
    Ok(Some((warehouse.open(vault)?, racks)))
}
