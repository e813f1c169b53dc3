//! How an index learns what is in the catalogue.

mod feeding;
mod finding;
mod gapped;
mod index;
mod rebuilding;

use std::collections::BTreeMap;
use std::sync::Arc;

use hexmart_application::catalogue::ChangeFeed;
use hexmart_application::search::{Indexer, SearchDocument};
use hexmart_domain::catalogue::{CategoryLabel, Forest};
use hexmart_domain::shared::ProductId;

pub(crate) use gapped::Gapped;
pub(crate) use index::{CardIndex, Manners};

use crate::catalogue::Shelves;

/// A catalogue, and an index that is fed from it.
struct Desk {
    shelves: Arc<Shelves>,
    feed: Arc<Gapped>,
    index: Arc<CardIndex>,
    indexer: Arc<Indexer>,
}

impl Desk {
    fn new() -> Self {
        let shelves = Arc::new(Shelves::new());
        let feed = Arc::new(Gapped::new(shelves.storage.feed.clone()));
        let index = Arc::new(CardIndex::default());
        let indexer = Arc::new(indexer(&shelves, feed.clone(), index.clone()));
        Self {
            shelves,
            feed,
            index,
            indexer,
        }
    }

    /// Has the index learn everything, and answers how many products it looked at.
    async fn catch_up(&self) -> u64 {
        let mut products = 0;
        loop {
            let learned = self.indexer.catch_up().await.unwrap();
            products += learned.products;
            if learned.is_all {
                return products;
            }
        }
    }

    /// Whether the index knows the catalogue as it is.
    async fn is_up_to_date(&self) -> bool {
        self.index.documents() == documents(&self.shelves).await
    }
}

pub(crate) fn indexer(shelves: &Shelves, feed: Arc<dyn ChangeFeed>, index: Arc<CardIndex>) -> Indexer {
    Indexer::new(
        index,
        shelves.storage.catalogue.clone(),
        feed,
        shelves.mint.clone(),
    )
}

/// What there is to know, found by another way than the indexer's.
async fn documents(shelves: &Shelves) -> BTreeMap<ProductId, SearchDocument> {
    let (queries, now) = (&shelves.storage.catalogue, shelves.now());
    let forest = queries.forest().await.unwrap();
    let documents = queries.documents_after(None, u64::MAX, now).await.unwrap();
    let documents = documents.into_iter();
    documents
        .map(|document| (document.product, with_path(document, &forest)))
        .collect()
}

fn with_path(mut document: SearchDocument, forest: &Forest) -> SearchDocument {
    let mut above = document.category_path.first().and_then(|own| forest.get(*own));
    document.category_path.clear();
    while let Some(category) = above {
        let names = std::iter::once(category.name.ko.as_str());
        let names = names.chain(category.name.en.as_ref().map(CategoryLabel::as_str));
        document.category_names.splice(0..0, names.map(str::to_owned));
        document.category_path.insert(0, category.id);
        above = category.parent.and_then(|parent| forest.get(parent));
    }
    document
}
