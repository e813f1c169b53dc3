//! How products and the rows beside them are written: many rows in few statements.
//!
//! What somebody typed stands in the text as hexadecimal digits; everything else is ids, numbers, instants and words of
//! our own. A text of a length that hardly comes again is not worth preparing.

use diesel::dsl::{SqlTypeOf, sql};
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::{ExpressionMethods, QueryResult, QueryableByName};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use super::Conn;
use super::script::{ENOUGH, ROWS, hex, ids, inserts, run};
use super::text::text;
use crate::columns::{At, Key, to_text};
use crate::rows::{ChangeRow, ProductRow, SideRows};
use crate::schema::products;

/// Adds products with the rows beside them, all or none, and feeds them.
pub(super) async fn insert_products(
    conn: &mut Conn,
    rows: Vec<ProductRow>,
    side: &SideRows,
) -> QueryResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut statements = vec!["SAVEPOINT adding".to_owned()];
    statements.extend(side_inserts(side));
    statements.extend(feed_inserts(
        rows.iter().map(|row| (row.id, row.state.updated_at)),
    ));
    for some in in_packets(rows) {
        statements.push(text(&diesel::insert_into(products::table).values(some))?);
    }
    let inserted = run(conn, &statements).await;
    if inserted.is_err() {
        // Fails when the whole transaction was rolled back; then there is nothing to undo, and the first failure counts.
        let _undone = conn.batch_execute("ROLLBACK TO SAVEPOINT adding").await;
    }
    inserted
}

/// As many rows together as fit one statement: descriptions are long, and a server takes packets of a certain size only.
fn in_packets(rows: Vec<ProductRow>) -> Vec<Vec<ProductRow>> {
    let (mut packets, mut size) = (Vec::<Vec<_>>::new(), 0);
    for row in rows {
        // Each byte is two digits.
        let digits = row.state.typed() * 2;
        size += digits;
        if let Some(packet) = packets
            .last_mut()
            .filter(|packet| packet.len() < ROWS && size <= ENOUGH)
        {
            packet.push(row);
        } else {
            packets.push(vec![row]);
            size = digits;
        }
    }
    packets
}

/// A product that is locked until the transaction ends.
#[derive(Debug, QueryableByName)]
pub(super) struct HeldProduct {
    #[diesel(sql_type = Binary)]
    pub(super) id: Key,
    #[diesel(sql_type = BigInt)]
    pub(super) version: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) particulars: Option<String>,
}

/// Locks products, in the order of their ids, so that two who want the same cannot lock each other out.
pub(super) async fn hold_products(conn: &mut Conn, keys: &[Key]) -> QueryResult<Vec<HeldProduct>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let among = format!("id IN ({})", ids(keys));
    hold_where(conn, &among).await
}

/// Locks the products that hang on a category.
pub(super) async fn hold_hanging(conn: &mut Conn, category: Key) -> QueryResult<Vec<HeldProduct>> {
    hold_where(conn, &format!("category_id = {}", category.literal())).await
}

async fn hold_where(conn: &mut Conn, which: &str) -> QueryResult<Vec<HeldProduct>> {
    let query = format!("SELECT id, version, particulars FROM products WHERE {which} ORDER BY id FOR UPDATE");
    diesel::sql_query(query).load(conn).await
}

/// Keeps a category from being removed; false when there is none.
pub(super) async fn hold_category(conn: &mut Conn, category: Key) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Held {
        #[diesel(sql_type = Binary)]
        #[expect(dead_code, reason = "that there is a row says everything")]
        id: Key,
    }
    let query = format!(
        "SELECT id FROM categories WHERE id = {} LOCK IN SHARE MODE",
        category.literal()
    );
    let held: Vec<Held> = diesel::sql_query(query).load(conn).await?;
    Ok(!held.is_empty())
}

/// The value that a row would have been inserted with.
macro_rules! inserted {
    ($column:ident) => {
        products::$column.eq(sql::<SqlTypeOf<products::$column>>(concat!(
            "VALUES(",
            stringify!($column),
            ")"
        )))
    };
}

/// Writes the new states of products that are held. A statement that updates rows with a value for each is one that would
/// insert them if they were not there.
pub(super) async fn update_products(conn: &mut Conn, rows: Vec<ProductRow>) -> QueryResult<()> {
    let mut statements = Vec::new();
    for some in in_packets(rows) {
        let update = diesel::insert_into(products::table)
            .values(some)
            .on_conflict(diesel::dsl::DuplicatedKeys)
            .do_update()
            .set((
                inserted!(category_id),
                inserted!(lifecycle),
                inserted!(name),
                inserted!(name_folded),
                inserted!(description),
                inserted!(price),
                inserted!(currency),
                inserted!(updated_at),
                inserted!(discount_percentage),
                inserted!(discount_starts_at),
                inserted!(discount_ends_at),
                inserted!(particulars),
                inserted!(variants),
                inserted!(version),
                inserted!(sale_price),
                inserted!(deal),
            ));
        statements.push(text(&update)?);
    }
    run(conn, &statements).await
}

