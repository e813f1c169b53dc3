//! The way that a database takes to an answer, as it says itself.

use diesel::QueryResult;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel_async::RunQueryDsl;

use super::Conn;
use super::dialect::Database;
use super::trial::{EXPLAIN, Explained, Explanation, Step, step};

mod catalogue;
mod fill;
mod funding;
mod outbox;
mod points;
mod purchase;
mod reviews;

struct Explain<Q>(Q);

impl<Q> QueryId for Explain<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> Query for Explain<Q> {
    type SqlType = Explained;
}

impl<C, Q> diesel::RunQueryDsl<C> for Explain<Q> {}

impl<Q: QueryFragment<Database>> QueryFragment<Database> for Explain<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql(EXPLAIN);
        self.0.walk_ast(out)
    }
}

pub(super) async fn steps<Q>(conn: &mut Conn, statement: Q) -> Vec<Step>
where
    Q: QueryFragment<Database> + Send + 'static,
{
    let steps: Vec<Explanation> = Explain(statement).load(conn).await.unwrap();
    steps.into_iter().map(step).collect()
}
