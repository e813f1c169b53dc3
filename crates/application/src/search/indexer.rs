//! Keeps an index up to date from the catalogue's feed.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use futures_util::lock::Mutex;
use hexmart_domain::catalogue::Forest;
use hexmart_domain::shared::ProductId;
use thiserror::Error;

use super::{FeedPosition, IndexChange, SearchDocument, SearchError, SearchIndex};
use crate::catalogue::{CatalogueQueries, ChangeFeed};
use crate::platform::{Mint, StoreError};

/// Changes that are learned together.
const BATCH: u64 = 1_000;
/// Products that are read together while the index is made anew.
const REBUILD_BATCH: u64 = 2_000;

/// Feeds an index.
pub struct Indexer {
    index: Arc<dyn SearchIndex>,
    queries: Arc<dyn CatalogueQueries>,
    feed: Arc<dyn ChangeFeed>,
    mint: Mint,
    ahead: Mutex<Ahead>,
}

/// Entries that were learned although a position before them is still open: not to be learned again each time.
#[derive(Default)]
struct Ahead {
    /// What the index had learned when they were; an index that says something else may have lost them.
    position: FeedPosition,
    learned: BTreeSet<FeedPosition>,
}

/// How far an index was brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaughtUp {
    /// How many products it looked at.
    pub products: u64,
    /// Whether it knows everything now but what came in meanwhile.
    pub is_all: bool,
}

impl CaughtUp {
    const NOTHING: Self = Self {
        products: 0,
        is_all: true,
    };
}

/// Why an index was not brought up to date.
#[derive(Debug, Clone, Error)]
pub enum IndexError {
    /// The index failed.
    #[error(transparent)]
    Index(#[from] SearchError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl fmt::Debug for Indexer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Indexer")
    }
}

impl Indexer {
    /// Joins the ports.
    pub fn new(
        index: Arc<dyn SearchIndex>,
        queries: Arc<dyn CatalogueQueries>,
        feed: Arc<dyn ChangeFeed>,
        mint: Mint,
    ) -> Self {
        Self {
            index,
            queries,
            feed,
            mint,
            ahead: Mutex::default(),
        }
    }

    /// Has the index learn what changed since it last did, a part of it when it is much, and makes it anew when it cannot know
    /// what that is. In a process that may not write the index, nothing is to be learned.
    pub async fn catch_up(&self) -> Result<CaughtUp, IndexError> {
        match self.learn().await {
            Err(IndexError::Index(SearchError::NotTheWriter)) => Ok(CaughtUp::NOTHING),
            learned => learned,
        }
    }

    async fn learn(&self) -> Result<CaughtUp, IndexError> {
        // Held until the index has learned it: neither another look nor a new index comes between.
        let mut ahead = self.ahead.lock().await;
        let position = self.index.position().await?;
        let page = match position {
            Some(position) => Some(self.feed.since(position, BATCH).await?),
            None => None,
        };
        let (Some(position), Some(page)) =
            (position, page.filter(|page| Some(page.forgotten_to) <= position))
        else {
            drop(ahead);
            return Ok(CaughtUp {
                products: self.rebuild(&|_| {}).await?,
                is_all: false,
            });
        };
        if ahead.position != position {
            *ahead = Ahead::default();
        }
        let fresh: Vec<_> = page
            .entries
            .iter()
            .filter(|entry| !ahead.learned.contains(&entry.position))
            .collect();
        if fresh.is_empty() && page.settled_to == position {
            return Ok(CaughtUp::NOTHING);
        }
        let products: BTreeSet<_> = fresh.iter().map(|entry| entry.product).collect();
        let products: Vec<_> = products.into_iter().collect();
        self.index
            .apply(self.changes(&products).await?, page.settled_to)
            .await?;
        ahead.position = page.settled_to;
        ahead
            .learned
            .extend(page.entries.iter().map(|entry| entry.position));
        ahead.learned = ahead.learned.split_off(&page.settled_to.saturating_add(1));
        Ok(CaughtUp {
            products: count(&products),
            is_all: count(&page.entries) < BATCH,
        })
    }

    /// What these products are like now: those that are not listed are to be forgotten.
    async fn changes(&self, products: &[ProductId]) -> Result<Vec<IndexChange>, StoreError> {
        if products.is_empty() {
            return Ok(Vec::new());
        }
        let documents = self.queries.documents(products, self.mint.now()).await?;
        let listed: BTreeSet<_> = documents.iter().map(|document| document.product).collect();
        let gone = products.iter().filter(|product| !listed.contains(product));
        let gone: Vec<_> = gone.copied().map(IndexChange::Remove).collect();
        let documents = self.with_paths(documents).await?;
        let changed = documents
            .into_iter()
            .map(|document| IndexChange::Upsert(Box::new(document)));
        Ok(changed.chain(gone).collect())
    }

    async fn with_paths(&self, documents: Vec<SearchDocument>) -> Result<Vec<SearchDocument>, StoreError> {
        if documents.iter().all(|document| document.category_path.is_empty()) {
            return Ok(documents);
        }
        let forest = self.queries.forest().await?;
        let filled = |document| with_path(document, &forest);
        Ok(documents.into_iter().map(filled).collect())
    }

    /// Makes the index anew, beside the old one, which goes on answering; tells `progress` how many products are done.
    /// Answers how many there were.
    pub async fn rebuild(&self, progress: &(dyn Fn(u64) + Send + Sync)) -> Result<u64, IndexError> {
        let position = self.feed.end().await?;
        let mut rebuild = self.index.rebuild().await?;
        let (mut done, mut after, mut more) = (0, None, true);
        // What comes while the last ones are added is in the feed: a busy shop is not chased.
        while more {
            let documents = self
                .queries
                .documents_after(after, REBUILD_BATCH, self.mint.now())
                .await?;
            let Some(last) = documents.last() else {
                break;
            };
            after = Some(last.product);
            more = count(&documents) == REBUILD_BATCH;
            done += count(&documents);
            rebuild.add(self.with_paths(documents).await?).await?;
            progress(done);
        }
        let mut ahead = self.ahead.lock().await;
        rebuild.finish(position).await?;
        *ahead = Ahead::default();
        Ok(done)
    }
}

fn count<T>(things: &[T]) -> u64 {
    u64::try_from(things.len()).unwrap_or(u64::MAX)
}

/// The document with the way to its category, and what is on it called.
fn with_path(mut document: SearchDocument, forest: &Forest) -> SearchDocument {
    let Some(own) = document.category_path.last().copied() else {
        return document;
    };
    let path = forest.path(own);
    document.category_path = path.iter().map(|category| category.id).collect();
    document.category_names = path
        .iter()
        .flat_map(|category| std::iter::once(&category.name.ko).chain(&category.name.en))
        .map(|label| label.as_str().to_owned())
        .collect();
    document
}
