//! Events that are made of the catalogue's feed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hexmart_application::catalogue::{
    CatalogueQueries, ChangeFeed, FeedEntry, FeedPage, MockCatalogueQueries,
};
use hexmart_application::platform::{Job, StoreError};
use hexmart_application::search::{FeedPosition, SearchDocument};
use hexmart_application::webhooks::webhook_jobs;
use hexmart_domain::shared::{Instant, ItemId, ProductId};

use crate::world::{Process, World};

const A: &str = "https://a.example/hooks";

/// A feed that a test fills, with a position that may still appear.
#[derive(Default)]
struct Feed(Mutex<FeedPage>);

impl Feed {
    /// Adds an entry, and says up to where entries are settled.
    fn add(&self, product: ProductId, low: Option<ItemId>, settled_to: FeedPosition) {
        let mut page = self.0.lock().unwrap();
        let position = page.entries.last().map_or(0, |last| last.position) + 1;
        page.entries.push(FeedEntry {
            position,
            product,
            low,
        });
        page.settled_to = settled_to;
    }
}

#[async_trait]
impl ChangeFeed for Feed {
    async fn since(&self, after: FeedPosition, _limit: u64) -> Result<FeedPage, StoreError> {
        let mut page = self.0.lock().unwrap().clone();
        page.entries.retain(|entry| entry.position > after);
        page.settled_to = page.settled_to.max(after);
        Ok(page)
    }

    async fn end(&self) -> Result<FeedPosition, StoreError> {
        Ok(self.0.lock().unwrap().settled_to)
    }

    async fn forget(&self, _before: Instant, _limit: u64) -> Result<u64, StoreError> {
        Ok(0)
    }
}

struct Shop {
    world: World,
    feed: Arc<Feed>,
    /// Whether a piece can be had, of those that are listed.
    stock: Arc<Mutex<BTreeMap<ProductId, bool>>>,
    publisher: Arc<dyn Job>,
    worker: Process,
}

impl Shop {
    async fn new(patterns: &[&str]) -> Self {
        let world = World::new();
        world.endpoint(A, patterns).await;
        let (feed, stock) = (Arc::new(Feed::default()), Arc::new(Mutex::new(BTreeMap::new())));
        let (mut queries, listed, start) = (MockCatalogueQueries::new(), Arc::clone(&stock), world.now());
        queries.expect_documents().returning(move |products, _| {
            let listed: std::sync::MutexGuard<'_, BTreeMap<ProductId, bool>> = listed.lock().unwrap();
            let known = products
                .iter()
                .filter_map(|product| Some((*product, *listed.get(product)?)));
            Ok(known
                .map(|(product, in_stock)| document(product, in_stock, start))
                .collect())
        });
        let queries: Arc<dyn CatalogueQueries> = Arc::new(queries);
        let changes: Arc<dyn ChangeFeed> = feed.clone();
        let mut jobs = webhook_jobs(&world.storage.store, &queries, &changes, &world.mint);
        let shop = Self {
            worker: world.worker(),
            world,
            feed,
            stock,
            publisher: jobs.remove(0),
        };
        // Where it begins, others are told of nothing.
        assert_eq!(shop.publish().await, Vec::<String>::new());
        shop
    }

    fn product(&self, in_stock: bool) -> ProductId {
        let product = self.world.mint.id(self.world.now());
        self.set(product, in_stock);
        product
    }

    fn set(&self, product: ProductId, in_stock: bool) {
        self.stock.lock().unwrap().insert(product, in_stock);
    }

    /// What others are told now: kinds, each with the product.
    async fn publish(&self) -> Vec<String> {
        self.publisher.run(self.world.now()).await.unwrap();
        self.worker.run().await;
        let heard = self.world.receivers.heard(A).into_iter();
        let told = heard.map(|(message, _)| {
            let event: serde_json::Value = serde_json::from_str(&message.body).unwrap();
            event["type"].as_str().unwrap().to_owned()
        });
        told.collect()
    }
}

fn document(product: ProductId, in_stock: bool, created_at: Instant) -> SearchDocument {
    SearchDocument {
        product,
        name: "사과".to_owned(),
        description: String::new(),
        tags: Vec::new(),
        category_path: Vec::new(),
        category_names: Vec::new(),
        seller: None,
        sale_price: 0,
        deal: 0,
        in_stock,
        created_at,
        sales: 0,
        likes: 0,
        stars: 0,
    }
}

#[tokio::test]
async fn a_product_that_sells_out_and_comes_back_is_told_once_each_time() {
    let shop = Shop::new(&["*"]).await;
    let product = shop.product(true);
    shop.feed.add(product, None, 1);
    assert_eq!(shop.publish().await, ["product.changed"]);
    shop.set(product, false);
    shop.feed.add(product, None, 2);
    assert_eq!(shop.publish().await, ["product.changed", "stock.sold_out"]);
    // Changed while it is sold out: that is known.
    shop.feed.add(product, None, 3);
    assert_eq!(shop.publish().await, ["product.changed"]);
    shop.set(product, true);
    shop.feed.add(product, None, 4);
    assert_eq!(shop.publish().await, ["product.changed", "stock.available"]);
    assert_eq!(shop.publish().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_ran_low_is_told_with_its_item() {
    let shop = Shop::new(&["stock.low"]).await;
    let product = shop.product(true);
    let item: ItemId = shop.world.mint.id(shop.world.now());
    shop.feed.add(product, Some(item), 1);
    shop.publisher.run(shop.world.now()).await.unwrap();
    shop.worker.run().await;
    let heard = shop.world.receivers.heard(A);
    assert_eq!(heard.len(), 1);
    let event: serde_json::Value = serde_json::from_str(&heard[0].0.body).unwrap();
    assert_eq!(event["data"]["item_id"], item.to_string());
    assert_eq!(event["data"]["product_id"], product.to_string());
}

#[tokio::test]
async fn what_is_not_settled_is_told_later_and_once() {
    let shop = Shop::new(&["product.*"]).await;
    let [one, other] = [shop.product(true), shop.product(true)];
    shop.feed.add(one, None, 0);
    shop.feed.add(other, None, 0);
    assert_eq!(shop.publish().await, Vec::<String>::new());
    shop.feed.add(one, None, 2);
    assert_eq!(shop.publish().await.len(), 2);
    shop.feed.0.lock().unwrap().settled_to = 3;
    assert_eq!(shop.publish().await.len(), 1);
}

#[tokio::test]
async fn whoever_was_away_for_too_long_begins_anew() {
    let shop = Shop::new(&["product.*"]).await;
    let product = shop.product(true);
    shop.feed.add(product, None, 1);
    shop.feed.add(product, None, 2);
    shop.feed.0.lock().unwrap().forgotten_to = 1;
    assert_eq!(shop.publish().await, Vec::<String>::new());
    shop.feed.add(product, None, 3);
    assert_eq!(shop.publish().await, ["product.changed"]);
}

#[tokio::test]
async fn nothing_is_written_that_nobody_wants_to_hear() {
    let shop = Shop::new(&["order.*"]).await;
    let product = shop.product(false);
    shop.feed.add(product, None, 1);
    assert_eq!(shop.publisher.run(shop.world.now()).await.unwrap(), 0);
    // A product that is not listed any more is changed, and nothing is said of its stock.
    let other = Shop::new(&["*"]).await;
    let product = other.product(false);
    other.feed.add(product, None, 1);
    assert_eq!(other.publish().await, ["product.changed", "stock.sold_out"]);
    other.stock.lock().unwrap().clear();
    other.feed.add(product, None, 2);
    assert_eq!(other.publish().await, ["product.changed"]);
}
