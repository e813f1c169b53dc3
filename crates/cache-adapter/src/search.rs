use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use hexmart_application::catalogue::NameFilter;
use hexmart_application::search::{
    FeedPosition, IndexChange, IndexRebuild, NameCandidates, SearchDocument, SearchError, SearchHits,
    SearchIndex, SearchQuery, Suggestion,
};
use hexmart_domain::shared::ProductId;

use crate::answers::Answers;
use crate::moment::Moment;
use crate::questions::Questions;
use crate::weight::Weight;

/// What answers may weigh, in bytes.
const CAPACITY: u32 = 4 * 1024 * 1024;

/// A search index with its answers kept: hits, suggestions, and candidates for a name, which say themselves as of when they
/// are.
///
/// They are given until this process has the index learn something, at most 900 ms: an index answers as it learned, so
/// a commit that it does not know of yet changes no answer. Prices and stock are in none of them.
pub struct CachedSearch {
    inner: Arc<dyn SearchIndex>,
    generation: Arc<AtomicU64>,
    answers: Answers<Question>,
    hits: Questions<Question, SearchHits, SearchError>,
    suggestions: Questions<Question, Vec<Suggestion>, SearchError>,
    candidates: Questions<Question, NameCandidates, SearchError>,
}

/// What an answer is kept under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Question {
    Search(Box<SearchQuery>),
    Suggest(String, usize),
    Named(NameFilter, Option<ProductId>, usize),
}

impl Weight for Question {
    fn beyond(&self) -> usize {
        match self {
            Self::Search(query) => size_of::<SearchQuery>() + query.beyond(),
            Self::Suggest(typed, _) => typed.beyond(),
            Self::Named(part, ..) => part.folded().len(),
        }
    }
}

impl fmt::Debug for CachedSearch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CachedSearch")
    }
}

impl CachedSearch {
    /// Keeps the answers of `inner`.
    pub fn new(inner: Arc<dyn SearchIndex>) -> Self {
        Self {
            inner,
            generation: Arc::default(),
            answers: Answers::new(CAPACITY),
            hits: Questions::new(),
            suggestions: Questions::new(),
            candidates: Questions::new(),
        }
    }

    fn moment(&self) -> Moment {
        Moment::new(self.generation.load(Ordering::Acquire), None)
    }
}

#[async_trait]
impl SearchIndex for CachedSearch {
    async fn search(&self, query: &SearchQuery) -> Result<SearchHits, SearchError> {
        let question = Question::Search(Box::new(query.clone()));
        let ask = || {
            let (inner, query) = (Arc::clone(&self.inner), query.clone());
            async move { inner.search(&query).await }
        };
        let asked = self.hits.answer(&self.answers, question, self.moment(), ask);
        Ok(SearchHits::clone(&*asked.await?))
    }

    async fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        let question = Question::Suggest(typed.to_owned(), limit);
        let ask = || {
            let (inner, typed) = (Arc::clone(&self.inner), typed.to_owned());
            async move { inner.suggest(&typed, limit).await }
        };
        let asked = self
            .suggestions
            .answer(&self.answers, question, self.moment(), ask);
        Ok(asked.await?.to_vec())
    }

    async fn named(
        &self,
        part: &NameFilter,
        after: Option<ProductId>,
        limit: usize,
    ) -> Result<NameCandidates, SearchError> {
        let question = Question::Named(part.clone(), after, limit);
        let ask = || {
            let (inner, part) = (Arc::clone(&self.inner), part.clone());
            async move { inner.named(&part, after, limit).await }
        };
        let asked = self
            .candidates
            .answer(&self.answers, question, self.moment(), ask);
        Ok(NameCandidates::clone(&*asked.await?))
    }

    async fn apply(&self, changes: Vec<IndexChange>, position: FeedPosition) -> Result<(), SearchError> {
        let _learned = Learned(Arc::clone(&self.generation));
        self.inner.apply(changes, position).await
    }

    async fn position(&self) -> Result<Option<FeedPosition>, SearchError> {
        self.inner.position().await
    }

    async fn rebuild(&self) -> Result<Box<dyn IndexRebuild>, SearchError> {
        let inner = self.inner.rebuild().await?;
        let learned = Learned(Arc::clone(&self.generation));
        Ok(Box::new(CachedRebuild { inner, learned }))
    }
}

/// Makes all answers old when it goes out of scope, also when learning failed or was broken off: nobody knows then what
/// was learned.
struct Learned(Arc<AtomicU64>);

impl Drop for Learned {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

/// A new index, whose coming into its place makes all answers old.
struct CachedRebuild {
    inner: Box<dyn IndexRebuild>,
    learned: Learned,
}

#[async_trait]
impl IndexRebuild for CachedRebuild {
    async fn add(&mut self, documents: Vec<SearchDocument>) -> Result<(), SearchError> {
        self.inner.add(documents).await
    }

    async fn finish(self: Box<Self>, position: FeedPosition) -> Result<(), SearchError> {
        let Self { inner, learned } = *self;
        let finished = inner.finish(position).await;
        drop(learned);
        finished
    }
}
