//! Statements over stretches of indexes. Diesel has no word for an index to be used, nor for a joined sub-select.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary};

use super::condition::{Condition, joined};
use super::order::Order;
use super::route::{Sieve, Source, Stretch};
use super::{Database, count, dialect};

/// The most parameters, beside the marks, of a statement that stays prepared: what is asked most has few. There are more
/// combinations of filters than a server keeps statements.
const FEW: usize = 40;

/// The most stretches of a statement that stays prepared.
const MOST_PIECES: usize = 64;

/// The ids of a stretch of a list with what it is sorted by, in order.
#[derive(Debug, Clone)]
pub(super) struct Places {
    stretches: Vec<Stretch>,
    order: Order,
    skip: i64,
    limit: i64,
    /// What each stretch must bring.
    reach: i64,
}

impl Places {
    pub(super) fn new(stretches: Vec<Stretch>, order: Order, skip: u64, limit: u64) -> Self {
        Self {
            stretches,
            order,
            skip: count(skip),
            limit: count(limit),
            reach: count(skip.saturating_add(limit)),
        }
    }

    fn write<'b>(&'b self, out: &mut AstPass<'_, 'b, Database>) -> QueryResult<()> {
        if let [only] = self.stretches.as_slice() {
            self.write_stretch(only, out)?;
        } else {
            out.push_sql("SELECT place, id FROM (");
            for (number, stretch) in self.stretches.iter().enumerate() {
                if number > 0 {
                    out.push_sql(" UNION ALL ");
                }
                out.push_sql("SELECT place, id FROM (");
                self.write_stretch(stretch, out)?;
                self.write_reach(stretch, out)?;
                out.push_sql(&format!(") AS stretch_{number}"));
            }
            let direction = self.order.direction();
            out.push_sql(&format!(
                ") AS stretches ORDER BY place{direction}, id{direction}"
            ));
        }
        self.write_window(out)
    }

    fn write_stretch<'b>(
        &'b self,
        stretch: &'b Stretch,
        out: &mut AstPass<'_, 'b, Database>,
    ) -> QueryResult<()> {
        let key = self.order.key.unwrap_or("0");
        let id = stretch.source.id();
        out.push_sql(&format!("SELECT {key} AS place, {id} AS id FROM "));
        write_rows(stretch.source, &stretch.conditions, out)?;
        self.write_order(stretch.source, out);
        Ok(())
    }

    /// How many rows a stretch must bring: what lies behind others need not be looked at when those bring enough.
    fn write_reach<'b>(
        &'b self,
        stretch: &'b Stretch,
        out: &mut AstPass<'_, 'b, Database>,
    ) -> QueryResult<()> {
        if stretch.behind.is_empty() {
            out.push_sql(" LIMIT ");
            return out.push_bind_param::<BigInt, _>(&self.reach);
        }
        out.push_sql(" LIMIT MAX(0, ");
        out.push_bind_param::<BigInt, _>(&self.reach)?;
        for before in &stretch.behind {
            out.push_sql(" - (SELECT COUNT(*) FROM (SELECT 1 FROM ");
            write_rows(before.source, &before.conditions, out)?;
            out.push_sql(" LIMIT ");
            out.push_bind_param::<BigInt, _>(&self.reach)?;
            out.push_sql("))");
        }
        out.push_sql(")");
        Ok(())
    }

    fn write_order(&self, source: Source, out: &mut AstPass<'_, '_, Database>) {
        let (id, direction) = (source.id(), self.order.direction());
        out.push_sql(" ORDER BY ");
        if let Some(key) = self.order.key {
            out.push_sql(&format!("{key}{direction}, "));
        }
        out.push_sql(&format!("{id}{direction}"));
    }

    fn write_window<'b>(&'b self, out: &mut AstPass<'_, 'b, Database>) -> QueryResult<()> {
        out.push_sql(" LIMIT ");
        out.push_bind_param::<BigInt, _>(&self.limit)?;
        if self.skip > 0 {
            out.push_sql(" OFFSET ");
            out.push_bind_param::<BigInt, _>(&self.skip)?;
        }
        Ok(())
    }

    fn stays_prepared(&self) -> bool {
        let conditions = self.stretches.iter().flat_map(|stretch| &stretch.conditions);
        let most = match self.stretches.len() {
            0..=2 => 6,
            // One for each category and lifecycle. To plan so many takes longer than to read them.
            pieces @ 3..=MOST_PIECES => pieces * 4,
            _ => return false,
        };
        let parameters = conditions.clone().map(Condition::len).sum::<usize>();
        self.skip == 0 && conditions.count() <= most && parameters <= most.max(FEW)
    }
}

