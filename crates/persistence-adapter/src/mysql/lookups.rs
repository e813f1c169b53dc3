//! Look-ups of single products that wait at the same time.

use std::collections::HashMap;

use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Nullable};
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use hexmart_application::catalogue::ProductDetail;
use hexmart_application::platform::StoreError;
use hexmart_domain::shared::{Instant, ProductId, UserId};

use super::classify;
use super::connection::{Conn, Pool};
use super::queries::among::{Among, padded};
use super::queries::catalogue::card::{OwnAvailable, StockOfSeveral};
use super::queries::catalogue::detail::{DetailRow, shown};
use super::together::Together;
use crate::columns::{At, Key, UtcMicros};
use crate::schema::{products, sellers};

/// What was found: the product, and the viewer's best coupon.
type Found = Option<(DetailRow, Option<i64>)>;

#[derive(Clone, Copy)]
struct Asked {
    product: Key,
    viewer: Option<Viewer>,
}

/// Who asks, and when: what decides on a coupon.
#[derive(Clone, Copy)]
struct Viewer {
    account: Key,
    now: At,
}

/// Answers look-ups until it is dropped.
pub(super) struct Lookups(Together<Asked, Found>);

impl Lookups {
    pub(super) fn start(pool: &Pool) -> Self {
        Self(Together::start(pool, |conn, batch| {
            async move { found(conn, &batch).await }.boxed()
        }))
    }

    /// The product as the viewer sees it: by `alone` when nobody else is asking, else together with others.
    pub(super) async fn detail(
        &self,
        product: ProductId,
        viewer: Option<UserId>,
        now: Instant,
        alone: impl Future<Output = Result<Option<ProductDetail>, StoreError>>,
    ) -> Result<Option<ProductDetail>, StoreError> {
        let viewer = viewer.map(|viewer| Viewer {
            account: viewer.into(),
            now: At(now),
        });
        let asked = Asked {
            product: product.into(),
            viewer,
        };
        let read = |found: Found| found.map_or(Ok(None), |(row, coupon)| shown(row, coupon, now));
        self.0.ask(asked, alone, read).await
    }
}

async fn found(conn: &mut Conn, batch: &[Asked]) -> Result<Vec<Found>, StoreError> {
    let among = Among::new("products.id", batch.iter().map(|asked| asked.product));
    let rows = rows(conn, among).await?;
    let mut shares = shares(conn, BestCoupons::of(batch)).await?.into_iter();
    let found = batch.iter().map(|asked| {
        let share = asked.viewer.and_then(|_| shares.next().flatten());
        rows.get(&asked.product).cloned().map(|row| (row, share))
    });
    Ok(found.collect())
}

async fn rows(conn: &mut Conn, products_asked: Among) -> Result<HashMap<Key, DetailRow>, StoreError> {
    let rows: Vec<DetailRow> = products::table
        .left_join(sellers::table.on(products::seller_id.eq(sellers::id.nullable())))
        .filter(products_asked)
        .select(detail_columns!())
        .load(conn)
        .await
        .map_err(classify)?;
    Ok(rows.into_iter().map(|row| (row.0.0, row)).collect())
}

/// The best share of each viewer, in their order.
async fn shares(conn: &mut Conn, viewers: BestCoupons) -> Result<Vec<Option<i64>>, StoreError> {
    if viewers.0.is_empty() {
        return Ok(Vec::new());
    }
    let mut shares: Vec<(i64, Option<i64>)> = viewers.load(conn).await.map_err(classify)?;
    shares.sort_unstable_by_key(|(place, _)| *place);
    Ok(shares.into_iter().map(|(_, share)| share).collect())
}

/// The best coupon of each viewer that is usable at their time: a short look at the end of an index for each, all in one
/// statement. Diesel has no word for it.
struct BestCoupons(Vec<Viewer>);

impl BestCoupons {
    fn of(batch: &[Asked]) -> Self {
        Self(padded(batch.iter().filter_map(|asked| asked.viewer).collect()))
    }
}

impl QueryId for BestCoupons {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for BestCoupons {
    type SqlType = (BigInt, Nullable<BigInt>);
}

impl<Conn> diesel::RunQueryDsl<Conn> for BestCoupons {}

impl QueryFragment<Mysql> for BestCoupons {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        for (place, viewer) in self.0.iter().enumerate() {
            if place > 0 {
                out.push_sql(" UNION ALL ");
            }
            out.push_sql(&format!(
                "SELECT {place}, (SELECT percentage FROM coupons WHERE owner_id = "
            ));
            out.push_bind_param::<Binary, _>(&viewer.account)?;
            out.push_sql(" AND active = TRUE AND redeemed = FALSE AND valid_from <= ");
            out.push_bind_param::<UtcMicros, _>(&viewer.now)?;
            out.push_sql(" AND valid_to >= ");
            out.push_bind_param::<UtcMicros, _>(&viewer.now)?;
            out.push_sql(" ORDER BY percentage DESC LIMIT 1)");
        }
        Ok(())
    }
}
