//! Tells others what changed in the catalogue.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::shared::{Instant, ItemId, ProductId};
use hexmart_domain::webhooks::WebhookEndpoint;
use serde_json::json;

use crate::catalogue::{CatalogueQueries, ChangeFeed, FeedEntry, FeedPage};
use crate::platform::{Abort, Job, Mint, Store, StoreError, UnitOfWork, announce, transact};
use crate::search::FeedPosition;

/// Entries of the feed that are told together.
const BATCH: u64 = 500;

/// Reads the catalogue's feed, and writes events: that a product changed, that an item is low, that a product is sold out or
/// no longer is. How far it read is written in the commit of the events, so each is written once.
pub(super) struct Publisher {
    pub(super) store: Arc<dyn Store>,
    pub(super) queries: Arc<dyn CatalogueQueries>,
    pub(super) feed: Arc<dyn ChangeFeed>,
    pub(super) mint: Mint,
}

impl fmt::Debug for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Publisher")
    }
}

/// What is new about products, and how they are now.
#[derive(Debug, Default)]
struct Changes {
    /// Whether a piece can be had; none of a product that is not listed.
    products: BTreeMap<ProductId, Option<bool>>,
    low: Vec<(ProductId, ItemId)>,
}

#[async_trait]
impl Job for Publisher {
    fn name(&self) -> &'static str {
        "publish_changes"
    }

    fn interval(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn run(&self, _now: Instant) -> Result<u64, StoreError> {
        let mut all: u64 = 0;
        while let Some(told) = self.publish().await? {
            all = all.saturating_add(told);
        }
        Ok(all)
    }
}

impl Publisher {
    /// Tells a batch; answers how many events that made, none when there is nothing to be told.
    async fn publish(&self) -> Result<Option<u64>, StoreError> {
        let Some(from) = self.position().await? else {
            return self.begin(None).await;
        };
        let page = self.feed.since(from, BATCH).await?;
        if page.forgotten_to > from {
            tracing::warn!("changes of the catalogue were forgotten before others were told of them");
            return self.begin(Some(from)).await;
        }
        if page.settled_to == from {
            return Ok(None);
        }
        let changes = self.changes(&page).await?;
        self.tell(from, page.settled_to, changes).await
    }

    async fn position(&self) -> Result<Option<FeedPosition>, StoreError> {
        transact(&*self.store, "look_where_to_publish", |uow| {
            Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.news().position().await?) })
        })
        .await
    }

    /// Goes to the end of the feed: nobody is told of what was before.
    async fn begin(&self, from: Option<FeedPosition>) -> Result<Option<u64>, StoreError> {
        let end = self.feed.end().await?;
        transact(&*self.store, "begin_to_publish", move |uow| {
            Box::pin(async move {
                if uow.news().position().await? == from {
                    uow.news().advance(from, end).await?;
                }
                Ok::<_, Abort<StoreError>>(None)
            })
        })
        .await
    }

    /// What is new in a stretch, up to where it is settled: what comes behind will be read again.
    async fn changes(&self, page: &FeedPage) -> Result<Changes, StoreError> {
        let entries: Vec<&FeedEntry> = page
            .entries
            .iter()
            .filter(|entry| entry.position <= page.settled_to)
            .collect();
        let products: BTreeSet<_> = entries.iter().map(|entry| entry.product).collect();
        let products: Vec<_> = products.into_iter().collect();
        let listed = match &products[..] {
            [] => Vec::new(),
            some => self.queries.documents(some, self.mint.now()).await?,
        };
        let listed: BTreeMap<_, _> = listed
            .iter()
            .map(|document| (document.product, document.in_stock))
            .collect();
        let state = |product: ProductId| (product, listed.get(&product).copied());
        Ok(Changes {
            products: products.into_iter().map(state).collect(),
            low: entries
                .iter()
                .filter_map(|entry| entry.low.map(|item| (entry.product, item)))
                .collect(),
        })
    }

    async fn tell(
        &self,
        from: FeedPosition,
        to: FeedPosition,
        changes: Changes,
    ) -> Result<Option<u64>, StoreError> {
        let (changes, mint) = (Arc::new(changes), self.mint.clone());
        transact(&*self.store, "publish_changes", move |uow| {
            let (changes, mint) = (Arc::clone(&changes), mint.clone());
            Box::pin(async move {
                // Unless another process was faster, and told it already.
                if uow.news().position().await? != Some(from) {
                    return Ok::<_, Abort<StoreError>>(None);
                }
                uow.news().advance(Some(from), to).await?;
                Ok(Some(write(uow, &changes, &mint).await?))
            })
        })
        .await
    }
}

/// Writes the events that somebody wants to hear of, and what others believe from now on.
async fn write(uow: &mut dyn UnitOfWork, changes: &Changes, mint: &Mint) -> Result<u64, StoreError> {
    let products: Vec<_> = changes.products.keys().copied().collect();
    let believed = uow.news().sold_out(&products).await?;
    let (mut gone, mut back) = (Vec::new(), Vec::new());
    for (product, in_stock) in &changes.products {
        match (in_stock, believed.contains(product)) {
            (Some(false), false) => gone.push(*product),
            (Some(true) | None, true) => back.push(*product),
            _ => {}
        }
    }
    uow.news().remember(&gone, &back).await?;
    let endpoints = uow.webhooks().all().await?;
    let mut desk = Desk {
        uow,
        endpoints,
        mint,
        written: 0,
    };
    for (product, in_stock) in &changes.products {
        let is_listed = in_stock.is_some();
        let data = json!({
            "product_id": product.to_string(),
            "listed": is_listed,
            "in_stock": in_stock.unwrap_or(false),
        });
        desk.write("product.changed", *product, data).await?;
    }
    for (product, item) in &changes.low {
        let data = json!({ "product_id": product.to_string(), "item_id": item.to_string() });
        desk.write("stock.low", *product, data).await?;
    }
    for product in gone {
        let data = json!({ "product_id": product.to_string() });
        desk.write("stock.sold_out", product, data).await?;
    }
    // What is not listed any more is not there to be had either.
    let is_back = |product: &ProductId| changes.products.get(product) == Some(&Some(true));
    for product in back.into_iter().filter(is_back) {
        let data = json!({ "product_id": product.to_string() });
        desk.write("stock.available", product, data).await?;
    }
    Ok(desk.written)
}

/// Writes events about products, each behind what was written about the same product.
struct Desk<'u> {
    uow: &'u mut dyn UnitOfWork,
    endpoints: Vec<WebhookEndpoint>,
    mint: &'u Mint,
    written: u64,
}

impl Desk<'_> {
    /// Nothing, unless somebody wants to hear of it: an import changes a million products.
    async fn write(
        &mut self,
        kind: &str,
        product: ProductId,
        data: serde_json::Value,
    ) -> Result<(), StoreError> {
        if !self.endpoints.iter().any(|endpoint| endpoint.wants(kind)) {
            return Ok(());
        }
        let now = self.mint.now();
        let aggregate = product.as_uuid().into_bytes();
        let event = announce(self.mint.id(now), aggregate, kind, data, now)?;
        self.uow.outbox().enqueue(&event).await?;
        self.written = self.written.saturating_add(1);
        Ok(())
    }
}