impl QueryFragment<Database> for Places {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        self.write(&mut out)
    }
}

/// Columns of the products at these places, in whatever order.
#[derive(Debug, Clone)]
pub(super) struct Rows<C> {
    pub(super) columns: C,
    pub(super) places: Places,
}

impl<C: QueryFragment<Database>> QueryFragment<Database> for Rows<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        let Self { columns, places } = self;
        if !places.stays_prepared() {
            out.unsafe_to_cache_prepared();
        }
        out.push_sql("SELECT ");
        columns.walk_ast(out.reborrow())?;
        out.push_sql(" FROM ");
        match places.stretches.as_slice() {
            // What lies before is skipped nowhere, so each row that is read is shown.
            [only] if places.skip == 0 => {
                write_rows(only.source, &only.conditions, &mut out)?;
                places.write_order(only.source, &mut out);
                places.write_window(&mut out)
            }
            // The long columns are read of what is shown alone.
            _ => {
                out.push_sql("(");
                places.write(&mut out)?;
                let join = dialect::JOIN_IN_ORDER;
                out.push_sql(&format!(") AS listed {join} products ON products.id = listed.id"));
                Ok(())
            }
        }
    }
}

/// How many rows a stretch has.
#[derive(Debug, Clone)]
pub(super) struct Total(pub(super) Stretch);

impl QueryFragment<Database> for Total {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql("SELECT COUNT(*) FROM ");
        write_rows(self.0.source, &self.0.conditions, &mut out)
    }
}

/// How many rows each sieve lets pass, counted no further than to a limit; read from indexes alone.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    pub(super) sieves: Vec<Sieve>,
    pub(super) most: i64,
}

impl QueryFragment<Database> for Weights {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        for (place, sieve) in self.sieves.iter().enumerate() {
            if place > 0 {
                out.push_sql(" UNION ALL ");
            }
            out.push_sql(&format!("SELECT {place}, COUNT(*) FROM (SELECT 1 FROM "));
            match sieve.source {
                Source::Tag => {
                    out.push_sql("product_tags WHERE ");
                    joined(&sieve.conditions, &mut out)?;
                }
                source => write_rows(source, &sieve.conditions, &mut out)?,
            }
            out.push_sql(" LIMIT ");
            out.push_bind_param::<BigInt, _>(&self.most)?;
            out.push_sql(&format!(") AS sieve_{place}"));
        }
        Ok(())
    }
}

fn write_rows<'b>(
    source: Source,
    conditions: &'b [Condition],
    out: &mut AstPass<'_, 'b, Database>,
) -> QueryResult<()> {
    match source {
        Source::Index(index) => out.push_sql(&dialect::by_index("products", index)),
        Source::Ids => out.push_sql("products"),
        Source::Tag => {
            let join = dialect::JOIN_IN_ORDER;
            out.push_sql(&format!(
                "product_tags {join} products ON products.id = product_tags.product_id"
            ));
        }
        // Joined to themselves, or MariaDB would fetch every product on its way downwards.
        Source::Names => {
            let names = dialect::by_index("products AS named", "products_by_name");
            let join = dialect::JOIN_IN_ORDER;
            out.push_sql(&format!("{names} {join} products ON products.id = named.id"));
        }
    }
    out.push_sql(" WHERE ");
    joined(conditions, out)
}

/// What each statement answers. None of them is known by its type: its text depends on what is asked.
macro_rules! statement {
    ($($statement:ident $(<$columns:ident>)? => $answer:ty;)*) => {$(
        impl$(<$columns>)? QueryId for $statement$(<$columns>)? {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }

        impl$(<$columns: Expression>)? Query for $statement$(<$columns>)? {
            type SqlType = $answer;
        }

        impl<Conn $(, $columns)?> diesel::RunQueryDsl<Conn> for $statement$(<$columns>)? {}
    )*};
}

statement! {
    Places => (BigInt, Binary);
    Rows<C> => C::SqlType;
    Total => BigInt;
    Weights => (BigInt, BigInt);
}
