use diesel::QueryResult;
use diesel::query_builder::AstPass;
use diesel::sql_types::{BigInt, Binary, Text};

use super::Database;
use crate::columns::{At, Key, UtcMicros};

/// A parameter of a statement.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Key(Key),
    Number(i64),
    Text(String),
    At(At),
}

impl Value {
    pub(super) fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Database>) -> QueryResult<()> {
        match self {
            Self::Key(key) => out.push_bind_param::<Binary, _>(key),
            Self::Number(number) => out.push_bind_param::<BigInt, _>(number),
            Self::Text(text) => out.push_bind_param::<Text, _>(text),
            Self::At(at) => out.push_bind_param::<UtcMicros, _>(at),
        }
    }
}

/// What must be true of a row: a column, and around the parameters what is said of it.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    column: &'static str,
    before: &'static str,
    values: Vec<Value>,
    after: &'static str,
    /// All of these may be true instead; none for a condition without an alternative.
    or_all: Vec<Self>,
}

impl Condition {
    /// A comparison; `sign` stands between blanks.
    pub(super) fn compare(column: &'static str, sign: &'static str, value: Value) -> Self {
        Self {
            column,
            before: sign,
            values: vec![value],
            after: "",
            or_all: Vec::new(),
        }
    }

    pub(super) const fn plain(text: &'static str) -> Self {
        Self {
            column: text,
            before: "",
            values: Vec::new(),
            after: "",
            or_all: Vec::new(),
        }
    }

    /// With the parameters between two pieces of text, separated by commas.
    pub(super) const fn around(
        column: &'static str,
        before: &'static str,
        values: Vec<Value>,
        after: &'static str,
    ) -> Self {
        Self {
            column,
            before,
            values,
            after,
            or_all: Vec::new(),
        }
    }

    /// This, or all of those.
    pub(super) fn either(self, all: Vec<Self>) -> Self {
        Self { or_all: all, ..self }
    }

    /// One of the values. Nothing is among none.
    pub(super) fn among(column: &'static str, values: Vec<Value>) -> Self {
        match <[Value; 1]>::try_from(values) {
            Ok([only]) => Self::compare(column, " = ", only),
            Err(values) if values.is_empty() => Self::plain("1 = 0"),
            Err(values) => Self::around(column, " IN (", padded(values), ")"),
        }
    }

    pub(super) fn write<'b>(&'b self, out: &mut AstPass<'_, 'b, Database>) -> QueryResult<()> {
        if self.or_all.is_empty() {
            return self.write_alone(out);
        }
        out.push_sql("(");
        self.write_alone(out)?;
        out.push_sql(" OR (");
        joined(&self.or_all, out)?;
        out.push_sql("))");
        Ok(())
    }

    fn write_alone<'b>(&'b self, out: &mut AstPass<'_, 'b, Database>) -> QueryResult<()> {
        out.push_sql(self.column);
        out.push_sql(self.before);
        for (place, value) in self.values.iter().enumerate() {
            if place > 0 {
                out.push_sql(", ");
            }
            value.bind(out)?;
        }
        out.push_sql(self.after);
        Ok(())
    }

    /// How many parameters it has.
    pub(super) const fn len(&self) -> usize {
        self.values.len()
    }
}

/// Lists are repeated up to a power of two, so that a few texts come again and again, and stay prepared; not very long
/// ones, of which nothing stays prepared.
fn padded(mut values: Vec<Value>) -> Vec<Value> {
    const LONG: usize = 1_024;
    if values.len() < LONG
        && let Some(last) = values.last().cloned()
    {
        values.resize(values.len().next_power_of_two(), last);
    }
    values
}

/// Writes conditions that must all be true.
pub(super) fn joined<'b>(
    conditions: &'b [Condition],
    out: &mut AstPass<'_, 'b, Database>,
) -> QueryResult<()> {
    for (place, condition) in conditions.iter().enumerate() {
        if place > 0 {
            out.push_sql(" AND ");
        }
        condition.write(out)?;
    }
    Ok(())
}
