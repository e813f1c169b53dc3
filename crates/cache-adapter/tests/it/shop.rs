//! A small catalogue that counts what it is asked, and can be made to wait between reading an answer and giving it.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use hexmart_application::catalogue::{
    CatalogueQueries, Counters, ListFilter, ListSort, Mark, MockCatalogueQueries, ProductCard, ProductDetail,
    ProductHistory, VariantStock, Window,
};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::StoreError;
use hexmart_application::search::SearchDocument;
use hexmart_domain::catalogue::{Forest, Lifecycle, Price, Product, Sku, Variant};
use hexmart_domain::shared::{Currency, Instant, ItemId, Percentage, PictureId, ProductId, Quantity, UserId};
use rust_decimal::Decimal;
use tokio::sync::watch;

use crate::given::{at, percent};

pub(crate) struct Shop {
    shelf: Mutex<Shelf>,
    /// How often it was asked.
    asked: AtomicUsize,
    /// How many questions are not answered yet.
    under_way: AtomicUsize,
    held: watch::Sender<bool>,
    /// What is not asked in these tests: fails them.
    others: MockCatalogueQueries,
}

/// What there is at the moment.
#[derive(Default)]
pub(crate) struct Shelf {
    /// Products and what they cost.
    pub(crate) prices: BTreeMap<ProductId, u32>,
    /// Since when all of them are cheaper.
    pub(crate) sale_from: Option<Instant>,
    pub(crate) coupons: BTreeMap<UserId, u8>,
    pub(crate) forest: Forest,
    /// Whether it fails whatever it is asked.
    pub(crate) broken: bool,
}

impl Default for Shop {
    fn default() -> Self {
        Self {
            shelf: Mutex::default(),
            asked: AtomicUsize::new(0),
            under_way: AtomicUsize::new(0),
            held: watch::Sender::new(false),
            others: MockCatalogueQueries::new(),
        }
    }
}

impl Shop {
    /// Changes what there is, telling nobody.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Shelf)) {
        change(&mut self.shelf.lock().unwrap());
    }

    /// Gives a product another price, or puts it up for sale.
    pub(crate) fn set_price(&self, product: ProductId, price: u32) {
        self.change(|shelf| shelf.prices.extend([(product, price)]));
    }

    /// Keeps all answers back from now on, or lets them go.
    pub(crate) fn hold(&self, held: bool) {
        self.held.send_replace(held);
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub(crate) fn under_way(&self) -> usize {
        self.under_way.load(Ordering::SeqCst)
    }

    async fn answer<T: Send>(&self, read: impl FnOnce(&Shelf) -> T + Send) -> Result<T, StoreError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.under_way.fetch_add(1, Ordering::SeqCst);
        let _under_way = UnderWay(&self.under_way);
        let answer = {
            let found = self.shelf.lock().unwrap();
            if found.broken {
                Err(StoreError::Conflict)
            } else {
                Ok(read(&found))
            }
        };
        self.held.subscribe().wait_for(|held| !held).await.unwrap();
        answer
    }
}

struct UnderWay<'a>(&'a AtomicUsize);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[async_trait]
impl CatalogueQueries for Shop {
    /// All products, whatever the filter; it stands in their descriptions, so that no two questions have one answer.
    async fn browse(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        window: Window,
        now: Instant,
    ) -> Result<Vec<ProductCard>, StoreError> {
        let question = format!("{filter:?} {sort:?} {window:?}");
        let read = |shelf: &Shelf| {
            let products = shelf.prices.iter();
            products
                .map(|(id, price)| shelf.card(*id, *price, &question, now))
                .collect()
        };
        self.answer(read).await
    }

    async fn place(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        skip: u64,
        _now: Instant,
    ) -> Result<Option<Mark>, StoreError> {
        let key = digest(&(filter, sort, skip)) >> 1;
        let mark = |(id, price): (&ProductId, &u32)| Mark {
            key: i64::try_from(key).unwrap() ^ i64::from(*price),
            product: *id,
        };
        self.answer(|shelf| shelf.prices.first_key_value().map(mark))
            .await
    }

    async fn total(&self, filter: &ListFilter, _now: Instant) -> Result<u64, StoreError> {
        let read = |shelf: &Shelf| digest(&(filter, &shelf.prices.len()));
        self.answer(read).await
    }

    async fn detail(
        &self,
        product: ProductId,
        viewer: Option<UserId>,
        now: Instant,
    ) -> Result<Option<ProductDetail>, StoreError> {
        let read = |shelf: &Shelf| {
            let price = *shelf.prices.get(&product)?;
            let mut detail = detail(shelf.card(product, price, "", now));
            detail.coupon = viewer
                .and_then(|viewer| shelf.coupons.get(&viewer))
                .map(|off| percent(*off));
            Some(detail)
        };
        self.answer(read).await
    }

    async fn forest(&self) -> Result<Forest, StoreError> {
        self.answer(|shelf| shelf.forest.clone()).await
    }

    async fn owner(&self, product: ProductId) -> Result<Option<Ownership>, StoreError> {
        self.others.owner(product).await
    }

    async fn product(&self, id: ProductId) -> Result<Option<(Product, Vec<VariantStock>)>, StoreError> {
        self.others.product(id).await
    }

    async fn history(
        &self,
        product: ProductId,
        field: Option<&'static str>,
        before: Option<i64>,
        limit: u64,
    ) -> Result<ProductHistory, StoreError> {
        self.others.history(product, field, before, limit).await
    }

    async fn documents(
        &self,
        products: &[ProductId],
        now: Instant,
    ) -> Result<Vec<SearchDocument>, StoreError> {
        self.others.documents(products, now).await
    }

    async fn documents_after(
        &self,
        after: Option<ProductId>,
        limit: u64,
        now: Instant,
    ) -> Result<Vec<SearchDocument>, StoreError> {
        self.others.documents_after(after, limit, now).await
    }

    async fn products_after(
        &self,
        owner: Option<Ownership>,
        after: Option<ProductId>,
        limit: u64,
    ) -> Result<Vec<(Product, Vec<VariantStock>)>, StoreError> {
        self.others.products_after(owner, after, limit).await
    }

    async fn pictures_in_use(&self, pictures: &[PictureId]) -> Result<Vec<PictureId>, StoreError> {
        self.others.pictures_in_use(pictures).await
    }
}

impl Shelf {
    fn card(&self, id: ProductId, price: u32, description: &str, now: Instant) -> ProductCard {
        let discount: Option<Percentage> = self.sale_from.filter(|from| *from <= now).map(|_| percent(10));
        ProductCard {
            id,
            name: "사과 1 kg".to_owned(),
            description: description.to_owned(),
            price: Price::new(Decimal::from(price), Currency::KRW).unwrap(),
            available: Quantity::MAX,
            discount,
            seller: None,
            category: None,
            lifecycle: Lifecycle::OnSale,
            picture: None,
            variants: 1,
            counters: Counters::default(),
            mark: Mark { key: 0, product: id },
            created_at: at(0),
            updated_at: at(0),
        }
    }
}

fn detail(card: ProductCard) -> ProductDetail {
    let variant = Variant {
        item: ItemId::from(card.id),
        sku: Sku::of_id(card.id),
        values: Vec::new(),
        price: None,
    };
    ProductDetail {
        seller: None,
        tags: Vec::new(),
        attributes: Vec::new(),
        options: Vec::new(),
        variants: vec![(variant, card.available)],
        pictures: Vec::new(),
        coupon: None,
        card,
    }
}

fn digest(question: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    question.hash(&mut hasher);
    hasher.finish()
}
