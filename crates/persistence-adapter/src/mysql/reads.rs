use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use hexmart_application::catalogue::{CatalogueQueries, NameFilter, ProductCard, ProductDetail, Window};
use hexmart_application::identity::AccountQueries;
use hexmart_application::inventory::{LedgerFault, StockQueries};
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::{Account, Email};
use hexmart_domain::inventory::{StockEvent, StockKey};
use hexmart_domain::shared::{Instant, ProductId, UserId};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::connection::{Conn, PATIENCE, Pool, discard, take};
use super::queries;

/// The read side, on the pool.
pub(super) struct Reads {
    pool: Pool,
    runtime: Handle,
}

/// How long a question may take that has to look at every name.
const SEARCH: Duration = Duration::from_secs(5);
/// How long the audit of a whole ledger may take.
const AUDIT: Duration = Duration::from_mins(10);

type Answering<'c, T> = BoxFuture<'c, Result<T, StoreError>>;

impl Reads {
    pub(super) fn new(pool: Pool) -> Self {
        Self {
            pool,
            runtime: Handle::current(),
        }
    }

    /// Answers a question on a task of its own: the web server drops a handler when its client hangs up, and a query
    /// that is dropped half-way leaves a connection that nobody can use.
    async fn ask<T, Q>(&self, patience: Duration, question: Q) -> Result<T, StoreError>
    where
        T: Send + 'static,
        Q: for<'c> Fn(&'c mut Conn) -> Answering<'c, T> + Send + Sync + 'static,
    {
        let pool = self.pool.clone();
        let answering = async move {
            match ask_once(&pool, patience, &question).await {
                // The server may only have been restarted: the second try has a new connection.
                Err(StoreError::Unavailable(_)) => ask_once(&pool, patience, &question).await,
                answered => answered,
            }
        };
        self.runtime
            .spawn(answering)
            .await
            .unwrap_or_else(|panic| Err(StoreError::backend(panic)))
    }
}

async fn ask_once<T, Q>(pool: &Pool, patience: Duration, question: &Q) -> Result<T, StoreError>
where
    Q: for<'c> Fn(&'c mut Conn) -> Answering<'c, T> + Send + Sync,
{
    let mut conn = take(pool).await?;
    let answered = timeout(patience, question(&mut conn)).await;
    let answer = answered.unwrap_or_else(|late| Err(StoreError::unavailable(late)));
    if matches!(answer, Err(StoreError::Unavailable(_))) {
        discard(pool, conn);
    }
    answer
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
        self.ask(PATIENCE, move |conn| {
            queries::detail(conn, product, viewer, now).boxed()
        })
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

#[async_trait]
impl AccountQueries for Reads {
    async fn by_email(&self, email: &Email) -> Result<Option<Account>, StoreError> {
        let email = email.clone();
        self.ask(PATIENCE, move |conn| {
            let email = email.clone();
            async move { queries::account_by_email(conn, &email).await }.boxed()
        })
        .await
    }
}
