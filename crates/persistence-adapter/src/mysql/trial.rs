//! A database for tests of single queries, and what it says of its way to their answers.

use diesel::sql_types::{BigInt, Nullable, Text};
use hexmart_test_mariadb::{Database, server};

use super::connection::{Conn, establish};
use super::migrate;

pub(super) const EXPLAIN: &str = "EXPLAIN ";
/// What refreshes the planner's figures.
pub(super) const ANALYZE: &str = "ANALYZE TABLE products, product_tags, stock_chains, stock_events, orders, \
                                   order_lines, outbox, payments, carts, completed_requests, campaigns, pledges, wallet_entries, \
                                   wallet_lapses, subscriptions, settlements, reviews, review_likes, wishes";

/// A connection to a new database, which is gone with the guard; none where there is no server.
pub(super) async fn fresh() -> Option<(Conn, Database)> {
    let database = Database::create(&server()?).await;
    migrate(database.url()).await.unwrap();
    Some((establish(database.url()).await.unwrap(), database))
}

/// The columns of an explanation.
pub(super) type Explained = (
    Nullable<BigInt>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
);
type Word = Option<String>;
pub(super) type Explanation = (Option<i64>, Word, Word, Word, Word, Word, Word, Word, Word, Word);

/// One step of a way, as far as it reads a table or sorts.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) table: Option<String>,
    pub(super) index: Option<String>,
    pub(super) reads_everything: bool,
    pub(super) sorts: bool,
}

pub(super) fn step(explanation: Explanation) -> Step {
    let (_, _, table, way, _, key, _, _, _, extra) = explanation;
    let extra = extra.unwrap_or_default();
    Step {
        table: table.filter(|table| !table.starts_with('<')),
        index: key,
        reads_everything: matches!(way.as_deref(), Some("ALL" | "index")),
        sorts: extra.contains("filesort") || extra.contains("temporary"),
    }
}
