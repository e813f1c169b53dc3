//! `column IN (…)` of a text that comes again: Diesel's own never stays prepared, because its text differs with the number
//! of ids.

use diesel::QueryResult;
use diesel::expression::{AppearsOnTable, Expression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Binary, Bool};

use super::dialect::Database;
use crate::columns::Key;

/// Whether a column is one of these ids, of which there is at least one.
#[derive(Debug)]
pub(crate) struct Among {
    column: &'static str,
    keys: Vec<Key>,
}

impl Among {
    pub(crate) fn new(column: &'static str, keys: impl Iterator<Item = Key>) -> Self {
        let mut keys: Vec<_> = keys.collect();
        keys.sort_unstable();
        keys.dedup();
        Self {
            column,
            keys: padded(keys),
        }
    }
}

/// Repeats the last entry until there are as many as a power of two: so a few texts come again and again, and stay
/// prepared.
pub(crate) fn padded<T: Copy>(mut entries: Vec<T>) -> Vec<T> {
    if let Some(last) = entries.last().copied() {
        entries.resize(entries.len().next_power_of_two(), last);
    }
    entries
}

impl Expression for Among {
    type SqlType = Bool;
}

impl<Tables> AppearsOnTable<Tables> for Among {}

impl ValidGrouping<()> for Among {
    type IsAggregate = is_aggregate::No;
}

impl QueryId for Among {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Database> for Among {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        out.push_sql(self.column);
        out.push_sql(" IN (");
        for (place, key) in self.keys.iter().enumerate() {
            if place > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<Binary, _>(key)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
