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
use hexmart_domain::shared::{Id, Order};
use uuid::Uuid;

use super::super::dialect::Database;
use super::super::inventory::statements as stock;
use super::super::ordering::statements as ordering;
use super::super::{payments, requests, settlement, trial};
use super::{Conn, fill, steps};
use crate::columns::Key;

/// What is stored; everything else in a plan is a table of the statement's own.
const STORED: [&str; 24] = [
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
    "campaigns",
    "pledges",
    "accounts",
    "wallet_entries",
    "wallet_lapses",
    "subscriptions",
    "settlements",
    "entry",
    "later",
    "reviews",
    "review_likes",
    "review_tallies",
    "wishes",
];

/// What a statement may do beside reading by an index.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum May {
    Nothing,
    /// Walk along the index from its end, as far as to the limit.
    Walk,
    /// Sort what it found.
    Sort,
}

/// The statement reads each table by an index, one of them by the one of this name.
pub(super) async fn assert_by<Q>(conn: &mut Conn, statement: Q, index: &str, may: May)
where
    Q: QueryFragment<Database> + Send + 'static,
{
    let way = steps(conn, statement).await;
    let is_stored = |table: &str| STORED.contains(&table);
    for step in way
        .iter()
        .filter(|step| step.table.as_deref().is_some_and(is_stored))
    {
        let walks = step.reads_everything && may != May::Walk;
        assert!(step.index.is_some() && !walks, "{index}: {way:?}");
    }
    let by = |name: &str| way.iter().any(|step| step.index.as_deref() == Some(name));
    // SQLite calls the key of a table otherwise.
    let is_key = index == "PRIMARY" && way.iter().any(|step| step.index.is_some());
    assert!(by(index) || is_key, "{index}: {way:?}");
    let sorts = way.iter().any(|step| step.sorts);
    assert!(may == May::Sort || !sorts, "{index}: {way:?}");
}

pub(super) fn numbered<K>(number: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number))
}

pub(super) fn now() -> DateTime<Utc> {
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
            let may = if index == "PRIMARY" {
                May::Walk
            } else {
                May::Nothing
            };
            let statement = ordering::listed(&filter, before, 30);
            assert_by(conn, statement, index, may).await;
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
            assert_by(conn, statement, "order_lines_by_seller", May::Nothing).await;
            let statement = ordering::lines(seller, paid, before, 30);
            assert_by(conn, statement, "order_lines_by_seller_and_state", May::Nothing).await;
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
    assert_by(
        conn,
        ordering::unpaid(now(), 9),
        "orders_by_deadline",
        May::Nothing,
    )
    .await;
    assert_by(
        conn,
        ordering::unconfirmed(now(), 9),
        "order_lines_by_delivery",
        May::Sort,
    )
    .await;
    assert_by(conn, ordering::untouched(now(), 9), "carts_by_age", May::Nothing).await;
    assert_by(
        conn,
        payments::to_be_asked(now(), 9),
        "payments_to_ask",
        May::Nothing,
    )
    .await;
    assert_by(
        conn,
        payments::late(now(), 9),
        "payments_by_deadline",
        May::Nothing,
    )
    .await;
    assert_by(
        conn,
        requests::outdated(now(), 9),
        "completed_requests_by_end",
        May::Nothing,
    )
    .await;
    assert_by(
        conn,
        payments::newest_of(Key::from(numbered::<Order>(7)), numbered(7)),
        "payments_attempt",
        May::Nothing,
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
    ] {
        for before in [None, Some(numbered(2_000))] {
            let may = if index == "PRIMARY" {
                May::Walk
            } else {
                May::Nothing
            };
            assert_by(conn, payments::listed(&filter, before, 30), index, may).await;
        }
    }
    // Two indexes begin with the state, and of a rare one either finds all there is at once.
    let rare = PaymentFilter {
        state: Some(PaymentState::Failed),
        ..PaymentFilter::default()
    };
    let way = steps(conn, payments::listed(&rare, None, 30)).await;
    let by_state = |index: &str| matches!(index, "payments_by_state" | "payments_by_deadline");
    let reads: Vec<_> = way.iter().filter(|step| step.table.is_some()).collect();
    let found = reads
        .iter()
        .all(|step| !step.reads_everything && step.index.as_deref().is_some_and(by_state));
    assert!(found && !reads.is_empty(), "{way:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_of_sellers_are_listed_by_an_index() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    let conn = &mut conn;
    fill::fill(conn).await;
    let days = ("2026-02-01".parse().unwrap(), "2026-02-28".parse().unwrap());
    for after in [None, Some(numbered(7))] {
        let listed = settlement::listed(numbered(7), days, after, 30);
        assert_by(conn, listed, "settlements_by_day", May::Nothing).await;
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
        assert_by(conn, sql_query(all), "stock_events_by_time", May::Walk).await;
        let of_item = LedgerFilter {
            item: Some(numbered(7)),
            ..LedgerFilter::default()
        };
        let some = stock::entries(&of_item, before, 30);
        assert_by(conn, sql_query(some), "PRIMARY", May::Sort).await;
    }
    for at in [None, Some(now())] {
        assert_by(
            conn,
            sql_query(stock::of_item(numbered(7), at)),
            "PRIMARY",
            May::Nothing,
        )
        .await;
    }
    for after in [None, Some(numbered(7))] {
        let rack = stock::on_rack(numbered(7), after, 30);
        assert_by(conn, sql_query(rack), "stock_chains_by_location", May::Nothing).await;
        let building = stock::in_warehouse(numbered(2), after, 30);
        assert_by(
            conn,
            sql_query(building),
            "stock_chains_by_warehouse",
            May::Nothing,
        )
        .await;
    }
    let keys: Vec<_> = (1..=2)
        .map(|number| (numbered(number), numbered(number)))
        .collect();
    assert_by(conn, stock::ends(&keys), "PRIMARY", May::Sort).await;
    assert_by(
        conn,
        stock::sellable(&[numbered(1), numbered(2)]),
        "PRIMARY",
        May::Sort,
    )
    .await;
}
