use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::catalogue::{
    CatalogueQueries, ListFilter, ListSort, Mark, ProductCard, ProductDetail, ProductHistory, VariantStock,
    Window,
};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::StoreError;
use hexmart_application::search::SearchDocument;
use hexmart_domain::catalogue::{Forest, Product};
use hexmart_domain::shared::{Instant, PictureId, ProductId, UserId};

use crate::answers::Answers;
use crate::details::{Details, Page};
use crate::generations::Generations;
use crate::moment::Moment;
use crate::questions::Questions;
use crate::weight::Weight;

/// What answers may weigh, in bytes.
const CAPACITY: u32 = 12 * 1024 * 1024;

/// The catalogue's queries with their answers kept: lists, places in them and their totals, product pages and the tree.
///
/// Everything else is asked each time: it serves editing, jobs and exports, which must see the newest state.
///
/// An answer may be given for up to 900 ms, also when `now` moves on: so long a discount or a coupon that has just ended
/// may still show, or one that begins may be missing.
pub struct CachedCatalogue {
    inner: Arc<dyn CatalogueQueries>,
    generations: Arc<Generations>,
    answers: Answers<Question>,
    lists: Questions<Question, Vec<ProductCard>, StoreError>,
    places: Questions<Question, Option<Mark>, StoreError>,
    totals: Questions<Question, u64, StoreError>,
    forests: Questions<Question, Forest, StoreError>,
    details: Details,
}

/// What an answer is kept under: all that was asked but `now`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Question {
    Browse(Box<ListFilter>, ListSort, Window),
    Place(Box<ListFilter>, ListSort, u64),
    Total(Box<ListFilter>),
    Product(ProductId),
    Coupon(UserId),
    Forest,
}

impl Weight for Question {
    fn beyond(&self) -> usize {
        match self {
            Self::Browse(filter, ..) | Self::Place(filter, ..) | Self::Total(filter) => {
                size_of::<ListFilter>() + filter.beyond()
            }
            Self::Product(_) | Self::Coupon(_) | Self::Forest => 0,
        }
    }
}

impl fmt::Debug for CachedCatalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CachedCatalogue")
    }
}

impl CachedCatalogue {
    /// Keeps the answers of `inner` while `generations` stand: the same that the use cases tell of their changes.
    pub fn new(inner: Arc<dyn CatalogueQueries>, generations: Arc<Generations>) -> Self {
        Self {
            inner,
            generations,
            answers: Answers::new(CAPACITY),
            lists: Questions::new(),
            places: Questions::new(),
            totals: Questions::new(),
            forests: Questions::new(),
            details: Details::new(),
        }
    }

    fn of_lists(&self, now: Instant) -> Moment {
        Moment::new(self.generations.of_lists(), Some(now))
    }
}

#[async_trait]
impl CatalogueQueries for CachedCatalogue {
    async fn browse(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        window: Window,
        now: Instant,
    ) -> Result<Vec<ProductCard>, StoreError> {
        let question = Question::Browse(Box::new(filter.clone()), sort, window);
        let ask = || {
            let (inner, filter) = (Arc::clone(&self.inner), filter.clone());
            async move { inner.browse(&filter, sort, window, now).await }
        };
        let asked = self
            .lists
            .answer(&self.answers, question, self.of_lists(now), ask);
        Ok(asked.await?.to_vec())
    }

    async fn place(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        skip: u64,
        now: Instant,
    ) -> Result<Option<Mark>, StoreError> {
        let question = Question::Place(Box::new(filter.clone()), sort, skip);
        let ask = || {
            let (inner, filter) = (Arc::clone(&self.inner), filter.clone());
            async move { inner.place(&filter, sort, skip, now).await }
        };
        let asked = self
            .places
            .answer(&self.answers, question, self.of_lists(now), ask);
        Ok(*asked.await?)
    }

    async fn total(&self, filter: &ListFilter, now: Instant) -> Result<u64, StoreError> {
        let question = Question::Total(Box::new(filter.clone()));
        let ask = || {
            let (inner, filter) = (Arc::clone(&self.inner), filter.clone());
            async move { inner.total(&filter, now).await }
        };
        let asked = self
            .totals
            .answer(&self.answers, question, self.of_lists(now), ask);
        Ok(*asked.await?)
    }

    async fn detail(
        &self,
        product: ProductId,
        viewer: Option<UserId>,
        now: Instant,
    ) -> Result<Option<ProductDetail>, StoreError> {
        let page = Page { product, viewer };
        self.details
            .answer(&self.answers, &self.generations, &self.inner, page, now)
            .await
    }

    async fn owner(&self, product: ProductId) -> Result<Option<Ownership>, StoreError> {
        self.inner.owner(product).await
    }

    async fn product(&self, id: ProductId) -> Result<Option<(Product, Vec<VariantStock>)>, StoreError> {
        self.inner.product(id).await
    }

    async fn history(
        &self,
        product: ProductId,
        field: Option<&'static str>,
        before: Option<i64>,
        limit: u64,
    ) -> Result<ProductHistory, StoreError> {
        self.inner.history(product, field, before, limit).await
    }

    async fn forest(&self) -> Result<Forest, StoreError> {
        let moment = Moment::new(self.generations.of_forest(), None);
        let ask = || {
            let inner = Arc::clone(&self.inner);
            async move { inner.forest().await }
        };
        let asked = self.forests.answer(&self.answers, Question::Forest, moment, ask);
        Ok(Forest::clone(&*asked.await?))
    }

    async fn documents(
        &self,
        products: &[ProductId],
        now: Instant,
    ) -> Result<Vec<SearchDocument>, StoreError> {
        self.inner.documents(products, now).await
    }

    async fn documents_after(
        &self,
        after: Option<ProductId>,
        limit: u64,
        now: Instant,
    ) -> Result<Vec<SearchDocument>, StoreError> {
        self.inner.documents_after(after, limit, now).await
    }

    async fn products_after(
        &self,
        owner: Option<Ownership>,
        after: Option<ProductId>,
        limit: u64,
    ) -> Result<Vec<(Product, Vec<VariantStock>)>, StoreError> {
        self.inner.products_after(owner, after, limit).await
    }

    async fn pictures_in_use(&self, pictures: &[PictureId]) -> Result<Vec<PictureId>, StoreError> {
        self.inner.pictures_in_use(pictures).await
    }
}
