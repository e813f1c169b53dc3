//! The port `SearchIndex` on `OpenSearch` 2 and newer, or Elasticsearch 8 and newer, with the plugin `analysis-nori`:
//! [`OpenSearchIndex`].
//!
//! Texts are sent in the form in which they are compared (`document`), so that the server's analysis (`mapping`) needs
//! nothing but nori beside what is built in. A search (`query`) weighs each way in which a word can be met by a constant,
//! so that hits rank as the port wants it and not by frequencies. An index is built under a name of its own, and an
//! alias says which one answers (`rebuild`).

mod answer;
mod document;
mod failure;
mod link;
mod mapping;
mod query;
mod rebuild;
mod settings;
mod suggest;

use std::collections::BTreeMap;
use std::fmt;

use async_trait::async_trait;
use hexmart_application::catalogue::NameFilter;
use hexmart_application::search::{
    FeedPosition, IndexChange, IndexRebuild, NameCandidates, SearchError, SearchHits, SearchIndex,
    SearchQuery, Suggestion,
};
use hexmart_domain::shared::ProductId;

use answer::Found;
use failure::not_built;
use link::Link;
pub use settings::{InvalidSettings, Settings};

/// The most candidates of a name that the server gives at once.
const LONGEST: usize = 10_000;

/// An index on a server that several processes may share.
///
/// Any of them may write: what they learn is the same, and learning it twice changes nothing. They should not rebuild at
/// the same time; the one that begins last removes what the others have begun.
#[derive(Clone)]
pub struct OpenSearchIndex {
    link: Link,
}

impl fmt::Debug for OpenSearchIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenSearchIndex")
    }
}

impl OpenSearchIndex {
    /// An index by its settings. Nobody is asked yet: a server out of reach is an outage like any other, not an error.
    pub fn new(settings: Settings) -> Result<Self, InvalidSettings> {
        Ok(Self {
            link: Link::new(settings)?,
        })
    }
}

#[async_trait]
impl SearchIndex for OpenSearchIndex {
    async fn search(&self, query: &SearchQuery) -> Result<SearchHits, SearchError> {
        let found: Found = self.link.search(&query::searched(query)).await?;
        found.hits()
    }

    async fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        suggest::suggest(&self.link, typed, limit).await
    }

    async fn named(
        &self,
        part: &NameFilter,
        after: Option<ProductId>,
        limit: usize,
    ) -> Result<NameCandidates, SearchError> {
        // Before the question: what is answered is never older than this says.
        let known_to = self.position().await?.ok_or_else(not_built)?;
        let limit = limit.min(LONGEST);
        let found: Found = self.link.search(&query::named(part, after, limit + 1)).await?;
        let mut products = found.products()?;
        let more = products.len() > limit;
        products.truncate(limit);
        Ok(NameCandidates {
            products,
            more,
            known_to,
        })
    }

    async fn apply(&self, changes: Vec<IndexChange>, position: FeedPosition) -> Result<(), SearchError> {
        // Of several changes of a product the last one counts.
        let last: BTreeMap<_, _> = changes
            .into_iter()
            .map(|change| (change.product(), change))
            .collect();
        let last: Vec<_> = last.into_values().collect();
        self.link.learn(self.link.alias(), &last).await?;
        // Behind them, so that a position is never there without what it stands for. What was learned without its
        // position is learned again.
        self.link.set_position(self.link.alias(), position).await
    }

    async fn position(&self) -> Result<Option<FeedPosition>, SearchError> {
        self.link.position().await
    }

    async fn rebuild(&self) -> Result<Box<dyn IndexRebuild>, SearchError> {
        Ok(Box::new(rebuild::Rebuild::begin(self.link.clone()).await?))
    }
}
