use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use async_trait::async_trait;
use crossbeam_channel::{Receiver, Sender, unbounded};
use diesel_async::SimpleAsyncConnection;
use futures_executor::block_on;
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
use hexmart_priority::Share;
use tokio::sync::oneshot;

use super::connection::{Conn, Purpose, establish, next};
use super::{Options, classify, queries};
use crate::error::OpenError;

type Question = Box<dyn FnOnce(&mut Conn) + Send>;

/// Threads that answer questions, each with a connection of its own, all from one line. Questions that look at much for nobody
/// who waits have a line and a thread of their own, which gives way to the others.
pub(super) struct Readers {
    line: Sender<Question>,
    patient: Sender<Question>,
    threads: usize,
}

impl Readers {
    /// The threads end when the last handle is dropped.
    pub(super) fn start(options: &Options) -> Result<Self, OpenError> {
        let threads = options.readers.max(1);
        let (line, questions) = unbounded();
        for number in 0..threads {
            spawn(
                options,
                Purpose::Read,
                format!("sqlite-reader-{number}"),
                questions.clone(),
                answer,
            )?;
        }
        let (patient, questions) = unbounded();
        spawn(
            options,
            Purpose::ReadThrough,
            "sqlite-patient-reader".to_owned(),
            questions,
            |conn, questions| {
                hexmart_priority::take(Share::Tenth);
                answer(conn, questions);
            },
        )?;
        Ok(Self {
            line,
            patient,
            threads,
        })
    }

    pub(super) const fn threads(&self) -> usize {
        self.threads
    }

    pub(super) fn waiting(&self) -> usize {
        self.line.len()
    }

    /// Whether the file can be read right now.
    pub(super) async fn ping(&self) -> Result<(), StoreError> {
        self.ask(|conn| async move { conn.batch_execute("SELECT 1").await.map_err(classify) }.boxed())
            .await
    }

    pub(super) async fn ask<T, Q>(&self, question: Q) -> Result<T, StoreError>
    where
        T: Send + 'static,
        Q: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
    {
        stand_in(&self.line, question).await
    }

    /// The same of what looks at much, for work that nobody waits for.
    pub(super) async fn ask_patiently<T, Q>(&self, question: Q) -> Result<T, StoreError>
    where
        T: Send + 'static,
        Q: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
    {
        stand_in(&self.patient, question).await
    }
}

/// Starts a thread that answers what stands in a line, with a connection of its own.
fn spawn(
    options: &Options,
    purpose: Purpose,
    name: String,
    questions: Receiver<Question>,
    answer: fn(Conn, &Receiver<Question>),
) -> Result<(), OpenError> {
    let conn = establish(&options.path, purpose)?;
    let thread = thread::Builder::new().name(name);
    thread
        .spawn(move || answer(Conn::with_runtime(conn, super::connection::InPlace), &questions))
        .map(drop)
        .map_err(|error| OpenError::Unreachable {
            target: options.path.display().to_string(),
            reason: error.to_string(),
        })
}

async fn stand_in<T, Q>(line: &Sender<Question>, question: Q) -> Result<T, StoreError>
where
    T: Send + 'static,
    Q: for<'c> FnOnce(&'c mut Conn) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    let asked = Box::new(move |conn: &mut Conn| {
        // A caller that hung up while its question stood in line needs no answer.
        if !reply.is_closed() {
            let _gone = reply.send(block_on(question(conn)));
        }
    });
    line.send(asked)
        .map_err(|_closed| StoreError::unavailable("the readers have stopped"))?;
    answer
        .await
        .unwrap_or_else(|dropped| Err(StoreError::backend(dropped)))
}

fn answer(mut conn: Conn, questions: &Receiver<Question>) {
    while let Some(question) = next(&mut conn, questions, |_| ()) {
        if catch_unwind(AssertUnwindSafe(|| question(&mut conn))).is_err() {
            tracing::error!("a query panicked");
        }
    }
}

#[async_trait]
impl CatalogueQueries for Readers {
    async fn browse(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        window: Window,
        now: Instant,
    ) -> Result<Vec<ProductCard>, StoreError> {
        let filter = filter.clone();
        self.ask(move |conn| async move { queries::browse(conn, &filter, sort, window, now).await }.boxed())
            .await
    }

    async fn place(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        skip: u64,
        now: Instant,
    ) -> Result<Option<Mark>, StoreError> {
        let filter = filter.clone();
        self.ask(move |conn| async move { queries::place(conn, &filter, sort, skip, now).await }.boxed())
            .await
    }

    async fn total(&self, filter: &ListFilter, now: Instant) -> Result<u64, StoreError> {
        let filter = filter.clone();
        self.ask(move |conn| async move { queries::total(conn, &filter, now).await }.boxed())
            .await
    }

    async fn detail(
        &self,
        product: ProductId,
        viewer: Option<UserId>,
        now: Instant,
    ) -> Result<Option<ProductDetail>, StoreError> {
        self.ask(move |conn| queries::detail(conn, product, viewer, now).boxed())
            .await
    }

    async fn owner(&self, product: ProductId) -> Result<Option<Ownership>, StoreError> {
        self.ask(move |conn| queries::owner(conn, product).boxed()).await
    }

    async fn product(&self, id: ProductId) -> Result<Option<(Product, Vec<VariantStock>)>, StoreError> {
        self.ask(move |conn| queries::product(conn, id).boxed()).await
    }

    async fn history(
        &self,
        product: ProductId,
        field: Option<&'static str>,
        before: Option<i64>,
        limit: u64,
    ) -> Result<ProductHistory, StoreError> {
        self.ask(move |conn| queries::history_of(conn, product, field, before, limit).boxed())
            .await
    }

    async fn forest(&self) -> Result<Forest, StoreError> {
        self.ask(|conn| queries::forest(conn).boxed()).await
    }

    async fn documents(
        &self,
        products: &[ProductId],
        now: Instant,
    ) -> Result<Vec<SearchDocument>, StoreError> {
        let products = products.to_vec();
        self.ask_patiently(move |conn| async move { queries::documents(conn, &products, now).await }.boxed())
            .await
    }

    async fn documents_after(
        &self,
        after: Option<ProductId>,
        limit: u64,
        now: Instant,
    ) -> Result<Vec<SearchDocument>, StoreError> {
        self.ask_patiently(move |conn| queries::documents_after(conn, after, limit, now).boxed())
            .await
    }

    async fn products_after(
        &self,
        owner: Option<Ownership>,
        after: Option<ProductId>,
        limit: u64,
    ) -> Result<Vec<(Product, Vec<VariantStock>)>, StoreError> {
        self.ask_patiently(move |conn| queries::products_after(conn, owner, after, limit).boxed())
            .await
    }

    async fn pictures_in_use(&self, pictures: &[PictureId]) -> Result<Vec<PictureId>, StoreError> {
        let pictures = pictures.to_vec();
        self.ask_patiently(move |conn| async move { queries::pictures_in_use(conn, &pictures).await }.boxed())
            .await
    }
}
