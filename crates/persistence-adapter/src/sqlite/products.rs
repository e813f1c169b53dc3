//! How products and the rows beside them are written: row by row, each with a statement that stays prepared.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use super::prepared::update;
use super::{Conn, end_of_rows, in_place, say};
use crate::columns::{At, Key, UtcMicros};
use crate::rows::{ChangeRow, Crossings, ProductRow, RAN_LOW, SideRows};
use crate::schema::{
    catalogue_feed, categories, product_changes, product_pictures, product_tags, products, racks,
    stock_chains, stock_events, variants, warehouses,
};

/// Adds products with the rows beside them, all or none, and feeds them. A savepoint makes the rows all or none, as one
/// statement would be; for a single product, which is rarely refused, it would cost more than taking it back.
pub(super) async fn insert_products(
    conn: &mut Conn,
    rows: Vec<ProductRow>,
    side: &SideRows,
) -> QueryResult<()> {
    let side = side.clone();
    match <[ProductRow; 1]>::try_from(rows) {
        Ok([row]) => in_place(conn, move |conn| insert_one(conn, row, side)).await,
        Err(rows) => {
            say(conn, "SAVEPOINT rows").await?;
            let outcome = in_place(conn, move |conn| insert_rows(conn, rows, side)).await;
            end_of_rows(conn, outcome).await
        }
    }
}

fn insert_rows(conn: &mut SqliteConnection, rows: Vec<ProductRow>, side: SideRows) -> QueryResult<()> {
    for row in rows {
        let (id, at) = (row.id, row.state.updated_at);
        row.insert_into(products::table).execute(conn)?;
        feed_one(conn, id, at)?;
    }
    insert_side(conn, side)
}

/// Adds a product, or takes back what there is of it; its entry in the feed comes last, when nothing is refused any more.
fn insert_one(conn: &mut SqliteConnection, row: ProductRow, side: SideRows) -> QueryResult<()> {
    let (id, at) = (row.id, row.state.updated_at);
    // Where this is refused nothing was written, and there may be such a product already.
    row.insert_into(products::table).execute(conn)?;
    let inserted = insert_side(conn, side.clone()).and_then(|()| feed_one(conn, id, at));
    if inserted.is_err() {
        remove_side(conn, side)?;
        diesel::delete(products::table.find(id)).execute(conn)?;
    }
    inserted
}

fn insert_side(conn: &mut SqliteConnection, side: SideRows) -> QueryResult<()> {
    for row in side.variants {
        row.insert_into(variants::table).execute(conn)?;
    }
    for row in side.tags {
        row.insert_into(product_tags::table).execute(conn)?;
    }
    for row in side.pictures {
        row.insert_into(product_pictures::table).execute(conn)?;
    }
    Ok(())
}

/// Removes rows, by their keys, that are beside the product that they name: a key that was taken is another's.
fn remove_side(conn: &mut SqliteConnection, gone: SideRows) -> QueryResult<()> {
    for row in gone.variants {
        let own = variants::product_id.eq(row.product_id);
        diesel::delete(variants::table.find(row.item_id).filter(own)).execute(conn)?;
    }
    for row in gone.tags {
        diesel::delete(product_tags::table.find((row.tag, row.product_id))).execute(conn)?;
    }
    for row in gone.pictures {
        let own = product_pictures::product_id.eq(row.product_id);
        diesel::delete(product_pictures::table.find(row.id).filter(own)).execute(conn)?;
    }
    Ok(())
}

/// A product of which nobody else can write another version before the transaction ends.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = products)]
pub(super) struct HeldProduct {
    pub(super) id: Key,
    pub(super) version: i64,
    pub(super) particulars: Option<String>,
}

/// The one writer holds whatever it reads.
pub(super) async fn hold_products(conn: &mut Conn, keys: &[Key]) -> QueryResult<Vec<HeldProduct>> {
    let keys = keys.to_vec();
    in_place(conn, move |conn| {
        let held = keys.into_iter().map(|key| {
            products::table
                .filter(products::id.eq(key))
                .select(HeldProduct::as_select())
                .first(conn)
                .optional()
        });
        held.filter_map(Result::transpose).collect()
    })
    .await
}

/// The products that hang on a category.
pub(super) async fn hold_hanging(conn: &mut Conn, category: Key) -> QueryResult<Vec<HeldProduct>> {
    in_place(conn, move |conn| {
        products::table
            .filter(products::category_id.eq(category))
            .order(products::id.asc())
            .select(HeldProduct::as_select())
            .load(conn)
    })
    .await
}

/// Whether there is such a category; the one writer keeps it.
pub(super) async fn hold_category(conn: &mut Conn, category: Key) -> QueryResult<bool> {
    in_place(conn, move |conn| {
        diesel::select(diesel::dsl::exists(categories::table.find(category))).get_result(conn)
    })
    .await
}

/// Writes the new states of products that are held.
pub(super) async fn update_products(conn: &mut Conn, rows: Vec<ProductRow>) -> QueryResult<()> {
    in_place(conn, move |conn| {
        for row in rows {
            update(products::table, products::id.eq(row.id), row.state).execute(conn)?;
        }
        Ok(())
    })
    .await
}

