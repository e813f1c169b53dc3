use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use hexmart_application::catalogue::{
    CatalogueQueries, ListFilter, ListSort, Mark, ProductCard, ProductDetail, ProductHistory, VariantStock,
    Window,
};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::StoreError;
use hexmart_application::search::SearchDocument;
use hexmart_domain::catalogue::{Forest, Product};
use hexmart_domain::shared::{Instant, PictureId, ProductId, UserId};
use tokio::time::timeout;

use super::connection::{Conn, PATIENCE, Pool, Pooled, discard, take};
use super::lookups::Lookups;
use super::queries;

/// The read side, on the pool.
pub(super) struct Reads {
    pool: Pool,
    lookups: Lookups,
}

/// How long a question may take that has to look at many products.
pub(super) const SEARCH: Duration = Duration::from_secs(5);
/// How long the audit of a whole ledger may take.
pub(super) const AUDIT: Duration = Duration::from_mins(10);

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
        filter: &ListFilter,
        sort: ListSort,
        window: Window,
        now: Instant,
    ) -> Result<Vec<ProductCard>, StoreError> {
        let (filter, patience) = (Arc::new(filter.clone()), patience_with(filter));
        self.ask(patience, move |conn| {
            let filter = Arc::clone(&filter);
            async move { queries::browse(conn, &filter, sort, window, now).await }.boxed()
        })
        .await
    }

    async fn place(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        skip: u64,
        now: Instant,
    ) -> Result<Option<Mark>, StoreError> {
        let filter = Arc::new(filter.clone());
        self.ask(SEARCH, move |conn| {
            let filter = Arc::clone(&filter);
            async move { queries::place(conn, &filter, sort, skip, now).await }.boxed()
        })
        .await
    }

    async fn total(&self, filter: &ListFilter, now: Instant) -> Result<u64, StoreError> {
        let filter = Arc::new(filter.clone());
        self.ask(SEARCH, move |conn| {
            let filter = Arc::clone(&filter);
            async move { queries::total(conn, &filter, now).await }.boxed()
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

    async fn product(&self, id: ProductId) -> Result<Option<(Product, Vec<VariantStock>)>, StoreError> {
        self.ask(PATIENCE, move |conn| queries::product(conn, id).boxed())
            .await
    }

    async fn history(
        &self,
        product: ProductId,
        field: Option<&'static str>,
        before: Option<i64>,
        limit: u64,
    ) -> Result<ProductHistory, StoreError> {
        self.ask(PATIENCE, move |conn| {
            queries::history_of(conn, product, field, before, limit).boxed()
        })
        .await
    }

    async fn forest(&self) -> Result<Forest, StoreError> {
        self.ask(PATIENCE, |conn| queries::forest(conn).boxed()).await
    }

    async fn documents(
        &self,
        products: &[ProductId],
        now: Instant,
    ) -> Result<Vec<SearchDocument>, StoreError> {
        let products: Arc<[_]> = products.into();
        self.ask(SEARCH, move |conn| {
            let products = Arc::clone(&products);
            async move { queries::documents(conn, &products, now).await }.boxed()
        })
        .await
    }

    async fn documents_after(
        &self,
        after: Option<ProductId>,
        limit: u64,
        now: Instant,
    ) -> Result<Vec<SearchDocument>, StoreError> {
        self.ask(SEARCH, move |conn| {
            queries::documents_after(conn, after, limit, now).boxed()
        })
        .await
    }

    async fn products_after(
        &self,
        owner: Option<Ownership>,
        after: Option<ProductId>,
        limit: u64,
    ) -> Result<Vec<(Product, Vec<VariantStock>)>, StoreError> {
        self.ask(SEARCH, move |conn| {
            queries::products_after(conn, owner, after, limit).boxed()
        })
        .await
    }

    async fn pictures_in_use(&self, pictures: &[PictureId]) -> Result<Vec<PictureId>, StoreError> {
        let pictures: Arc<[_]> = pictures.into();
        self.ask(SEARCH, move |conn| {
            let pictures = Arc::clone(&pictures);
            async move { queries::pictures_in_use(conn, &pictures).await }.boxed()
        })
        .await
    }
}

/// What everybody sees is there at once; what has to be looked for may take longer.
fn patience_with(filter: &ListFilter) -> Duration {
    if *filter == ListFilter::default() {
        PATIENCE
    } else {
        SEARCH
    }
}
