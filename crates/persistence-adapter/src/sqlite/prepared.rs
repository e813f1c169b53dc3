//! Statements that stay prepared where Diesel would have them prepared each time.
//!
//! Diesel cannot know that a literal does not change, nor that an update is always of the same columns; and to prepare one takes
//! longer than most take to run.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::query_builder::{AsChangeset, AstPass, Query, QueryFragment, QueryId};
use diesel::query_source::QuerySource;
use diesel::sqlite::Sqlite;

/// A statement without parameters, whose rows, if it has any, are one column of `T`.
#[derive(Debug)]
pub(super) struct Words<T>(&'static str, PhantomData<T>);

/// A statement in so many words.
pub(super) const fn words<T>(text: &'static str) -> Words<T> {
    Words(text, PhantomData)
}

impl<T> QueryFragment<Sqlite> for Words<T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

impl<T> QueryId for Words<T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T> Query for Words<T> {
    type SqlType = T;
}

impl<T, Conn> diesel::RunQueryDsl<Conn> for Words<T> {}

/// An update of columns that are always the same.
#[derive(Debug)]
pub(super) struct Update<F, C, P> {
    from: F,
    changes: C,
    condition: P,
}

/// Changes the rows of a table of which a condition is true.
#[expect(
    clippy::needless_pass_by_value,
    reason = "a table is a name without a value, as in Diesel's own words"
)]
pub(super) fn update<T: QuerySource, C: AsChangeset<Target = T>, P>(
    table: T,
    condition: P,
    changes: C,
) -> Update<T::FromClause, C::Changeset, P> {
    Update {
        from: table.from_clause(),
        changes: changes.as_changeset(),
        condition,
    }
}

impl<F, C, P> QueryFragment<Sqlite> for Update<F, C, P>
where
    F: QueryFragment<Sqlite>,
    C: QueryFragment<Sqlite>,
    P: QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        self.changes.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE ");
        self.condition.walk_ast(out)
    }
}

impl<F, C, P> QueryId for Update<F, C, P> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<F, C, P, Conn> diesel::RunQueryDsl<Conn> for Update<F, C, P> {}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use diesel::connection::{InstrumentationEvent, SimpleConnection};
    use diesel::prelude::*;
    use diesel::sql_types::BigInt;

    use super::*;

    diesel::table! {
        things {
            id -> BigInt,
            name -> Nullable<Text>,
        }
    }

    /// What was prepared to be kept.
    type Kept = Arc<Mutex<Vec<String>>>;

    fn connection() -> (SqliteConnection, Kept) {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute(
            "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO things VALUES (1, 'a'), (2, 'b')",
        )
        .unwrap();
        let kept = Kept::default();
        let noted = Arc::clone(&kept);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::CacheQuery { sql, .. } = event {
                noted.lock().unwrap().push(sql.to_owned());
            }
        });
        (conn, kept)
    }

    #[test]
    fn updates_and_words_are_prepared_once() {
        let (mut conn, kept) = connection();
        for (id, name) in [(1, Some("c")), (2, None), (3, Some("d"))] {
            let is_there = things::id.eq(id).and(things::id.lt(9));
            let changed = update(things::table, is_there, things::name.eq(name)).execute(&mut conn);
            assert_eq!(changed, Ok(usize::from(id < 3)));
            let count = words::<BigInt>("SELECT count(*) FROM things WHERE name IS NOT NULL");
            assert_eq!(count.get_result(&mut conn), Ok(if id == 1 { 2 } else { 1 }));
        }
        let names = things::table.order(things::id).select(things::name);
        assert_eq!(names.load(&mut conn), Ok(vec![Some("c".to_owned()), None]));
        let kept = kept.lock().unwrap();
        assert_eq!(kept.len(), 3, "{kept:?}");
    }
}
