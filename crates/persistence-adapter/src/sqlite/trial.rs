//! A database for tests of single queries, and what it says of its way to their answers.

use diesel::sql_types::{Integer, Text};
use tempfile::TempDir;

use super::connection::{Conn, InPlace, Purpose, establish};
use super::migrate;

pub(super) const EXPLAIN: &str = "EXPLAIN QUERY PLAN ";
/// What refreshes the planner's figures.
pub(super) const ANALYZE: &str = "ANALYZE";

/// A connection to a new database, which is gone with the guard.
pub(super) async fn fresh() -> Option<(Conn, TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    migrate(&path).await.unwrap();
    let conn = establish(&path, Purpose::Write).unwrap();
    Some((Conn::with_runtime(conn, InPlace), folder))
}

/// The columns of an explanation.
pub(super) type Explained = (Integer, Integer, Integer, Text);
pub(super) type Explanation = (i32, i32, i32, String);

/// One step of a way, as far as it reads a table or sorts.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) table: Option<String>,
    pub(super) index: Option<String>,
    pub(super) reads_everything: bool,
    pub(super) sorts: bool,
}

pub(super) fn step((_, _, _, detail): Explanation) -> Step {
    let words: Vec<_> = detail.split(' ').collect();
    let table = matches!(words[0], "SEARCH" | "SCAN").then(|| words[1].to_owned());
    let behind = |word| {
        words
            .iter()
            .position(|other| *other == word)
            .map(|at| words[at + 1])
    };
    let index = behind("INDEX").or_else(|| behind("PRIMARY")).map(str::to_owned);
    Step {
        table,
        index,
        reads_everything: words[0] == "SCAN",
        sorts: detail.contains("TEMP B-TREE"),
    }
}