/// Replaces rows beside products. What is gone goes first: somebody else may have taken its place.
pub(super) async fn replace_side(conn: &mut Conn, gone: &SideRows, new: &SideRows) -> QueryResult<()> {
    let (gone, new) = (gone.clone(), new.clone());
    in_place(conn, move |conn| {
        remove_side(conn, gone)?;
        insert_side(conn, new)
    })
    .await
}

/// Counts anew which chains of these products can be sold and have something available.
pub(super) async fn recount(conn: &mut Conn, keys: &[Key]) -> QueryResult<()> {
    let keys = keys.to_vec();
    in_place(conn, move |conn| {
        for key in keys {
            let newest = stock_events::table
                .filter(stock_events::item_id.eq(stock_chains::item_id))
                .filter(stock_events::location_id.eq(stock_chains::location_id))
                .order(stock_events::version.desc())
                .select(stock_events::on_hand_after - stock_events::reserved_after)
                .limit(1);
            let stocked: i64 = variants::table
                .inner_join(stock_chains::table.on(stock_chains::item_id.eq(variants::item_id)))
                .filter(variants::product_id.eq(key))
                .filter(stock_chains::sellable.eq(true))
                .filter(newest.single_value().gt(0))
                .select(count_star())
                .get_result(conn)?;
            let counted = products::stocked.eq(stocked);
            update(products::table, products::id.eq(key), counted).execute(conn)?;
        }
        Ok(())
    })
    .await
}

/// Writes what edits changed.
pub(super) async fn insert_changes(conn: &mut Conn, changes: &[ChangeRow]) -> QueryResult<()> {
    let changes = changes.to_vec();
    in_place(conn, move |conn| {
        for row in changes {
            row.insert_into(product_changes::table).execute(conn)?;
        }
        Ok(())
    })
    .await
}

/// Adds entries to the feed.
pub(super) async fn feed_products(conn: &mut Conn, products: &[Key], at: At) -> QueryResult<()> {
    let products = products.to_vec();
    in_place(conn, move |conn| {
        products
            .into_iter()
            .try_for_each(|product| feed_one(conn, product, at))
    })
    .await
}

fn feed_one(conn: &mut SqliteConnection, product: Key, at: At) -> QueryResult<()> {
    diesel::insert_into(catalogue_feed::table)
        .values((
            catalogue_feed::product_id.eq(product),
            catalogue_feed::added_at.eq(at),
        ))
        .execute(conn)
        .map(drop)
}

/// The building of a rack, and whether what lies there can be sold. There is no chain without a rack.
pub(super) fn building(conn: &mut SqliteConnection, location: Key) -> QueryResult<(Key, bool)> {
    racks::table
        .inner_join(warehouses::table.on(warehouses::id.eq(racks::warehouse_id)))
        .filter(racks::id.eq(location))
        .select((warehouses::id, warehouses::available))
        .first(conn)
}

/// Writes down that there is a chain, in this building.
pub(super) fn open_chain(
    conn: &mut SqliteConnection,
    (item, location): (Key, Key),
    (warehouse, sellable): (Key, bool),
) -> QueryResult<()> {
    diesel::insert_into(stock_chains::table)
        .values((
            stock_chains::item_id.eq(item),
            stock_chains::location_id.eq(location),
            stock_chains::warehouse_id.eq(warehouse),
            stock_chains::sellable.eq(sellable),
        ))
        .execute(conn)
        .map(drop)
}

/// Counts the chains that can be sold and crossed zero, and feeds the products of which something can be had now and could
/// not before, or the opposite, and those that ran low.
pub(super) fn cross(conn: &mut SqliteConnection, crossings: &Crossings, at: At) -> QueryResult<()> {
    for crossing in &crossings.chains {
        let product: Option<Key> = variants::table
            .inner_join(stock_chains::table.on(stock_chains::item_id.eq(variants::item_id)))
            .filter(variants::item_id.eq(crossing.item))
            .filter(stock_chains::location_id.eq(crossing.location))
            .filter(stock_chains::sellable.eq(true))
            .select(variants::product_id)
            .first(conn)
            .optional()?;
        let Some(product) = product else {
            continue;
        };
        let change = if crossing.began { 1 } else { -1 };
        let counted = products::stocked.eq(products::stocked + change);
        update(products::table, products::id.eq(product), counted).execute(conn)?;
        let row = products::table.find(product);
        let stocked: Option<i64> = row.select(products::stocked).first(conn).optional()?;
        if stocked == Some(i64::from(crossing.began)) {
            feed_one(conn, product, at)?;
        }
    }
    for item in &crossings.low {
        variants::table
            .filter(variants::item_id.eq(item))
            .select((
                variants::product_id,
                at.into_sql::<UtcMicros>(),
                Some(RAN_LOW).into_sql::<Nullable<Text>>(),
                variants::item_id.nullable(),
            ))
            .insert_into(catalogue_feed::table)
            .into_columns((
                catalogue_feed::product_id,
                catalogue_feed::added_at,
                catalogue_feed::what,
                catalogue_feed::item_id,
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// When something happens of which nobody says when.
pub(super) const CLOCK: &str = "strftime('%Y-%m-%d %H:%M:%f000', 'now')";
