//! Lists of orders and lines, and those that something is to be done about.

use diesel::dsl::min;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Binary;
use diesel_async::RunQueryDsl;
use hexmart_application::ordering::{DeskLine, OrderFilter};
use hexmart_application::platform::{StoreError, Vault};
use hexmart_domain::ordering::{LineState, Order, OrderEvent};
use hexmart_domain::shared::{CouponId, Instant, OrderId, OrderLineId, SellerId};

use super::super::dialect::{self, Database};
use super::{Conn, classify, count};
use crate::columns::{At, Key};
use crate::rows::{LineRow, OrderEventRow, OrderRow, open_orders};
use crate::schema::{coupon_redemptions, order_events, order_lines, orders};

/// The ids of orders that pass a filter.
pub(in super::super) type Which = orders::BoxedQuery<'static, Database, Binary>;

pub(in super::super) fn which(filter: &OrderFilter, before: Option<OrderId>, limit: u64) -> Which {
    let mut listed = orders::table
        .order(orders::id.desc())
        .limit(count(limit))
        .select(orders::id)
        .into_boxed::<Database>();
    let OrderFilter {
        buyer,
        state,
        number,
        from,
        until,
    } = filter;
    if let Some(before) = before {
        listed = listed.filter(orders::id.lt(Key::from(before)));
    }
    if let Some(buyer) = buyer {
        listed = listed.filter(orders::buyer_id.eq(Key::from(*buyer)));
    }
    if let Some(state) = state {
        listed = listed.filter(orders::state.eq(state.as_str()));
    }
    if let Some(number) = number {
        listed = listed.filter(orders::number.eq(number.as_str().to_owned()));
    }
    if let Some(from) = from {
        listed = listed.filter(orders::placed_at.ge(At(*from)));
    }
    if let Some(until) = until {
        listed = listed.filter(orders::placed_at.lt(At(*until)));
    }
    listed
}

/// Orders, each of their lines beside its order. Diesel has no word for a joined sub-select.
pub(super) struct Listed<C> {
    pub(super) columns: C,
    pub(super) which: Which,
}

impl<C> QueryId for Listed<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C: Expression> Query for Listed<C> {
    type SqlType = C::SqlType;
}

impl<Conn, C> diesel::RunQueryDsl<Conn> for Listed<C> {}

impl<C: QueryFragment<Database>> QueryFragment<Database> for Listed<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        let join = dialect::JOIN_IN_ORDER;
        out.push_sql("SELECT ");
        self.columns.walk_ast(out.reborrow())?;
        out.push_sql(" FROM (");
        QueryFragment::<Database>::walk_ast(&self.which, out.reborrow())?;
        out.push_sql(&format!(
            ") AS listed {join} orders ON orders.id = listed.id \
             {join} order_lines ON order_lines.order_id = orders.id"
        ));
        Ok(())
    }
}

/// See [`OrderQueries::orders`](hexmart_application::ordering::OrderQueries::orders).
pub(super) async fn page(
    conn: &mut Conn,
    filter: &OrderFilter,
    before: Option<OrderId>,
    limit: u64,
    vault: &dyn Vault,
) -> Result<Vec<Order>, StoreError> {
    let statement = Listed {
        columns: (OrderRow::as_select(), LineRow::as_select()),
        which: which(filter, before, limit),
    };
    let mut rows: Vec<(OrderRow, LineRow)> = statement.load(conn).await.map_err(classify)?;
    rows.sort_by_key(|(order, line)| (std::cmp::Reverse(order.id), line.place));
    open_orders(rows, vault)
}

/// See [`OrderQueries::placed_between`](hexmart_application::ordering::OrderQueries::placed_between).
pub(super) async fn placed_between(
    conn: &mut Conn,
    from: Instant,
    until: Instant,
) -> Result<u64, StoreError> {
    let placed: i64 = orders::table
        .filter(orders::placed_at.ge(At(from)))
        .filter(orders::placed_at.lt(At(until)))
        .count()
        .get_result(conn)
        .await
        .map_err(classify)?;
    Ok(u64::try_from(placed).unwrap_or(0))
}

type DeskRow = (LineRow, OrderRow);
/// Lines beside their orders.
pub(in super::super) type Lines = diesel::dsl::IntoBoxed<
    'static,
    diesel::dsl::Select<
        diesel::dsl::InnerJoinOn<
            order_lines::table,
            orders::table,
            diesel::dsl::Eq<orders::id, order_lines::order_id>,
        >,
        (
            diesel::dsl::AsSelect<LineRow, Database>,
            diesel::dsl::AsSelect<OrderRow, Database>,
        ),
    >,
    Database,
>;

