//! One statement that extends chains, and cannot extend what is not there.

use std::collections::HashSet;

use diesel::QueryResult;
use diesel_async::SimpleAsyncConnection;
use hexmart_domain::inventory::StockEvent;

use super::connection::Conn;
use super::crossing;
use super::script::{row_values, run};
use super::stock::{COLUMNS, literals};
use crate::columns::At;
use crate::rows::{StockRow, crossings};

/// Appends events to their chains, all or none.
///
/// The decisions behind them may have met levels from memory, so the statement looks for itself: the first event of each
/// chain takes its version from the one it extends. Should that one be missing, or carry other totals, the version is
/// NULL and the statement fails; should the chain have moved on, the key is taken.
///
/// It also takes a shared lock on the first event of each chain, the row that a starving batch locks for itself (see
/// `ledger`): nobody is kept waiting by another's shared lock, and everybody by a starving batch.
///
/// Sent as text: a statement of a length that hardly comes again is not worth a round trip to prepare it. Events that
/// change what can be had of a product are one transaction with that, in one round trip all the same.
pub(super) async fn append(conn: &mut Conn, events: &[StockEvent]) -> QueryResult<()> {
    let statements = statements(events);
    if statements.len() <= 1 {
        return run(conn, &statements).await;
    }
    let transaction = format!("BEGIN; {}; COMMIT", statements.join("; "));
    let appended = conn.batch_execute(&transaction).await;
    if appended.is_err() {
        // A connection that fails here has ended its transaction, or is about to: what became of it is in doubt.
        conn.batch_execute("ROLLBACK").await?;
    }
    appended
}

/// The same in a transaction that is open already, which the caller ends.
pub(super) async fn append_within(conn: &mut Conn, events: &[StockEvent]) -> QueryResult<()> {
    run(conn, &statements(events)).await
}

fn statements(events: &[StockEvent]) -> Vec<String> {
    let Some(last) = events.last() else {
        return Vec::new();
    };
    let mut statements = vec![sql(events)];
    let crossings = crossings(events);
    if !crossings.is_empty() {
        statements.extend(crossing::statements(&crossings, At(last.recorded_at)));
    }
    statements
}

/// `anchor.version` is 1, and used: a joined table of which nothing is used would be left out, and its lock with it.
const EXTENDED: &str = "last.version + anchor.version";

fn sql(events: &[StockEvent]) -> String {
    let rows = match events {
        [event] => one(event),
        several => many(several),
    };
    format!("INSERT INTO stock_events ({COLUMNS}) {rows} LOCK IN SHARE MODE")
}

/// One event is looked up by numbers that stand in the text: a table of one row would cost more than the event itself.
fn one(event: &StockEvent) -> String {
    let row = StockRow::from(event);
    let next = [
        row.item_id.literal(),
        row.location_id.literal(),
        row.version.to_string(),
        row.change.to_string(),
        row.reserved_change.to_string(),
        row.on_hand_after.to_string(),
        row.reserved_after.to_string(),
    ];
    format!(
        "SELECT {} FROM (SELECT 1) AS one {}",
        literals(event, EXTENDED),
        extended("TRUE", next.each_ref().map(String::as_str))
    )
}

fn many(events: &[StockEvent]) -> String {
    let mut chains = HashSet::new();
    let rows = events.iter().map(|event| {
        let is_first = chains.insert(event.key);
        let version = event.version.to_string();
        format!("{}, {is_first}", literals(event, &version))
    });
    format!(
        "WITH next ({COLUMNS}, is_first) AS ({rows}) \
         SELECT next.item_id, next.location_id, IF(next.is_first, {EXTENDED}, next.version), next.kind, \
         next.`change`, next.reserved_change, next.on_hand_after, next.reserved_after, next.ceiling, next.low, next.reason, \
         next.reference, next.op_id, next.actor_id, next.recorded_at FROM next {extended}",
        rows = row_values(rows),
        extended = extended(
            "next.is_first",
            [
                "next.item_id",
                "next.location_id",
                "next.version",
                "next.`change`",
                "next.reserved_change",
                "next.on_hand_after",
                "next.reserved_after"
            ]
        ),
    )
}

/// What an event extends, and the first event of its chain.
fn extended(applies: &str, next: [&str; 7]) -> String {
    let [
        item,
        location,
        version,
        change,
        reserved_change,
        on_hand,
        reserved,
    ] = next;
    format!(
        "LEFT JOIN stock_events AS last ON {applies} \
         AND last.item_id = {item} AND last.location_id = {location} AND last.version = {version} - 1 \
         AND last.on_hand_after = {on_hand} - ({change}) AND last.reserved_after = {reserved} - ({reserved_change}) \
         LEFT JOIN stock_events AS anchor ON {applies} \
         AND anchor.item_id = {item} AND anchor.location_id = {location} AND anchor.version = 1"
    )
}
