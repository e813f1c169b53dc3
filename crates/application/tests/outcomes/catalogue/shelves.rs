use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use hexmart_application::catalogue::{
    AlwaysFresh, Browse, Catalogue, CatalogueService, Categories, CategoriesService, EditProduct,
    EditProductError, Freshness, ListFilter, Merchandising, MerchandisingService, NewCategory, NewProduct,
    ProductHistory, ProductPage, ProductSheet,
};
use hexmart_application::inventory::{ChangeStock, Inventory, InventoryService};
use hexmart_application::marketplace::Authority;
use hexmart_application::platform::{Abort, Job, Mint, Storage, Store, StoreError, UnitOfWork, transact};
use hexmart_application::pricing::{Pricing, PricingService, SetDiscount, SetDiscountError};
use hexmart_application::search::FeedPosition;
use hexmart_domain::catalogue::{Place, Product, ProductEdit};
use hexmart_domain::inventory::StockKey;
use hexmart_domain::pricing::Discount;
use hexmart_domain::shared::{CategoryId, Instant, ItemId, Percentage, ProductId, StockDelta};
use rust_decimal::Decimal;

use super::files::{Darkroom, Files};
use super::given::{edit_of, label, new_product, staff};
use crate::given::{TICK, start};
use crate::world::{Dice, Overlapping, TurnedClock};

/// A shop's catalogue in memory, and what a test turns or looks at. Attempts of callers at the same time overlap.
pub(crate) struct Shelves {
    pub(crate) storage: Storage,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) mint: Mint,
    pub(crate) catalogue: CatalogueService,
    pub(crate) keeping: MerchandisingService,
    pub(crate) tree: CategoriesService,
    pub(crate) files: Arc<Files>,
    pricing: PricingService,
    inventory: InventoryService,
    clock: Arc<TurnedClock>,
}

fn fresh() -> Arc<dyn Freshness> {
    Arc::new(AlwaysFresh)
}

impl Shelves {
    pub(crate) fn new() -> Self {
        let clock = Arc::new(TurnedClock(Mutex::new(start())));
        let mint = Mint::new(clock.clone(), Arc::new(Dice::default()));
        let storage = hexmart_memory_adapter::open();
        let store: Arc<dyn Store> = Arc::new(Overlapping(storage.store.clone()));
        let files = Arc::new(Files::new(clock.clone()));
        let (queries, feed) = (storage.catalogue.clone(), storage.feed.clone());
        let ledger = storage.ledger.clone();
        Self {
            catalogue: CatalogueService::new(store.clone(), queries.clone(), feed, fresh(), mint.clone()),
            keeping: keeping(&storage, store.clone(), files.clone(), mint.clone()),
            tree: CategoriesService::new(store.clone(), queries.clone(), fresh(), mint.clone()),
            pricing: PricingService::new(store.clone(), fresh(), mint.clone()),
            inventory: InventoryService::new(ledger, store.clone(), queries, fresh(), mint.clone()),
            storage,
            store,
            mint,
            files,
            clock,
        }
    }

    /// The use cases of those who keep the catalogue, over another store.
    pub(crate) fn keeping_over(&self, store: Arc<dyn Store>) -> MerchandisingService {
        keeping(&self.storage, store, self.files.clone(), self.mint.clone())
    }

    pub(crate) fn now(&self) -> Instant {
        self.mint.now()
    }

    /// Turns the clock on.
    pub(crate) fn turn(&self, by: TimeDelta) {
        *self.clock.0.lock().unwrap() += by;
    }

    /// Creates a product, the newest of all.
    pub(crate) async fn create(&self, product: NewProduct, authority: Authority) -> Product {
        self.turn(TICK);
        let created = self.catalogue.create_product(product, authority).await;
        created.unwrap().product
    }

    /// A product of the shop with five pieces.
    pub(crate) async fn product(&self, name: &str) -> Product {
        self.create(new_product(name, 5), staff()).await
    }

    /// A product as its keepers see it.
    pub(crate) async fn sheet(&self, product: ProductId) -> ProductSheet {
        self.keeping.sheet(product, staff()).await.unwrap()
    }

    /// Edits a product as the staff does, whatever its version.
    pub(crate) async fn edit(
        &self,
        product: ProductId,
        edit: ProductEdit,
    ) -> Result<ProductSheet, EditProductError> {
        self.turn(TICK);
        self.keeping.edit(edit_of(product, edit), staff()).await
    }

