//! Every list of the purchase, and whatever looks for what is due, is read by an index.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::query_builder::QueryFragment;
use diesel::sql_query;
use hexmart_application::inventory::{LedgerFilter, LedgerMark};
use hexmart_application::ordering::OrderFilter;
use hexmart_application::payments::PaymentFilter;
use hexmart_domain::inventory::StockKey;
use hexmart_domain::ordering::{LineState, OrderNumber};
use hexmart_domain::payments::PaymentState;
use hexmart_domain::shared::Id;
use uuid::Uuid;

use super::super::dialect::Database;
use super::super::inventory::statements as stock;
use super::super::ordering::statements as ordering;
use super::super::{payments, requests, trial};
use super::{Conn, fill, steps};

/// What is stored; everything else in a plan is a table of the statement's own.
const STORED: [&str; 12] = [
    "orders",
    "order_lines",
    "payments",
    "carts",
    "completed_requests",
    "stock_events",
    "stock_chains",
    "variants",
    "chain",
    "head",
    "newest",
    "listed",
];

/// The statement reads no table whole, reads one by the index of this name, and sorts only if it may.
async fn assert_by<Q>(conn: &mut Conn, statement: Q, index: &str, may_sort: bool)
where
    Q: QueryFragment<Database> + Send + 'static,
{
    let way = steps(conn, statement).await;
    let read = way
        .iter()
        .filter(|step| step.table.as_deref().is_some_and(|table| STORED.contains(&table)));
    for step in read.filter(|step| step.table.as_deref() != Some("listed")) {
        assert!(!step.reads_everything && step.index.is_some(), "{index}: {way:?}");
    }
    let by = |name: &str| way.iter().any(|step| step.index.as_deref() == Some(name));
    // The key of a table is called otherwise on SQLite: it has no index, or one that is numbered.
    let is_key = index == "PRIMARY" && way.iter().any(|step| step.index.is_some());
    assert!(by(index) || is_key, "{index}: {way:?}");
    assert!(may_sort || way.iter().all(|step| !step.sorts), "{index}: {way:?}");
}

fn numbered<K>(number: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number))
}

fn now() -> DateTime<Utc> {
    "2026-02-01T00:00:00Z".parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_and_their_lines_are_listed_by_an_index() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    let conn = &mut conn;
    fill::fill(conn).await;
    let of = |set: &dyn Fn(&mut OrderFilter)| {
        let mut filter = OrderFilter::default();
        set(&mut filter);
        filter
    };
    for (filter, index) in [
        (of(&|_| ()), "PRIMARY"),
        (of(&|f| f.buyer = Some(numbered(7))), "orders_by_buyer"),
        (of(&|f| f.state = Some(LineState::Paid)), "orders_by_state"),
    ] {
        for before in [None, Some(numbered(2_000))] {
            let statement = ordering::listed(&filter, before, 30);
            assert_by(conn, statement, index, false).await;
        }
    }
    let number = OrderNumber::parse("20261120-7F3K9QXM").unwrap();
    let one = ordering::which(&of(&|f| f.number = Some(number.clone())), None, 30);
    let way = steps(conn, one).await;
    assert!(way.iter().all(|step| !step.reads_everything), "{way:?}");
    let today = of(&|f| (f.from, f.until) = (Some(now()), Some(now() + TimeDelta::hours(24))));
    let way = steps(conn, ordering::which(&today, None, 30)).await;
    assert!(way.iter().any(|step| step.index.is_some()), "{way:?}");
    for before in [None, Some(numbered(2_000))] {
        for seller in [None, Some(numbered(7))] {
            let (any, paid) = (None, Some(LineState::Paid));
            let statement = ordering::lines(seller, any, before, 30);
            assert_by(conn, statement, "order_lines_by_seller", false).await;
            let statement = ordering::lines(seller, paid, before, 30);
            assert_by(conn, statement, "order_lines_by_seller_and_state", false).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_is_found_by_an_index() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    let conn = &mut conn;
    fill::fill(conn).await;
    assert_by(conn, ordering::unpaid(now(), 9), "orders_by_deadline", false).await;
    assert_by(
        conn,
        ordering::unconfirmed(now(), 9),
        "order_lines_by_delivery",
        true,
    )
    .await;
    assert_by(conn, ordering::untouched(now(), 9), "carts_by_age", false).await;
    assert_by(conn, payments::to_be_asked(now(), 9), "payments_to_ask", false).await;
    assert_by(conn, payments::late(now(), 9), "payments_by_deadline", false).await;
    assert_by(
        conn,
        requests::outdated(now(), 9),
        "completed_requests_by_end",
        false,
    )
    .await;
    for (filter, index) in [
        (PaymentFilter::default(), "PRIMARY"),
        (
            PaymentFilter {
                buyer: Some(numbered(7)),
                ..PaymentFilter::default()
            },
            "payments_by_buyer",
        ),
        (
            PaymentFilter {
                state: Some(PaymentState::Failed),
                ..PaymentFilter::default()
            },
            "payments_by_state",
        ),
    ] {
        for before in [None, Some(numbered(2_000))] {
            assert_by(conn, payments::listed(&filter, before, 30), index, false).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_is_found_by_an_index() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    let conn = &mut conn;
    fill::fill(conn).await;
    let mark = LedgerMark {
        recorded_at: now(),
        key: StockKey {
            item: numbered(7),
            location: numbered(7),
        },
        version: 2,
    };
    for before in [None, Some(mark)] {
        let all = stock::entries(&LedgerFilter::default(), before, 30);
        assert_by(conn, sql_query(all), "stock_events_by_time", false).await;
        let of_item = LedgerFilter {
            item: Some(numbered(7)),
            ..LedgerFilter::default()
        };
        let some = stock::entries(&of_item, before, 30);
        assert_by(conn, sql_query(some), "PRIMARY", true).await;
    }
    for at in [None, Some(now())] {
        assert_by(conn, sql_query(stock::of_item(numbered(7), at)), "PRIMARY", false).await;
    }
    for after in [None, Some(numbered(7))] {
        let rack = stock::on_rack(numbered(7), after, 30);
        assert_by(conn, sql_query(rack), "stock_chains_by_location", false).await;
        let building = stock::in_warehouse(numbered(2), after, 30);
        assert_by(conn, sql_query(building), "stock_chains_by_warehouse", false).await;
    }
    let keys: Vec<_> = (1..=2)
        .map(|number| (numbered(number), numbered(number)))
        .collect();
    assert_by(conn, stock::ends(&keys), "PRIMARY", true).await;
    assert_by(
        conn,
        stock::sellable(&[numbered(1), numbered(2)]),
        "PRIMARY",
        true,
    )
    .await;
}
