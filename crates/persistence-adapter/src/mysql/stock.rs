//! How events of the stock ledger are written inside a transaction.

use diesel::QueryResult;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use hexmart_domain::inventory::StockEvent;

use super::script::{inserts, run};
use super::{Conn, crossing};
use crate::columns::At;
use crate::rows::{Crossing, StockRow, crossings};
use crate::schema::stock_events;

/// Appends events, all or none, and counts which chains have something available.
pub(super) async fn insert_stock_events(conn: &mut Conn, events: &[StockEvent]) -> QueryResult<()> {
    insert(conn, events, &crossings(events)).await
}

/// Appends the first events of products that are new as well, and were counted when they were added.
pub(super) async fn insert_counted_stock_events(conn: &mut Conn, events: &[StockEvent]) -> QueryResult<()> {
    insert(conn, events, &[]).await
}

/// One event is a statement that stays prepared. Several are one statement of a length that does not come again, so it
/// is sent as text: preparing it would cost a round trip more, for nothing.
async fn insert(conn: &mut Conn, events: &[StockEvent], crossings: &[Crossing]) -> QueryResult<()> {
    let Some(last) = events.last() else {
        return Ok(());
    };
    if let ([event], []) = (events, crossings) {
        let row = StockRow::from(event);
        return diesel::insert_into(stock_events::table)
            .values(row)
            .execute(conn)
            .await
            .map(drop);
    }
    let into = format!("stock_events ({})", StockRow::COLUMNS);
    let rows = events.iter().map(|event| StockRow::from(event).literals());
    let mut statements = inserts(&into, rows);
    statements.extend(crossing::statements(crossings, At(last.recorded_at)));
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
