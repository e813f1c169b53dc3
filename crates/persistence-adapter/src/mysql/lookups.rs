//! Look-ups of single products that wait at the same time, answered by one query.
//!
//! A look-up by key costs the server and the driver far more around the row than for it, so a busy shop asks for the
//! products of all waiting callers at once. Who comes alone asks at once and alone: nobody waits for a batch to fill.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::expression::{AppearsOnTable, Expression, ValidGrouping, is_aggregate};
use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Binary, Bool};
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use hexmart_application::catalogue::ProductDetail;
use hexmart_application::platform::StoreError;
use hexmart_domain::shared::{Instant, LocationId, ProductId};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::timeout;

use super::classify;
use super::connection::{Conn, PATIENCE, Pool};
use super::queries::catalogue::{CardRow, anonymous_detail};
use super::reads::ask;
use crate::columns::Key;
use crate::schema::{products, stock_events};

/// The most products that one query looks up.
const BATCH: usize = 32;
/// Two, so that one batch gathers while the other is being answered.
const WORKERS: usize = 2;
/// Look-ups that may wait before callers wait to join them.
const LINE: usize = 4_096;

type Found = Result<Option<CardRow>, StoreError>;

struct Asked {
    product: Key,
    reply: oneshot::Sender<Found>,
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

    /// The product as an anonymous caller sees it: by `alone` when nobody else is asking, else together with others.
    pub(super) async fn detail(
        &self,
        product: ProductId,
        now: Instant,
        alone: impl Future<Output = Result<Option<ProductDetail>, StoreError>>,
    ) -> Result<Option<ProductDetail>, StoreError> {
        let (_here, others) = UnderWay::enter(&self.under_way);
        if others == 0 {
            return alone.await;
        }
        let asking = timeout(PATIENCE.saturating_mul(2), self.join(product.into()));
        let found = asking.await.map_err(StoreError::unavailable)??;
        found.map(|row| anonymous_detail(row, now)).transpose()
    }

    async fn join(&self, product: Key) -> Found {
        let (reply, found) = oneshot::channel();
        let closed = |_| StoreError::unavailable("the store is closed");
        self.line.send(Asked { product, reply }).await.map_err(closed)?;
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
        let mut keys: Vec<_> = batch.iter().map(|asked| asked.product).collect();
        keys.sort_unstable();
        keys.dedup();
        let rows = ask(&pool, PATIENCE, |conn| rows(conn, IdAmong::new(&keys)).boxed()).await;
        for asked in batch {
            let found = match &rows {
                Ok(rows) => Ok(rows.get(&asked.product).cloned()),
                Err(error) => Err(error.clone()),
            };
            // Nobody listens when the caller is gone.
            let _gone = asked.reply.send(found);
        }
    }
}

async fn rows(conn: &mut Conn, products_asked: IdAmong) -> Result<HashMap<Key, CardRow>, StoreError> {
    let rows: Vec<CardRow> = products::table
        .filter(products_asked)
        .select(card_columns!())
        .load(conn)
        .await
        .map_err(classify)?;
    Ok(rows.into_iter().map(|row| (row.0, row)).collect())
}

/// `products.id IN (…)`.
///
/// Diesel's own never stays prepared, because its text differs with the number of ids. Here the number is always a power
/// of two, filled with repetitions of the last id, so that few texts come again and again.
struct IdAmong(Vec<Key>);

impl IdAmong {
    fn new(keys: &[Key]) -> Self {
        let mut keys = keys.to_vec();
        if let Some(last) = keys.last().copied() {
            keys.resize(keys.len().next_power_of_two(), last);
        }
        Self(keys)
    }
}

impl Expression for IdAmong {
    type SqlType = Bool;
}

impl AppearsOnTable<products::table> for IdAmong {}

impl ValidGrouping<()> for IdAmong {
    type IsAggregate = is_aggregate::No;
}

impl QueryId for IdAmong {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Mysql> for IdAmong {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        out.push_sql("`products`.`id` IN (");
        for (place, key) in self.0.iter().enumerate() {
            if place > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<Binary, _>(key)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
