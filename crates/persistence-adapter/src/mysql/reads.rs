use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use hexmart_application::catalogue::{CatalogueQueries, NameFilter, ProductCard, ProductDetail, Window};
use hexmart_application::inventory::{LedgerFault, StockQueries};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::{StockEvent, StockKey};
use hexmart_domain::shared::{Instant, ProductId, UserId};
use tokio::time::timeout;

use super::connection::{Conn, PATIENCE, Pool, Pooled, discard, take};
use super::lookups::Lookups;
use super::queries;

/// The read side, on the pool.
pub(super) struct Reads {
    pool: Pool,
    lookups: Lookups,
}

/// How long a question may take that has to look at every name.
const SEARCH: Duration = Duration::from_secs(5);
/// How long the audit of a whole ledger may take.
const AUDIT: Duration = Duration::from_mins(10);

type Answering<'c, T> = BoxFuture<'c, Result<T, StoreError>>;

impl Reads {
    pub(super) fn start(pool: Pool) -> Self {
        let lookups = Lookups::start(&pool);
        Self { pool, lookups }
    }

    async fn ask<T, Q>(&self, patience: Duration, question: Q) -> Result<T, StoreError>
    where
        Q: for<'c> Fn(&'c mut Conn) -> Answering<'c, T> + Send + Sync,
    {
        ask(&self.pool, patience, question).await
    }
}

/// Answers a question right here: a hop to another thread would cost about as much as the question.
pub(super) async fn ask<T, Q>(pool: &Pool, patience: Duration, question: Q) -> Result<T, StoreError>
where
    Q: for<'c> Fn(&'c mut Conn) -> Answering<'c, T> + Send + Sync,
{
    match ask_once(pool, patience, &question).await {
        // The server may only have been restarted: the second try has a new connection.
        Err(StoreError::Unavailable(_)) => ask_once(pool, patience, &question).await,
        answered => answered,
    }
}

async fn ask_once<T, Q>(pool: &Pool, patience: Duration, question: &Q) -> Result<T, StoreError>
where
    Q: for<'c> Fn(&'c mut Conn) -> Answering<'c, T> + Send + Sync,
{
    let mut borrowed = Borrowed {
        conn: Some(take(pool).await?),
    };
    let answered = timeout(patience, question(borrowed.conn()?)).await;
    let answer = answered.unwrap_or_else(|late| Err(StoreError::unavailable(late)));
    if let Some(conn) = borrowed.conn.take()
        && matches!(answer, Err(StoreError::Unavailable(_)))
    {
        discard(pool, conn);
    }
    answer
}

/// A connection in the middle of a question.
///
/// The web server drops a handler whose client hangs up. A connection on which an answer is still under way must not go
/// back to the pool then, or its next user would read that answer: it is closed instead.
struct Borrowed {
    conn: Option<Pooled>,
}

impl Borrowed {
    fn conn(&mut self) -> Result<&mut Conn, StoreError> {
        self.conn
            .as_deref_mut()
            .ok_or_else(|| StoreError::backend("a connection was given back twice"))
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            drop(Pooled::take(conn));
        }
    }
}

#[async_trait]
impl CatalogueQueries for Reads {
    async fn browse(
        &self,
        filter: Option<NameFilter>,
        window: Window,
        now: Instant,
    ) -> Result<Vec<ProductCard>, StoreError> {
        let patience = if filter.is_some() { SEARCH } else { PATIENCE };
        let filter = Arc::new(filter);
        self.ask(patience, move |conn| {
            let filter = Arc::clone(&filter);
            async move { queries::browse(conn, (*filter).as_ref(), window, now).await }.boxed()
        })
        .await
    }

    async fn product_at(
        &self,
        filter: Option<NameFilter>,
        skip: u64,
    ) -> Result<Option<ProductId>, StoreError> {
        let filter = Arc::new(filter);
        self.ask(SEARCH, move |conn| {
            let filter = Arc::clone(&filter);
            async move { queries::product_at(conn, (*filter).as_ref(), skip).await }.boxed()
        })
        .await
    }

    async fn detail(
        &self,
        product: ProductId,
        viewer: Option<UserId>,
        now: Instant,
    ) -> Result<Option<ProductDetail>, StoreError> {
        let alone = self.ask(PATIENCE, move |conn| {
            queries::detail(conn, product, viewer, now).boxed()
        });
        self.lookups.detail(product, viewer, now, alone).await
    }

    async fn owner(&self, product: ProductId) -> Result<Option<Ownership>, StoreError> {
        self.ask(PATIENCE, move |conn| queries::owner(conn, product).boxed())
            .await
    }
}

#[async_trait]
impl StockQueries for Reads {
    async fn history(
        &self,
        key: StockKey,
        after_version: i64,
        limit: u64,
    ) -> Result<Vec<StockEvent>, StoreError> {
        self.ask(PATIENCE, move |conn| {
            queries::history(conn, key, after_version, limit).boxed()
        })
        .await
    }

    async fn faults(&self, limit: u64) -> Result<Vec<LedgerFault>, StoreError> {
        self.ask(AUDIT, move |conn| queries::faults(conn, limit).boxed())
            .await
    }
}
