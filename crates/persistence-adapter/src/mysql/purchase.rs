//! How what belongs to a purchase is written: statements that are sent together, at once or when the transaction ends.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use super::Conn;
use super::queries::coupons::THE_SLOT;
use super::script::{bytes, run};
use super::text::text;
use crate::columns::{At, Key, to_text};
use crate::rows::{CartRow, LineRow, MessageRow, OrderRows, PaymentRow, RequestRow};
use crate::schema::{
    carts, completed_requests, coupon_redemptions, coupons, order_events, order_lines, orders, payments,
};

/// Behind a guarded write, which meets one row: fails when it met none. There is no operation without a number.
pub(super) const GUARD: &str = "INSERT INTO operations (op_id, committed, recorded_at) \
                     SELECT NULL, FALSE, UTC_TIMESTAMP(6) FROM DUAL WHERE ROW_COUNT() <> 1";

/// Runs statements in their order, up to the first that fails. What is not there as it was read is `NotFound`.
pub(super) async fn run_guarded(conn: &mut Conn, statements: QueryResult<Vec<String>>) -> QueryResult<()> {
    run(conn, &statements?).await.map_err(|error| match error {
        Error::DatabaseError(DatabaseErrorKind::NotNullViolation, _) => Error::NotFound,
        other => other,
    })
}

/// Statements that add an order with its lines and the entries of its timeline. The order comes first: it alone can be
/// there already.
pub(super) fn order_inserts(rows: OrderRows) -> QueryResult<Vec<String>> {
    let mut statements = vec![text(&diesel::insert_into(orders::table).values(rows.order))?];
    if !rows.lines.is_empty() {
        statements.push(text(&diesel::insert_into(order_lines::table).values(rows.lines))?);
    }
    if !rows.events.is_empty() {
        statements.push(text(
            &diesel::insert_into(order_events::table).values(rows.events),
        )?);
    }
    Ok(statements)
}

pub(super) async fn insert_order(conn: &mut Conn, rows: OrderRows) -> QueryResult<()> {
    run_guarded(conn, order_inserts(rows)).await
}

/// Statements that write an order whose version is one more than the stored one, its lines, and entries of its timeline.
pub(super) fn order_updates(rows: OrderRows) -> QueryResult<Vec<String>> {
    let unchanged = orders::table
        .filter(orders::id.eq(rows.order.id))
        .filter(orders::version.eq(rows.order.version - 1));
    let mut statements = vec![
        text(&diesel::update(unchanged).set(rows.order))?,
        GUARD.to_owned(),
    ];
    for line in rows.lines {
        let LineRow {
            order_id,
            place,
            change,
            ..
        } = line;
        statements.push(text(
            &diesel::update(order_lines::table.find((order_id, place))).set(change),
        )?);
    }
    if !rows.events.is_empty() {
        statements.push(text(
            &diesel::insert_into(order_events::table).values(rows.events),
        )?);
    }
    Ok(statements)
}

pub(super) async fn update_order(conn: &mut Conn, rows: OrderRows) -> QueryResult<()> {
    run_guarded(conn, order_updates(rows)).await
}

/// Statements that write a cart whose version is one more than the stored one, or that is new.
pub(super) fn cart_writes(row: CartRow) -> QueryResult<Vec<String>> {
    if row.version == 1 {
        return Ok(vec![text(&diesel::insert_into(carts::table).values(row))?]);
    }
    let unchanged = carts::table
        .filter(carts::id.eq(row.id))
        .filter(carts::version.eq(row.version - 1));
    Ok(vec![text(&diesel::update(unchanged).set(row))?, GUARD.to_owned()])
}

pub(super) async fn save_cart(conn: &mut Conn, row: CartRow) -> QueryResult<()> {
    run_guarded(conn, cart_writes(row)).await
}

/// Statements that remove a cart of this version.
pub(super) fn cart_removal(cart: Key, version: i64) -> QueryResult<Vec<String>> {
    let unchanged = carts::table
        .filter(carts::id.eq(cart))
        .filter(carts::version.eq(version));
    Ok(vec![text(&diesel::delete(unchanged))?, GUARD.to_owned()])
}

pub(super) async fn remove_cart(conn: &mut Conn, cart: Key, version: i64) -> QueryResult<()> {
    run_guarded(conn, cart_removal(cart, version)).await
}

