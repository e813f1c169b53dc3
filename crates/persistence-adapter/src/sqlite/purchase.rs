//! How what belongs to a purchase is written: row by row, each with a statement that stays prepared.
//!
//! What is not there as it was read is `NotFound`.

use diesel::dsl::{exists, max};
use diesel::prelude::*;
use diesel::result::Error;

use super::prepared::update;
use super::queries::coupons::THE_SLOT;
use super::{Conn, in_place};
use crate::columns::{At, Key};
use crate::rows::{CartRow, LineRow, MessageRow, OrderEventRow, OrderRows, PaymentRow, RequestRow};
use crate::schema::{
    carts, completed_requests, coupon_redemptions, coupons, order_events, order_lines, orders, outbox,
    payments, webhooks,
};

/// A guarded write meets one row.
pub(super) fn guarded(rows: usize) -> QueryResult<()> {
    if rows == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Adds an order with its lines and the entries of its timeline. The order comes first: it alone can be there already.
pub(super) async fn insert_order(conn: &mut Conn, rows: OrderRows) -> QueryResult<()> {
    in_place(conn, move |conn| {
        rows.order.insert_into(orders::table).execute(conn)?;
        for line in rows.lines {
            line.insert_into(order_lines::table).execute(conn)?;
        }
        insert_events(conn, rows.events)
    })
    .await
}

fn insert_events(conn: &mut SqliteConnection, events: Vec<OrderEventRow>) -> QueryResult<()> {
    for event in events {
        event.insert_into(order_events::table).execute(conn)?;
    }
    Ok(())
}

/// Writes an order whose version is one more than the stored one, its lines, and entries of its timeline.
pub(super) async fn update_order(conn: &mut Conn, rows: OrderRows) -> QueryResult<()> {
    in_place(conn, move |conn| {
        let is_unchanged = (orders::id.eq(rows.order.id)).and(orders::version.eq(rows.order.version - 1));
        guarded(update(orders::table, is_unchanged, rows.order).execute(conn)?)?;
        for line in rows.lines {
            let LineRow {
                order_id,
                place,
                change,
                ..
            } = line;
            let is_line = order_lines::order_id
                .eq(order_id)
                .and(order_lines::place.eq(place));
            update(order_lines::table, is_line, change).execute(conn)?;
        }
        insert_events(conn, rows.events)
    })
    .await
}

/// Writes a cart whose version is one more than the stored one, or that is new.
pub(super) async fn save_cart(conn: &mut Conn, row: CartRow) -> QueryResult<()> {
    in_place(conn, move |conn| {
        if row.version == 1 {
            return row.insert_into(carts::table).execute(conn).map(drop);
        }
        let is_unchanged = carts::id.eq(row.id).and(carts::version.eq(row.version - 1));
        guarded(update(carts::table, is_unchanged, row).execute(conn)?)
    })
    .await
}

/// Removes a cart of this version.
pub(super) async fn remove_cart(conn: &mut Conn, cart: Key, version: i64) -> QueryResult<()> {
    in_place(conn, move |conn| {
        let unchanged = carts::table
            .filter(carts::id.eq(cart))
            .filter(carts::version.eq(version));
        guarded(diesel::delete(unchanged).execute(conn)?)
    })
    .await
}

/// Takes the slot of a coupon.
pub(super) async fn redeem_coupon(conn: &mut Conn, coupon: Key, order: Key, at: At) -> QueryResult<()> {
    in_place(conn, move |conn| {
        diesel::insert_into(coupon_redemptions::table)
            .values((
                coupon_redemptions::coupon_id.eq(coupon),
                coupon_redemptions::slot.eq(THE_SLOT),
                coupon_redemptions::order_id.eq(order),
                coupon_redemptions::redeemed_at.eq(at),
            ))
            .execute(conn)?;
        update(coupons::table, coupons::id.eq(coupon), coupons::redeemed.eq(true))
            .execute(conn)
            .map(drop)
    })
    .await
}

/// Adds an attempt to pay.
pub(super) async fn insert_payment(conn: &mut Conn, row: PaymentRow) -> QueryResult<()> {
    in_place(conn, move |conn| {
        row.insert_into(payments::table).execute(conn).map(drop)
    })
    .await
}

/// Writes an attempt to pay whose version is one more than the stored one.
pub(super) async fn update_payment(conn: &mut Conn, row: PaymentRow) -> QueryResult<()> {
    in_place(conn, move |conn| {
        let is_unchanged = payments::id.eq(row.id).and(payments::version.eq(row.version - 1));
        guarded(update(payments::table, is_unchanged, row).execute(conn)?)
    })
    .await
}

/// Remembers a request that is carried out.
pub(super) async fn insert_request(conn: &mut Conn, row: RequestRow) -> QueryResult<()> {
    in_place(conn, move |conn| {
        row.insert_into(completed_requests::table).execute(conn).map(drop)
    })
    .await
}

/// Puts messages at the ends of the lines of their aggregates.
pub(super) async fn append_messages(conn: &mut Conn, rows: Vec<MessageRow>) -> QueryResult<()> {
    in_place(conn, move |conn| {
        let anybody_listens = !rows.iter().any(MessageRow::is_event)
            || diesel::select(exists(webhooks::table.filter(webhooks::enabled))).get_result(conn)?;
        for row in rows.into_iter().filter(|row| anybody_listens || !row.is_event()) {
            let last: Option<i64> = outbox::table
                .filter(outbox::aggregate.eq(row.aggregate))
                .select(max(outbox::position))
                .first(conn)?;
            diesel::insert_into(outbox::table)
                .values((row, outbox::position.eq(last.unwrap_or(0) + 1)))
                .execute(conn)?;
        }
        Ok(())
    })
    .await
}
