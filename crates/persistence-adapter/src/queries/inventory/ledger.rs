//! What the ledger remembers.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::inventory::{LedgerFault, LedgerFilter, LedgerMark};
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::{StockEvent, StockKey, StockLevel};

use super::super::dialect;
use super::{Conn, classify, count};
use crate::columns::{Key, to_text};
use crate::rows::{HeadRow, StockRow, chain};
use crate::schema::stock_events;

/// The level of a chain after its newest event; none when it was never opened.
pub(crate) async fn level(conn: &mut Conn, key: StockKey) -> Result<Option<StockLevel>, StoreError> {
    let row: Option<HeadRow> = stock_events::table
        .filter(stock_events::item_id.eq(Key::from(key.item)))
        .filter(stock_events::location_id.eq(Key::from(key.location)))
        .order(stock_events::version.desc())
        .select(HeadRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(|head| head.level().map(|(_, level)| level)).transpose()
}

/// See [`StockQueries::history`](hexmart_application::inventory::StockQueries::history).
pub(super) async fn history(
    conn: &mut Conn,
    key: StockKey,
    after_version: i64,
    limit: u64,
) -> Result<Vec<StockEvent>, StoreError> {
    let rows: Vec<StockRow> = stock_events::table
        .filter(stock_events::item_id.eq(Key::from(key.item)))
        .filter(stock_events::location_id.eq(Key::from(key.location)))
        .filter(stock_events::version.gt(after_version))
        .order(stock_events::version.asc())
        .limit(count(limit))
        .select(StockRow::as_select())
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(StockEvent::try_from).collect()
}

/// See [`StockQueries::entries`](hexmart_application::inventory::StockQueries::entries).
pub(super) async fn entries(
    conn: &mut Conn,
    filter: &LedgerFilter,
    before: Option<LedgerMark>,
    limit: u64,
) -> Result<Vec<StockEvent>, StoreError> {
    let statement = diesel::sql_query(entries_sql(filter, before, limit));
    let rows: Vec<StockRow> = statement.load(conn).await.map_err(classify)?;
    rows.into_iter().map(StockEvent::try_from).collect()
}

/// Ids, instants and words of our own: nothing in it was typed by anybody. What an item had is read whole and sorted; of
/// all items, the index of the time is walked back from the mark.
pub(in super::super) fn entries_sql(filter: &LedgerFilter, before: Option<LedgerMark>, limit: u64) -> String {
    let id = |column: &str, key: Option<Key>| key.map(|key| format!("{column} = {}", key.literal()));
    let time =
        |compared: &str, at: Option<_>| at.map(|at| format!("recorded_at {compared} '{}'", to_text(at)));
    let conditions: Vec<_> = [
        id("item_id", filter.item.map(Key::from)),
        id("location_id", filter.location.map(Key::from)),
        id("actor_id", filter.actor.map(Key::from)),
        filter.kind.map(|kind| format!("kind = '{}'", kind.as_str())),
        time(">=", filter.from),
        time("<", filter.until),
        before.map(|mark| behind(&mark)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let table = if filter.item.is_some() {
        dialect::by_key("stock_events")
    } else {
        dialect::by_index("stock_events", "stock_events_by_time")
    };
    let which = if conditions.is_empty() {
        String::new()
    } else {
        format!("WHERE {} ", conditions.join(" AND "))
    };
    format!(
        "SELECT * FROM {table} {which}\
         ORDER BY recorded_at DESC, item_id DESC, location_id DESC, version DESC LIMIT {}",
        count(limit)
    )
}

/// Each alternative says all that it is about, for MariaDB to go right to the mark; a comparison of rows it would find by
/// reading everything before. The first condition is the one by which SQLite enters the index.
fn behind(mark: &LedgerMark) -> String {
    let (at, version) = (to_text(mark.recorded_at), mark.version);
    let [item, location] = [mark.key.item.into(), mark.key.location.into()].map(Key::literal);
    format!(
        "recorded_at <= '{at}' AND (recorded_at < '{at}' OR (recorded_at = '{at}' AND (item_id < {item} OR \
         (item_id = {item} AND (location_id < {location} OR (location_id = {location} AND version < {version}))))))"
    )
}

/// See [`StockQueries::faults`](hexmart_application::inventory::StockQueries::faults).
pub(super) async fn faults(conn: &mut Conn, limit: u64) -> Result<Vec<LedgerFault>, StoreError> {
    let before = diesel::alias!(stock_events as event_before);
    let follows = before
        .field(stock_events::item_id)
        .eq(stock_events::item_id)
        .and(
            before
                .field(stock_events::location_id)
                .eq(stock_events::location_id),
        )
        .and(before.field(stock_events::version).eq(stock_events::version - 1));
    let on_hand_before = before.field(stock_events::on_hand_after).nullable();
    let reserved_before = before.field(stock_events::reserved_after).nullable();
    let first_is_wrong = stock_events::on_hand_after
        .ne(stock_events::change)
        .or(stock_events::reserved_after.ne(stock_events::reserved_change));
    let does_not_add_up = (on_hand_before.assume_not_null() + stock_events::change)
        .ne(stock_events::on_hand_after)
        .or(
            (reserved_before.assume_not_null() + stock_events::reserved_change)
                .ne(stock_events::reserved_after),
        );
    let rows: Vec<(Key, Key, i64)> = stock_events::table
        .left_join(before.on(follows))
        .filter(
            stock_events::version
                .eq(1)
                .and(first_is_wrong)
                .or(stock_events::version
                    .gt(1)
                    .and(on_hand_before.is_null().or(does_not_add_up))),
        )
        .order((
            stock_events::item_id,
            stock_events::location_id,
            stock_events::version,
        ))
        .limit(count(limit))
        .select((
            stock_events::item_id,
            stock_events::location_id,
            stock_events::version,
        ))
        .load(conn)
        .await
        .map_err(classify)?;
    let fault = |(item, location, version)| LedgerFault {
        key: chain(item, location),
        version,
    };
    Ok(rows.into_iter().map(fault).collect())
}