/// Statements that take the slot of a coupon.
pub(super) fn redemption(coupon: Key, order: Key, at: At) -> QueryResult<Vec<String>> {
    let slot = diesel::insert_into(coupon_redemptions::table).values((
        coupon_redemptions::coupon_id.eq(coupon),
        coupon_redemptions::slot.eq(THE_SLOT),
        coupon_redemptions::order_id.eq(order),
        coupon_redemptions::redeemed_at.eq(at),
    ));
    let noted = diesel::update(coupons::table.find(coupon)).set(coupons::redeemed.eq(true));
    Ok(vec![text(&slot)?, text(&noted)?])
}

pub(super) async fn redeem_coupon(conn: &mut Conn, coupon: Key, order: Key, at: At) -> QueryResult<()> {
    run_guarded(conn, redemption(coupon, order, at)).await
}

/// Statements that add an attempt to pay.
pub(super) fn payment_insert(row: PaymentRow) -> QueryResult<Vec<String>> {
    Ok(vec![text(&diesel::insert_into(payments::table).values(row))?])
}

pub(super) async fn insert_payment(conn: &mut Conn, row: PaymentRow) -> QueryResult<()> {
    run_guarded(conn, payment_insert(row)).await
}

/// Statements that write an attempt to pay whose version is one more than the stored one.
pub(super) fn payment_update(row: PaymentRow) -> QueryResult<Vec<String>> {
    let unchanged = payments::table
        .filter(payments::id.eq(row.id))
        .filter(payments::version.eq(row.version - 1));
    Ok(vec![text(&diesel::update(unchanged).set(row))?, GUARD.to_owned()])
}

pub(super) async fn update_payment(conn: &mut Conn, row: PaymentRow) -> QueryResult<()> {
    run_guarded(conn, payment_update(row)).await
}

/// Statements that remember a request that is carried out.
pub(super) fn request_insert(row: RequestRow) -> QueryResult<Vec<String>> {
    Ok(vec![text(
        &diesel::insert_into(completed_requests::table).values(row),
    )?])
}

pub(super) async fn insert_request(conn: &mut Conn, row: RequestRow) -> QueryResult<()> {
    run_guarded(conn, request_insert(row)).await
}

/// Messages per statement: each looks for the end of a line of its own.
const MESSAGES: usize = 50;

/// Statements that put messages at the ends of the lines of their aggregates, in their order.
pub(super) fn message_inserts(rows: &[MessageRow]) -> Vec<String> {
    let insert = |rows: &[MessageRow]| {
        let place = |(index, row): (usize, &MessageRow)| {
            let before = rows.iter().take(index);
            let in_line = before.filter(|other| other.aggregate == row.aggregate).count();
            message(row, in_line + 1)
        };
        let messages: Vec<_> = rows.iter().enumerate().map(place).collect();
        format!(
            "INSERT INTO outbox (aggregate, position, id, topic, payload, state, tries, due_at, written_at) {}",
            messages.join(" UNION ALL ")
        )
    };
    rows.chunks(MESSAGES).map(insert).collect()
}

/// Behind what is written for nobody but endpoints of webhooks.
const SOMEBODY_LISTENS: &str = " WHERE EXISTS (SELECT 1 FROM webhooks WHERE enabled)";

/// Looks for the end of the line itself: the same table is written and read, so what is read is a table of its own.
fn message(row: &MessageRow, behind: usize) -> String {
    let MessageRow {
        aggregate,
        id,
        topic,
        payload,
        state,
        tries,
        due_at,
        written_at,
    } = row;
    let [aggregate, id] = [aggregate, id].map(|key| key.literal());
    format!(
        "SELECT {aggregate}, line.position + {behind}, {id}, '{topic}', {payload}, '{state}', {tries}, '{due_at}', \
         '{written_at}' \
         FROM (SELECT COALESCE(MAX(position), 0) AS position FROM outbox WHERE aggregate = {aggregate}) AS line{if_heard}",
        if_heard = if row.is_event() { SOMEBODY_LISTENS } else { "" },
        payload = bytes(payload),
        due_at = to_text(due_at.0),
        written_at = to_text(written_at.0),
    )
}

pub(super) async fn append_messages(conn: &mut Conn, rows: Vec<MessageRow>) -> QueryResult<()> {
    run_guarded(conn, Ok(message_inserts(&rows))).await
}
