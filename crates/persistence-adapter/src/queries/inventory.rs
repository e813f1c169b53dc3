use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::inventory::LedgerFault;
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::{StockEvent, StockEventKind, StockKey, StockLevel};

use super::{Conn, classify};
use crate::columns::{At, Key, quantity};
use crate::schema::stock_events;

/// The level of a chain after its newest event; none when it was never opened.
pub(crate) async fn level(conn: &mut Conn, key: StockKey) -> Result<Option<StockLevel>, StoreError> {
    let row: Option<(i64, i64, i64)> = stock_events::table
        .filter(stock_events::item_id.eq(Key::from(key.item)))
        .filter(stock_events::location_id.eq(Key::from(key.location)))
        .order(stock_events::version.desc())
        .select((
            stock_events::version,
            stock_events::on_hand_after,
            stock_events::reserved_after,
        ))
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(|(version, on_hand, reserved)| {
        Ok(StockLevel {
            version,
            on_hand: quantity(on_hand)?,
            reserved: quantity(reserved)?,
        })
    })
    .transpose()
}

type EventRow = (i64, String, i64, i64, i64, Key, Option<Key>, At);

/// See [`StockQueries::history`](hexmart_application::inventory::StockQueries::history).
pub(crate) async fn history(
    conn: &mut Conn,
    key: StockKey,
    after_version: i64,
    limit: u64,
) -> Result<Vec<StockEvent>, StoreError> {
    let rows: Vec<EventRow> = stock_events::table
        .filter(stock_events::item_id.eq(Key::from(key.item)))
        .filter(stock_events::location_id.eq(Key::from(key.location)))
        .filter(stock_events::version.gt(after_version))
        .order(stock_events::version.asc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((
            stock_events::version,
            stock_events::kind,
            stock_events::change,
            stock_events::on_hand_after,
            stock_events::reserved_after,
            stock_events::op_id,
            stock_events::actor_id,
            stock_events::recorded_at,
        ))
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(|row| event(key, row)).collect()
}

fn event(key: StockKey, row: EventRow) -> Result<StockEvent, StoreError> {
    let (version, kind, change, on_hand, reserved, operation, actor, recorded_at) = row;
    Ok(StockEvent {
        key,
        version,
        kind: StockEventKind::from_stored(&kind)
            .ok_or_else(|| StoreError::corrupt("stock_events", format!("an unknown kind {kind}")))?,
        change,
        on_hand_after: quantity(on_hand)?,
        reserved_after: quantity(reserved)?,
        operation: operation.id(),
        actor: actor.map(Key::id),
        recorded_at: recorded_at.0,
    })
}

/// See [`StockQueries::faults`](hexmart_application::inventory::StockQueries::faults).
pub(crate) async fn faults(conn: &mut Conn, limit: u64) -> Result<Vec<LedgerFault>, StoreError> {
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
    let total_before = before.field(stock_events::on_hand_after).nullable();
    let does_not_add_up =
        (total_before.assume_not_null() + stock_events::change).ne(stock_events::on_hand_after);
    let rows: Vec<(Key, Key, i64)> = stock_events::table
        .left_join(before.on(follows))
        .filter(
            stock_events::version
                .eq(1)
                .and(stock_events::on_hand_after.ne(stock_events::change))
                .or(stock_events::version
                    .gt(1)
                    .and(total_before.is_null().or(does_not_add_up))),
        )
        .order((
            stock_events::item_id,
            stock_events::location_id,
            stock_events::version,
        ))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((
            stock_events::item_id,
            stock_events::location_id,
            stock_events::version,
        ))
        .load(conn)
        .await
        .map_err(classify)?;
    Ok(rows
        .into_iter()
        .map(|(item, location, version)| {
            let key = StockKey {
                item: item.id(),
                location: location.id(),
            };
            LedgerFault { key, version }
        })
        .collect())
}
