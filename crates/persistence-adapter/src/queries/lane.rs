//! What does not go to certain receivers.

use diesel::QueryResult;
use diesel::expression::{AppearsOnTable, Expression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;
use hexmart_application::platform::Receiver;

use super::dialect::Database;
use crate::columns::Key;

/// Whether a message of the outbox goes to none of these: their lines are stretches of its key.
#[derive(Debug)]
pub(super) struct Unspared(pub(super) Vec<Receiver>);

/// The first line of a receiver, and the last.
fn lines(receiver: Receiver) -> [Key; 2] {
    let first = u128::from(u64::from_be_bytes(receiver)) << 64;
    [first, first | u128::from(u64::MAX)].map(|line| Key::from_bytes(line.to_be_bytes()))
}

impl Expression for Unspared {
    type SqlType = Bool;
}

impl<Tables> AppearsOnTable<Tables> for Unspared {}

impl ValidGrouping<()> for Unspared {
    type IsAggregate = is_aggregate::No;
}

impl QueryId for Unspared {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Database> for Unspared {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql("(1 = 1");
        for receiver in &self.0 {
            let [first, last] = lines(*receiver).map(Key::literal);
            out.push_sql(" AND outbox.aggregate NOT BETWEEN ");
            out.push_sql(&first);
            out.push_sql(" AND ");
            out.push_sql(&last);
        }
        out.push_sql(")");
        Ok(())
    }
}
