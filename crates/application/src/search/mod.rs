//! Finding products by words: the index, what feeds it, and what is asked of it.

mod document;
mod inbound;
mod index;
mod indexer;
mod query;
mod service;

pub use document::{IndexChange, SearchDocument};
pub use inbound::{FindError, Finding, Found, FoundFacets};
pub use index::{FeedPosition, IndexRebuild, SearchError, SearchIndex};
pub use indexer::{CaughtUp, IndexError, Indexer};
pub use query::{
    Facet, Facets, NameCandidates, PRICE_BANDS, SearchFilter, SearchHits, SearchQuery, SearchSort, Suggestion,
};
pub use service::FindingService;

#[cfg(any(test, feature = "testing"))]
pub use inbound::MockFinding;
#[cfg(any(test, feature = "testing"))]
pub use index::{MockIndexRebuild, MockSearchIndex};