pub(in super::super) fn lines(
    seller: Option<SellerId>,
    state: Option<LineState>,
    before: Option<OrderLineId>,
    limit: u64,
) -> Lines {
    let mut listed = order_lines::table
        .inner_join(orders::table.on(orders::id.eq(order_lines::order_id)))
        .select((LineRow::as_select(), OrderRow::as_select()))
        .into_boxed::<Database>();
    listed = match seller {
        Some(seller) => listed.filter(order_lines::seller_id.eq(Key::from(seller))),
        None => listed.filter(order_lines::seller_id.is_null()),
    };
    if let Some(state) = state {
        listed = listed.filter(order_lines::state.eq(state.as_str()));
    }
    if let Some(before) = before {
        listed = listed.filter(order_lines::id.lt(Key::from(before)));
    }
    listed.order(order_lines::id.desc()).limit(count(limit))
}

/// See [`OrderQueries::desk`](hexmart_application::ordering::OrderQueries::desk).
pub(super) async fn desk(
    conn: &mut Conn,
    seller: Option<SellerId>,
    state: Option<LineState>,
    before: Option<OrderLineId>,
    limit: u64,
    vault: &dyn Vault,
) -> Result<Vec<DeskLine>, StoreError> {
    let statement = lines(seller, state, before, limit);
    let rows: Vec<DeskRow> = statement.load(conn).await.map_err(classify)?;
    let mut found = Vec::with_capacity(rows.len());
    for (line, order) in rows {
        // One line at a time: the next one of the same order may be somebody else's.
        for order in open_orders(vec![(order, line)], vault)? {
            let own = order.lines.as_slice().first().cloned();
            found.extend(own.map(|line| DeskLine { line, order }));
        }
    }
    Ok(found)
}

/// See [`OrderQueries::timeline`](hexmart_application::ordering::OrderQueries::timeline).
pub(super) async fn timeline(conn: &mut Conn, order: OrderId) -> Result<Vec<OrderEvent>, StoreError> {
    let rows: Vec<OrderEventRow> = order_events::table
        .filter(order_events::order_id.eq(Key::from(order)))
        .order((order_events::version.asc(), order_events::place.asc()))
        .select(OrderEventRow::as_select())
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(OrderEvent::try_from).collect()
}

/// Orders that nobody paid in time, the longest waiting first.
pub(in super::super) fn unpaid_orders(now: Instant, limit: u64) -> Which {
    orders::table
        .filter(orders::state.eq(LineState::PendingPayment.as_str()))
        .filter(orders::pay_by.le(At(now)))
        .order(orders::pay_by.asc())
        .limit(count(limit))
        .select(orders::id)
        .into_boxed()
}

/// See [`OrderQueries::unpaid`](hexmart_application::ordering::OrderQueries::unpaid).
pub(super) async fn unpaid(conn: &mut Conn, now: Instant, limit: u64) -> Result<Vec<OrderId>, StoreError> {
    let late: Vec<Key> = unpaid_orders(now, limit).load(conn).await.map_err(classify)?;
    Ok(late.into_iter().map(Key::id).collect())
}

type ByOrder = diesel::dsl::GroupBy<order_lines::table, order_lines::order_id>;
type Unconfirmed =
    diesel::dsl::IntoBoxed<'static, diesel::dsl::Select<ByOrder, order_lines::order_id>, Database>;

/// Orders with lines that were delivered before an instant, the longest waiting first.
pub(in super::super) fn unconfirmed_lines(before: Instant, limit: u64) -> Unconfirmed {
    order_lines::table
        .group_by(order_lines::order_id)
        .select(order_lines::order_id)
        .into_boxed()
        .filter(order_lines::state.eq(LineState::Delivered.as_str()))
        .filter(order_lines::delivered_at.lt(At(before)))
        .order(min(order_lines::delivered_at).asc())
        .limit(count(limit))
}

/// See [`OrderQueries::unconfirmed`](hexmart_application::ordering::OrderQueries::unconfirmed).
pub(super) async fn unconfirmed(
    conn: &mut Conn,
    before: Instant,
    limit: u64,
) -> Result<Vec<OrderId>, StoreError> {
    let statement = unconfirmed_lines(before, limit);
    let waiting: Vec<Key> = statement.load(conn).await.map_err(classify)?;
    Ok(waiting.into_iter().map(Key::id).collect())
}

/// See [`OrderQueries::redemptions`](hexmart_application::ordering::OrderQueries::redemptions).
pub(super) async fn redemptions(conn: &mut Conn) -> Result<Vec<(CouponId, OrderId)>, StoreError> {
    let redeemed: Vec<(Key, Key)> = coupon_redemptions::table
        .order(coupon_redemptions::coupon_id.asc())
        .select((coupon_redemptions::coupon_id, coupon_redemptions::order_id))
        .load(conn)
        .await
        .map_err(classify)?;
    let by = |(coupon, order): (Key, Key)| (coupon.id(), order.id());
    Ok(redeemed.into_iter().map(by).collect())
}