    /// Gives a product other variants, as the staff does.
    pub(crate) async fn arrange(
        &self,
        product: ProductId,
        skus: &[(&str, i64)],
    ) -> Result<ProductSheet, EditProductError> {
        let edit = EditProduct {
            variants: Some(super::given::plan(skus)),
            ..edit_of(product, ProductEdit::default())
        };
        self.keeping.edit(edit, staff()).await
    }

    /// Everything that was changed about a product.
    pub(crate) async fn history(&self, product: ProductId) -> ProductHistory {
        let history = self.keeping.history(product, None, None, 1_000, staff()).await;
        history.unwrap()
    }

    /// Adds pieces of a variant, or takes them.
    pub(crate) async fn stock(&self, product: ProductId, item: ItemId, change: i64) {
        let wanted = ChangeStock {
            product,
            item: Some(item),
            change: StockDelta::try_from(change).unwrap(),
            authority: staff(),
        };
        self.inventory.change_stock(wanted).await.unwrap();
    }

    /// How many events the chain of an item has.
    pub(crate) async fn events(&self, item: ItemId) -> usize {
        let history = self
            .storage
            .stock
            .history(StockKey::at_default(item), 0, 1_000)
            .await;
        history.unwrap().len()
    }

    pub(crate) async fn discount(
        &self,
        product: ProductId,
        percent: i64,
        authority: Authority,
    ) -> Result<Discount, SetDiscountError> {
        self.turn(TICK);
        let percentage = Percentage::try_from(Decimal::from(percent)).unwrap();
        let wanted = SetDiscount {
            product,
            percentage,
            authority,
        };
        self.pricing.set_discount(wanted).await
    }

    /// Plants a category behind all others of its place.
    pub(crate) async fn category(&self, name: &str, below: Option<CategoryId>) -> CategoryId {
        self.turn(TICK);
        let category = NewCategory {
            name: label(name, &format!("{name} in English")),
            place: below.map_or(Place::LastRoot, Place::LastChildOf),
        };
        self.tree.create(category).await.unwrap().category.id
    }

    /// Hangs a product on a category.
    pub(crate) async fn hang(&self, product: ProductId, category: CategoryId) {
        let edit = ProductEdit {
            category: Some(Some(category)),
            ..ProductEdit::default()
        };
        self.edit(product, edit).await.unwrap();
    }

    pub(crate) async fn page(&self, browse: Browse) -> ProductPage {
        self.catalogue.browse(browse).await.unwrap()
    }

    /// What everybody sees that passes a filter, by name, the oldest first.
    pub(crate) async fn list(&self, filter: ListFilter) -> Vec<String> {
        names(&self.page(super::given::all_of(filter)).await)
    }

    /// Where the feed ends.
    pub(crate) async fn feed_end(&self) -> FeedPosition {
        self.storage.feed.end().await.unwrap()
    }

    /// Which products were fed behind a position, in the order of their positions.
    pub(crate) async fn fed_since(&self, position: FeedPosition) -> Vec<ProductId> {
        let page = self.storage.feed.since(position, 1_000).await.unwrap();
        page.entries.iter().map(|entry| entry.product).collect()
    }

    /// The job of a name.
    pub(crate) fn job(&self, name: &str) -> Arc<dyn Job> {
        let Storage {
            store,
            catalogue,
            feed,
            ..
        } = &self.storage;
        let objects: Arc<dyn hexmart_application::media::ObjectStore> = self.files.clone();
        let jobs = hexmart_application::catalogue::catalogue_jobs(store, catalogue, feed, &objects, &fresh());
        jobs.into_iter().find(|job| job.name() == name).unwrap()
    }

    /// Runs the job of a name now.
    pub(crate) async fn run(&self, job: &str) -> u64 {
        self.job(job).run(self.now()).await.unwrap()
    }

    /// Changes something as no use case would.
    pub(crate) async fn transact<T, F>(&self, attempt: F) -> T
    where
        F: for<'u> Fn(
                &'u mut dyn UnitOfWork,
            ) -> futures_util::future::BoxFuture<'u, Result<T, Abort<StoreError>>>
            + Send
            + Sync
            + 'static,
        T: Send + 'static,
    {
        transact(&*self.storage.store, "test", attempt).await.unwrap()
    }
}

fn keeping(storage: &Storage, store: Arc<dyn Store>, files: Arc<Files>, mint: Mint) -> MerchandisingService {
    let queries = storage.catalogue.clone();
    MerchandisingService::new(store, queries, Arc::new(Darkroom), files, fresh(), mint)
}

/// What the products of a page are called.
pub(crate) fn names(page: &ProductPage) -> Vec<String> {
    let listed = page.products.iter();
    listed.map(|listed| listed.card.name.clone()).collect()
}
