//! How events of the stock ledger are written.

use std::collections::BTreeSet;

use diesel::QueryResult;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use hexmart_domain::inventory::StockEvent;

use super::script::{ROWS, hex, inserts, row_values, run};
use super::{Conn, crossing};
use crate::columns::{At, Key, to_text};
use crate::rows::{Crossings, StockRow, crossings};
use crate::schema::stock_events;

/// The columns, in the order of [`literals`].
pub(super) const COLUMNS: &str = "item_id, location_id, version, kind, `change`, reserved_change, on_hand_after, \
                                  reserved_after, ceiling, low, reason, reference, op_id, actor_id, recorded_at";

/// An event with this version as SQL: numbers, ids, instants, words of our own, and a reason as digits.
pub(super) fn literals(event: &StockEvent, version: &str) -> String {
    let StockRow {
        item_id,
        location_id,
        version: _,
        kind,
        change,
        reserved_change,
        on_hand_after,
        reserved_after,
        ceiling,
        low,
        reason,
        reference,
        op_id,
        actor_id,
        recorded_at,
    } = StockRow::from(event);
    let [item, location, operation] = [item_id, location_id, op_id].map(Key::literal);
    let null = || "NULL".to_owned();
    let [ceiling, low] = [ceiling, low].map(|pieces| pieces.map_or_else(null, |pieces| pieces.to_string()));
    let [reference, actor] = [reference, actor_id].map(|key| key.map_or_else(null, Key::literal));
    let reason = reason.map_or_else(null, |reason| hex(&reason));
    format!(
        "{item}, {location}, {version}, '{kind}', {change}, {reserved_change}, {on_hand_after}, {reserved_after}, \
         {ceiling}, {low}, {reason}, {reference}, {operation}, {actor}, '{at}'",
        at = to_text(recorded_at.0)
    )
}

/// Appends events, all or none, and counts which chains have something available.
pub(super) async fn insert_stock_events(conn: &mut Conn, events: &[StockEvent]) -> QueryResult<()> {
    let crossings = crossings(events);
    // One event is a statement that stays prepared. Several are one statement of a length that does not come again, so it
    // is sent as text: preparing it would cost a round trip more, for nothing.
    if let [event] = events
        && event.version > 1
        && crossings.is_empty()
    {
        return diesel::insert_into(stock_events::table)
            .values(StockRow::from(event))
            .execute(conn)
            .await
            .map(drop);
    }
    let mut statements = statements(events, &crossings);
    // One statement is all or nothing by itself; several need a savepoint to be that.
    let several = statements.len() > 1;
    if several {
        statements.insert(0, "SAVEPOINT appending".to_owned());
    }
    let appended = run(conn, &statements).await;
    if several && appended.is_err() {
        // Fails when the whole transaction was rolled back; then there is nothing to undo, and the first failure counts.
        let _undone = conn.batch_execute("ROLLBACK TO SAVEPOINT appending").await;
    }
    appended
}

/// Statements that append events, and count which chains have something available.
pub(super) fn event_inserts(events: &[StockEvent]) -> Vec<String> {
    statements(events, &crossings(events))
}

/// Statements that append the first events of products that are new as well, and are counted when they are added.
pub(super) fn counted_event_inserts(events: &[StockEvent]) -> Vec<String> {
    statements(events, &crossings(events).without_chains())
}

fn statements(events: &[StockEvent], crossings: &Crossings) -> Vec<String> {
    let Some(last) = events.last() else {
        return Vec::new();
    };
    let into = format!("stock_events ({COLUMNS})");
    let mut statements = inserts(
        &into,
        events
            .iter()
            .map(|event| literals(event, &event.version.to_string())),
    );
    statements.extend(openings(events));
    statements.extend(crossing::statements(crossings, At(last.recorded_at)));
    statements
}

/// Writes down the chains that begin, in the buildings of their racks; there is no chain without a rack. The buildings are
/// locked, so that whether their stock can be sold stays as it is until the transaction ends.
fn openings(events: &[StockEvent]) -> Vec<String> {
    let opened: BTreeSet<_> = events
        .iter()
        .filter(|event| event.version == 1)
        .map(|event| event.key)
        .collect();
    let rows: Vec<_> = opened
        .into_iter()
        .map(|key| {
            let [item, location] = [key.item.into(), key.location.into()].map(Key::literal);
            format!("{item}, {location}")
        })
        .collect();
    rows.chunks(ROWS)
        .map(|some| {
            format!(
                "INSERT INTO stock_chains (item_id, location_id, warehouse_id, sellable) \
                 WITH opened (item_id, location_id) AS ({}) \
                 SELECT opened.item_id, opened.location_id, warehouses.id, warehouses.available FROM opened \
                 LEFT JOIN racks ON racks.id = opened.location_id \
                 LEFT JOIN warehouses ON warehouses.id = racks.warehouse_id LOCK IN SHARE MODE",
                row_values(some.iter().cloned())
            )
        })
        .collect()
}
