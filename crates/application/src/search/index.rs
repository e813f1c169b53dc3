use async_trait::async_trait;
use hexmart_domain::shared::ProductId;
use thiserror::Error;

use super::{IndexChange, NameCandidates, SearchDocument, SearchHits, SearchQuery, Suggestion};
use crate::catalogue::NameFilter;

/// A place in the catalogue's feed of changes; 0 is before the first.
pub type FeedPosition = i64;

/// An index of the catalogue: what it knows is a copy, and can be made again at any time.
///
/// Words are found without regard to case and width (NFKC), whole or in part from one character on, in Korean and in
/// Latin letters, with small typing errors: a wrong, missing, additional or swapped letter (of a Korean syllable: one
/// wrong jamo) in a word of four letters, or of two syllables, and more. All words of a query count; a product that
/// has them all ranks above one that has some, and one whose name has them above one whose description has them.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait SearchIndex: Send + Sync {
    /// The products that match, and how they spread.
    ///
    /// - MUST answer exact matches before those that only look similar, and names before descriptions.
    /// - MUST find everything, in the order of the sort, when the text is blank.
    /// - MUST take every character of the text for itself: there is no query language to break out of.
    /// - MUST break ties by what sells most, then by the newest id, so that pages neither repeat nor skip.
    async fn search(&self, query: &SearchQuery) -> Result<SearchHits, SearchError>;

    /// What somebody who has typed this may be about to type, the likeliest first, at most `limit`, none twice.
    ///
    /// MUST complete Korean from its first jamo on (`ㅅ`, `ㅅㄱ`, `사ㄱ` and `사고` all lead to `사과`: an initial alone
    /// stands for every syllable that begins with it, and an unfinished last syllable for every one it can become), and
    /// Latin letters without regard to case.
    async fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError>;

    /// Products behind `after` whose names, as far as the index knows, contain the text: in the order of their ids, at
    /// most `limit`.
    ///
    /// MUST miss none that it knows; MAY answer some that do not contain the text, because the caller looks again.
    async fn named(
        &self,
        part: &NameFilter,
        after: Option<ProductId>,
        limit: usize,
    ) -> Result<NameCandidates, SearchError>;

    /// Learns changes, and that it has learned everything up to `position`, both or neither.
    ///
    /// MUST show them to every later question; MUST survive a crash with what it answered Ok to, or with an older
    /// position.
    async fn apply(&self, changes: Vec<IndexChange>, position: FeedPosition) -> Result<(), SearchError>;

    /// Up to where it has learned the feed; none when it was never built, or is not fit for use and is to be rebuilt.
    async fn position(&self) -> Result<Option<FeedPosition>, SearchError>;

    /// Begins a new index beside this one, which goes on answering.
    async fn rebuild(&self) -> Result<Box<dyn IndexRebuild>, SearchError>;
}

/// A new index in the making. Dropped without [`finish`](Self::finish), it leaves no trace.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait IndexRebuild: Send {
    /// Adds documents, each product once.
    async fn add(&mut self, documents: Vec<SearchDocument>) -> Result<(), SearchError>;

    /// Takes the old index's place, atomically: every question is answered by the one or the other, also after a crash.
    async fn finish(self: Box<Self>, position: FeedPosition) -> Result<(), SearchError>;
}

/// Why an index does not answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SearchError {
    /// It cannot be reached, or is not built yet; worth another try.
    #[error("the index is not available: {0}")]
    Unavailable(String),
    /// Another process keeps it up to date: only that one may write.
    #[error("another process writes the index")]
    NotTheWriter,
    /// It failed.
    #[error("the index failed: {0}")]
    Failed(String),
}
