//! The port `SearchIndex`, embedded in the process: [`EmbeddedIndex`], on tantivy.
//!
//! Texts are cut into words (`hexmart-search-words`), and the index keeps in which products a word occurs, in name, labels (tags and
//! names of categories) and description, beside the numbers to filter, sort and count by (`fields`); it keeps no text.
//! What a question means by a word is looked up in the vocabulary of each segment (`vocabulary`): parts of words,
//! similar words, what the keys typed so far lead to. Hits rank by how many words they meet, how exactly and where
//! (`asking`), then by sales.
//!
//! An index is built whole, as a `generation`, and kept up to date from there; generations live in a folder (`home`)
//! that several processes may open, of which one writes.

mod asking;
mod document;
mod embedded;
mod error;
mod fields;
mod generation;
mod home;
mod priority;
mod products;
mod rebuild;
mod rest;
mod segment;
mod traits;
mod vocabulary;

use std::fmt;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::thread::available_parallelism;

use async_trait::async_trait;
use hexmart_application::catalogue::NameFilter;
use hexmart_application::search::{
    FeedPosition, IndexChange, IndexRebuild, NameCandidates, SearchError, SearchHits, SearchIndex,
    SearchQuery, Suggestion,
};
use hexmart_domain::shared::ProductId;
use tokio::sync::Semaphore;

use crate::asking::View;
use crate::embedded::Embedded;
pub use error::OpenError;

/// An index in the process itself, in a folder or in memory.
///
/// Several processes may open one folder. The first is the one that writes: others answer questions, see what it
/// commits, and are told [`SearchError::NotTheWriter`] by [`SearchIndex::apply`]; when it ends, the next one that applies
/// takes over. Any of them may rebuild, one at a time.
///
/// After a rebuild, [`SearchIndex::apply`] answers [`SearchError::Unavailable`] until [`SearchIndex::position`] was asked
/// for: changes go on from there, not from where the old index was.
pub struct EmbeddedIndex {
    embedded: Arc<Embedded>,
    /// Questions take memory and no breaks: more at once than there are processors would bring no answer sooner.
    turns: Semaphore,
}

impl fmt::Debug for EmbeddedIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmbeddedIndex")
    }
}

impl EmbeddedIndex {
    /// Opens the index of a folder, which is made when it is not there. Blocks. What is damaged or of another form is
    /// not used: the index has no position then, and is to be rebuilt.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        Ok(Self::of(Embedded::open(folder)?))
    }

    /// An empty index that nobody else sees.
    pub fn in_memory() -> Result<Self, OpenError> {
        Ok(Self::of(Embedded::in_memory()?))
    }

    fn of(embedded: Embedded) -> Self {
        let processors = available_parallelism().map_or(1, NonZero::get);
        Self {
            embedded: Arc::new(embedded),
            turns: Semaphore::new(processors.saturating_add(1)),
        }
    }

    /// Asks the index as it is now, when it is this question's turn.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&View) -> tantivy::Result<T> + Send + 'static,
    ) -> Result<T, SearchError> {
        let _turn = self.turns.acquire().await.map_err(error::failed)?;
        let embedded = Arc::clone(&self.embedded);
        blocking(move || question(&*embedded.view()?).map_err(error::failed)).await
    }
}

/// Runs what blocks where it holds up nobody. What panics there has failed.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SearchError> + Send + 'static,
) -> Result<T, SearchError> {
    tokio::task::spawn_blocking(work).await.map_err(error::failed)?
}

#[async_trait]
impl SearchIndex for EmbeddedIndex {
    async fn search(&self, query: &SearchQuery) -> Result<SearchHits, SearchError> {
        let query = query.clone();
        self.ask(move |view| asking::search(view, &query)).await
    }

    async fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        let typed = typed.to_owned();
        self.ask(move |view| asking::suggest(view, &typed, limit)).await
    }

    async fn named(
        &self,
        part: &NameFilter,
        after: Option<ProductId>,
        limit: usize,
    ) -> Result<NameCandidates, SearchError> {
        let part = part.clone();
        self.ask(move |view| asking::named(view, &part, after, limit))
            .await
    }

    async fn apply(&self, changes: Vec<IndexChange>, position: FeedPosition) -> Result<(), SearchError> {
        let embedded = Arc::clone(&self.embedded);
        blocking(move || embedded.apply(changes, position)).await?;
        rest::watch(&self.embedded);
        Ok(())
    }

    async fn position(&self) -> Result<Option<FeedPosition>, SearchError> {
        let embedded = Arc::clone(&self.embedded);
        blocking(move || embedded.position()).await
    }

    async fn rebuild(&self) -> Result<Box<dyn IndexRebuild>, SearchError> {
        let embedded = Arc::clone(&self.embedded);
        let rebuild = blocking(move || rebuild::Rebuild::begin(embedded)).await?;
        Ok(Box::new(rebuild))
    }
}