/// Replaces rows beside products. What is gone goes first: somebody else may have taken its place.
pub(super) async fn replace_side(conn: &mut Conn, gone: &SideRows, new: &SideRows) -> QueryResult<()> {
    let items: Vec<_> = gone.variants.iter().map(|row| row.item_id).collect();
    let pictures: Vec<_> = gone.pictures.iter().map(|row| row.id).collect();
    let mut statements = Vec::new();
    for some in items.chunks(ROWS) {
        statements.push(format!("DELETE FROM variants WHERE item_id IN ({})", ids(some)));
    }
    for some in pictures.chunks(ROWS) {
        statements.push(format!(
            "DELETE FROM product_pictures WHERE id IN ({})",
            ids(some)
        ));
    }
    for some in gone.tags.chunks(ROWS) {
        let each: Vec<_> = some
            .iter()
            .map(|row| {
                format!(
                    "tag = {} AND product_id = {}",
                    hex(&row.tag),
                    row.product_id.literal()
                )
            })
            .collect();
        statements.push(format!("DELETE FROM product_tags WHERE {}", each.join(" OR ")));
    }
    statements.extend(side_inserts(new));
    run(conn, &statements).await
}

fn side_inserts(side: &SideRows) -> Vec<String> {
    let variants = side.variants.iter().map(|row| {
        let [item, product, owner] = [row.item_id, row.product_id, row.owner_key].map(Key::literal);
        format!("{item}, {product}, {owner}, '{}'", row.sku_key)
    });
    let tags = side
        .tags
        .iter()
        .map(|row| format!("{}, {}", hex(&row.tag), row.product_id.literal()));
    let pictures = side
        .pictures
        .iter()
        .map(|row| format!("{}, {}", row.id.literal(), row.product_id.literal()));
    [
        inserts("variants (item_id, product_id, owner_key, sku_key)", variants),
        inserts("product_tags (tag, product_id)", tags),
        inserts("product_pictures (id, product_id)", pictures),
    ]
    .concat()
}

/// Counts anew which chains of these held products can be sold and have something available.
pub(super) async fn recount(conn: &mut Conn, products: &[Key]) -> QueryResult<()> {
    let statements: Vec<_> = products
        .chunks(ROWS)
        .map(|some| {
            format!(
                "UPDATE products SET stocked = (SELECT COUNT(*) FROM variants \
                 JOIN stock_chains ON stock_chains.item_id = variants.item_id AND stock_chains.sellable \
                 WHERE variants.product_id = products.id AND (SELECT newest.on_hand_after > newest.reserved_after \
                 FROM stock_events AS newest WHERE newest.item_id = stock_chains.item_id \
                 AND newest.location_id = stock_chains.location_id ORDER BY newest.version DESC LIMIT 1)) WHERE id IN ({})",
                ids(some)
            )
        })
        .collect();
    run(conn, &statements).await
}

/// Writes what edits changed.
pub(super) async fn insert_changes(conn: &mut Conn, changes: &[ChangeRow]) -> QueryResult<()> {
    let rows = changes.iter().map(|row| {
        let actor = row.actor_id.map_or_else(|| "NULL".to_owned(), Key::literal);
        format!(
            "{}, {}, {actor}, '{}', {}",
            row.product_id.literal(),
            row.version,
            to_text(row.changed_at.0),
            hex(&row.fields)
        )
    });
    let into = "product_changes (product_id, version, actor_id, changed_at, fields)";
    run(conn, &inserts(into, rows)).await
}

/// Adds entries to the feed.
pub(super) async fn feed_products(conn: &mut Conn, products: &[Key], at: At) -> QueryResult<()> {
    run(conn, &feed_inserts(products.iter().map(|product| (*product, at)))).await
}

/// The number of rows is known to the server beforehand, so that it takes as many positions and leaves no gap.
fn feed_inserts(entries: impl Iterator<Item = (Key, At)>) -> Vec<String> {
    let rows = entries.map(|(product, at)| format!("{}, '{}'", product.literal(), to_text(at.0)));
    inserts("catalogue_feed (product_id, added_at)", rows)
}

/// When something happens of which nobody says when.
pub(super) const CLOCK: &str = "UTC_TIMESTAMP(6)";
