//! The ends of chains: one short look at the end of each, all in one statement.
//!
//! The newest event is found by the order of its key; a comparison with `MAX(version)` would read the whole chain on
//! MariaDB. Chains are joined to their events in this order, never the other way round.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Nullable};
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::{Holding, StockKey, StockLevel};
use hexmart_domain::shared::{Instant, ItemId};

use super::super::among::padded;
use super::super::dialect::{self, Database};
use super::{Conn, classify};
use crate::columns::{Key, to_text};
use crate::rows::HeadRow;

/// Columns of the ends of chains.
pub(super) const COLUMNS: &str = "chain.item_id, chain.location_id, head.version, head.on_hand_after, head.reserved_after, \
                                  head.ceiling, head.low, chain.warehouse_id";

/// Chains, each with its last event: now, or at an instant.
pub(super) fn heads(at: Option<Instant>) -> String {
    let by_then = at.map_or_else(String::new, |at| {
        format!("AND newest.recorded_at <= '{}' ", to_text(at))
    });
    format!(
        "stock_chains AS chain {join} stock_events AS head ON head.item_id = chain.item_id \
         AND head.location_id = chain.location_id AND head.version = (SELECT newest.version FROM stock_events AS newest \
         WHERE newest.item_id = chain.item_id AND newest.location_id = chain.location_id {by_then}\
         ORDER BY newest.version DESC LIMIT 1)",
        join = dialect::JOIN_IN_ORDER,
    )
}

/// Ends of certain chains.
#[derive(Debug)]
pub(in super::super) enum Heads {
    /// Of each of these, of which there is at least one.
    Of(Vec<(Key, Key)>),
    /// Of those that can be sold of these items, of which there is at least one.
    Sellable(Vec<Key>),
}

impl QueryId for Heads {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

type HeadSql = (
    Binary,
    Binary,
    BigInt,
    BigInt,
    BigInt,
    Nullable<BigInt>,
    Nullable<BigInt>,
);

impl Query for Heads {
    type SqlType = (HeadSql, Binary);
}

impl<C> diesel::RunQueryDsl<C> for Heads {}

impl QueryFragment<Database> for Heads {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Database>) -> QueryResult<()> {
        out.push_sql(&format!("SELECT {COLUMNS} FROM {} WHERE ", heads(None)));
        match self {
            Self::Of(chains) => {
                for (place, (item, location)) in chains.iter().enumerate() {
                    out.push_sql(if place > 0 { " OR " } else { "" });
                    out.push_sql("(chain.item_id = ");
                    out.push_bind_param::<Binary, _>(item)?;
                    out.push_sql(" AND chain.location_id = ");
                    out.push_bind_param::<Binary, _>(location)?;
                    out.push_sql(")");
                }
            }
            Self::Sellable(items) => {
                out.push_sql("chain.sellable AND chain.item_id IN (");
                for (place, item) in items.iter().enumerate() {
                    out.push_sql(if place > 0 { ", " } else { "" });
                    out.push_bind_param::<Binary, _>(item)?;
                }
                out.push_sql(")");
            }
        }
        Ok(())
    }
}

/// See [`StockRepository::levels`](hexmart_application::inventory::StockRepository::levels).
pub(in super::super) async fn levels(
    conn: &mut Conn,
    keys: &[StockKey],
) -> Result<Vec<(StockKey, StockLevel)>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let chains = keys.iter().map(|key| (key.item.into(), key.location.into()));
    let statement = Heads::Of(padded(chains.collect()));
    let rows: Vec<(HeadRow, Key)> = statement.load(conn).await.map_err(classify)?;
    rows.into_iter().map(|(head, _)| head.level()).collect()
}

/// See [`StockRepository::holdings`](hexmart_application::inventory::StockRepository::holdings).
pub(in super::super) async fn holdings(
    conn: &mut Conn,
    items: &[ItemId],
) -> Result<Vec<(Holding, StockLevel)>, StoreError> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let statement = Heads::Sellable(padded(items.iter().copied().map(Key::from).collect()));
    let rows: Vec<(HeadRow, Key)> = statement.load(conn).await.map_err(classify)?;
    let holding = |(head, warehouse): (HeadRow, Key)| {
        let (key, level) = head.level()?;
        let holding = Holding {
            key,
            warehouse: warehouse.id(),
            available: level.available(),
        };
        Ok((holding, level))
    };
    rows.into_iter().map(holding).collect()
}
