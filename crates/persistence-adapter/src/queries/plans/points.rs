//! Every list of a wallet, and whatever looks for what is over, is read by an index.

use diesel::sql_query;
use hexmart_application::points::{DayMark, EntryFilter};
use hexmart_domain::points::EntryKind;
use hexmart_domain::shared::Day;

use super::super::points::statements as points;
use super::super::{subscriptions, trial};
use super::purchase::{May, assert_by, numbered};
use super::{fill, steps};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_is_read_by_an_index() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    let conn = &mut conn;
    fill::fill(conn).await;
    assert_by(conn, points::head(numbered(7)), "PRIMARY", May::Nothing).await;
    let several: Vec<_> = (1..=9).map(numbered).collect();
    let heads = sql_query(points::heads(&several).unwrap());
    assert_by(conn, heads, "PRIMARY", May::Nothing).await;
    let mark = DayMark {
        on: day("2026-02-01"),
        version: 20,
    };
    for before in [None, Some(mark)] {
        for filter in [
            EntryFilter::default(),
            EntryFilter {
                from: Some(day("2026-01-10")),
                until: Some(day("2026-02-10")),
                kind: None,
            },
            EntryFilter {
                kind: Some(EntryKind::Payment),
                ..EntryFilter::default()
            },
        ] {
            let statement = points::listed(numbered(7), &filter, before, 30);
            assert_by(conn, statement, "wallet_entries_by_day", May::Nothing).await;
        }
    }
    let sums = points::statistics(numbered(7), day("2026-02-10"));
    assert_by(conn, sql_query(sums), "wallet_entries_by_day", May::Nothing).await;
    let due = points::lapsing(day("2026-01-03"), 30);
    assert_by(conn, due, "wallet_lapses_by_day", May::Nothing).await;
    let renewals = subscriptions::due(day("2026-01-03"), 30);
    assert_by(conn, renewals, "subscriptions_by_due_day", May::Nothing).await;
    let walk = points::wallets(Some(numbered(7)), 30);
    let way = steps(conn, sql_query(walk)).await;
    assert!(
        way.iter()
            .all(|step| step.table.is_none() || step.index.is_some()),
        "{way:?}"
    );
}
