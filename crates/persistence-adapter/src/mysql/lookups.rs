//! Look-ups of single products that wait at the same time, answered by one query.
//!
//! A look-up by key costs the server and the driver far more around the row than for it, so a busy shop asks for the
//! products of all waiting callers at once. Who comes alone asks at once and alone: nobody waits for a batch to fill.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Nullable};
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use hexmart_application::catalogue::ProductDetail;
use hexmart_application::platform::StoreError;
use hexmart_domain::shared::{Instant, ProductId, UserId};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::timeout;

use super::classify;
use super::connection::{Conn, PATIENCE, Pool};
use super::queries::among::{Among, padded};
use super::queries::catalogue::card::{OwnAvailable, StockOfSeveral};
use super::queries::catalogue::detail::{DetailRow, shown};
use super::reads::ask;
use crate::columns::{At, Key, UtcMicros};
use crate::schema::{products, sellers};

/// The most products that one query looks up.
const BATCH: usize = 32;
/// Two, so that one batch gathers while the other is being answered.
const WORKERS: usize = 2;
/// Look-ups that may wait before callers wait to join them.
const LINE: usize = 4_096;

/// What was found: the product, and the viewer's best coupon.
type Found = Result<Option<(DetailRow, Option<i64>)>, StoreError>;

/// What a batch brought: the products, and the shares of the viewers in their order.
type Batch = (HashMap<Key, DetailRow>, Vec<Option<i64>>);

struct Asked {
    product: Key,
    viewer: Option<Viewer>,
    reply: oneshot::Sender<Found>,
}

/// Who asks, and when: what decides on a coupon.
#[derive(Clone, Copy)]
struct Viewer {
    account: Key,
    now: At,
}

/// Answers look-ups until it is dropped.
pub(super) struct Lookups {
    line: mpsc::Sender<Asked>,
    under_way: AtomicUsize,
}

impl Lookups {
    pub(super) fn start(pool: &Pool) -> Self {
        let (line, asked) = mpsc::channel(LINE);
        let asked = Arc::new(Mutex::new(asked));
        for _ in 0..WORKERS {
            tokio::spawn(answer_batches(pool.clone(), Arc::clone(&asked)));
        }
        Self {
            line,
            under_way: AtomicUsize::new(0),
        }
    }

    /// The product as the viewer sees it: by `alone` when nobody else is asking, else together with others.
    pub(super) async fn detail(
        &self,
        product: ProductId,
        viewer: Option<UserId>,
        now: Instant,
        alone: impl Future<Output = Result<Option<ProductDetail>, StoreError>>,
    ) -> Result<Option<ProductDetail>, StoreError> {
        let (_here, others) = UnderWay::enter(&self.under_way);
        if others == 0 {
            return alone.await;
        }
        let viewer = viewer.map(|viewer| Viewer {
            account: viewer.into(),
            now: At(now),
        });
        let asking = timeout(PATIENCE.saturating_mul(2), self.join(product.into(), viewer));
        let found = asking.await.map_err(StoreError::unavailable)??;
        found.map_or(Ok(None), |(row, coupon)| shown(row, coupon, now))
    }

    async fn join(&self, product: Key, viewer: Option<Viewer>) -> Found {
        let (reply, found) = oneshot::channel();
        let closed = |_| StoreError::unavailable("the store is closed");
        let asked = Asked {
            product,
            viewer,
            reply,
        };
        self.line.send(asked).await.map_err(closed)?;
        found.await.map_err(StoreError::unavailable)?
    }
}

/// Counts a look-up as long as its caller waits for it.
struct UnderWay<'a>(&'a AtomicUsize);

impl<'a> UnderWay<'a> {
    /// The entry, and how many others are under way.
    fn enter(count: &'a AtomicUsize) -> (Self, usize) {
        (Self(count), count.fetch_add(1, Ordering::AcqRel))
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

async fn answer_batches(pool: Pool, line: Arc<Mutex<mpsc::Receiver<Asked>>>) {
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        if line.lock().await.recv_many(&mut batch, BATCH).await == 0 {
            return;
        }
        let found = ask(&pool, PATIENCE, |conn| {
            let (products, viewers) = (among(&batch), BestCoupons::of(&batch));
            async move { Ok((rows(conn, products).await?, shares(conn, viewers).await?)) }.boxed()
        })
        .await;
        answer(batch, &found);
    }
}

fn answer(batch: Vec<Asked>, found: &Result<Batch, StoreError>) {
    let mut shares = found
        .as_ref()
        .map_or_else(|_| [].iter(), |(_, shares)| shares.iter());
    for asked in batch {
        let share = asked.viewer.and_then(|_| shares.next().copied().flatten());
        let answer = match found {
            Ok((rows, _)) => Ok(rows.get(&asked.product).cloned().map(|row| (row, share))),
            Err(error) => Err(error.clone()),
        };
        // Nobody listens when the caller is gone.
        let _gone = asked.reply.send(answer);
    }
}

fn among(batch: &[Asked]) -> Among {
    Among::new("products.id", batch.iter().map(|asked| asked.product))
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
