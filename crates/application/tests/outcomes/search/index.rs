use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use hexmart_application::catalogue::NameFilter;
use hexmart_application::search::{
    FeedPosition, IndexChange, IndexRebuild, NameCandidates, SearchDocument, SearchError, SearchHits,
    SearchIndex, SearchQuery, Suggestion,
};
use hexmart_domain::shared::{ProductId, fold_case};

/// An index in memory that keeps its promises, and no more than that.
#[derive(Default)]
pub(crate) struct CardIndex {
    cards: Arc<Mutex<Cards>>,
    /// Whether another process keeps it up to date.
    pub(crate) is_read_only: AtomicBool,
    /// How it answers which names contain a text.
    pub(crate) manners: Mutex<Manners>,
    meanwhile: Arc<Mutex<Option<Meanwhile>>>,
}

#[derive(Default)]
struct Cards {
    documents: BTreeMap<ProductId, SearchDocument>,
    position: Option<FeedPosition>,
    /// How many batches it was told.
    batches: usize,
}

/// What happens while the index works.
pub(crate) type Meanwhile = Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>;

/// What an index may do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manners {
    /// The most it answers at once, whatever was asked.
    pub(crate) chunk: usize,
    /// One in so many names that do not contain the text is answered, too; 0 for none.
    pub(crate) noise: u128,
    /// How often it answers.
    pub(crate) answers: usize,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            chunk: usize::MAX,
            noise: 0,
            answers: usize::MAX,
        }
    }
}

impl CardIndex {
    /// Everything it knows.
    pub(crate) fn documents(&self) -> BTreeMap<ProductId, SearchDocument> {
        self.cards.lock().unwrap().documents.clone()
    }

    /// How many batches of changes it was told, those of nothing included.
    pub(crate) fn batches(&self) -> usize {
        self.cards.lock().unwrap().batches
    }

    /// Has it be as if it had learned nothing since a position.
    pub(crate) fn set_back(&self, documents: BTreeMap<ProductId, SearchDocument>, position: FeedPosition) {
        let mut cards = self.cards.lock().unwrap();
        cards.documents = documents;
        cards.position = Some(position);
    }

    /// Has this happen during every step of its work from now on.
    pub(crate) fn meanwhile(&self, happens: Meanwhile) {
        *self.meanwhile.lock().unwrap() = Some(happens);
    }
}

/// Lets it happen; not within itself.
async fn happen(meanwhile: &Mutex<Option<Meanwhile>>) {
    let happens = meanwhile.lock().unwrap().take();
    if let Some(happens) = happens {
        happens().await;
        *meanwhile.lock().unwrap() = Some(happens);
    }
}

fn away() -> SearchError {
    SearchError::Unavailable("is away".to_owned())
}

#[async_trait]
impl SearchIndex for CardIndex {
    /// Finds names that contain the text, the newest first.
    async fn search(&self, query: &SearchQuery) -> Result<SearchHits, SearchError> {
        let cards = self.cards.lock().unwrap();
        let text = fold_case(&query.text);
        let hits = cards.documents.values().rev();
        let hits: Vec<_> = hits
            .filter(|document| fold_case(&document.name).contains(&text))
            .map(|document| document.product)
            .collect();
        let page = hits.iter().skip(usize::try_from(query.skip).unwrap());
        Ok(SearchHits {
            products: page
                .take(usize::try_from(query.limit).unwrap())
                .copied()
                .collect(),
            total: u64::try_from(hits.len()).unwrap(),
            ..SearchHits::default()
        })
    }

    async fn suggest(&self, _typed: &str, _limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        Err(away())
    }

    async fn named(
        &self,
        part: &NameFilter,
        after: Option<ProductId>,
        limit: usize,
    ) -> Result<NameCandidates, SearchError> {
        happen(&self.meanwhile).await;
        let manners = {
            let mut manners = self.manners.lock().unwrap();
            manners.answers = manners.answers.checked_sub(1).ok_or_else(away)?;
            *manners
        };
        let cards = self.cards.lock().unwrap();
        let known_to = cards.position.ok_or_else(away)?;
        let noise = |product: ProductId| {
            let dice = product.as_uuid().as_u128();
            dice.checked_rem(manners.noise).is_some_and(|rest| rest == 0)
        };
        let behind = cards.documents.values().filter(|card| Some(card.product) > after);
        let mut products = behind
            .filter(|card| fold_case(&card.name).contains(part.folded()) || noise(card.product))
            .map(|card| card.product);
        let answered = products.by_ref().take(limit.min(manners.chunk)).collect();
        Ok(NameCandidates {
            products: answered,
            more: products.next().is_some(),
            known_to,
        })
    }

    async fn apply(&self, changes: Vec<IndexChange>, position: FeedPosition) -> Result<(), SearchError> {
        if self.is_read_only.load(Ordering::Relaxed) {
            return Err(SearchError::NotTheWriter);
        }
        let mut cards = self.cards.lock().unwrap();
        for change in changes {
            match change {
                IndexChange::Upsert(document) => cards.documents.insert(document.product, *document),
                IndexChange::Remove(product) => cards.documents.remove(&product),
            };
        }
        cards.position = Some(position);
        cards.batches += 1;
        Ok(())
    }

    async fn position(&self) -> Result<Option<FeedPosition>, SearchError> {
        Ok(self.cards.lock().unwrap().position)
    }

    async fn rebuild(&self) -> Result<Box<dyn IndexRebuild>, SearchError> {
        if self.is_read_only.load(Ordering::Relaxed) {
            return Err(SearchError::NotTheWriter);
        }
        happen(&self.meanwhile).await;
        Ok(Box::new(NewCards {
            place: self.cards.clone(),
            documents: BTreeMap::new(),
            meanwhile: self.meanwhile.clone(),
        }))
    }
}

struct NewCards {
    place: Arc<Mutex<Cards>>,
    documents: BTreeMap<ProductId, SearchDocument>,
    meanwhile: Arc<Mutex<Option<Meanwhile>>>,
}

#[async_trait]
impl IndexRebuild for NewCards {
    async fn add(&mut self, documents: Vec<SearchDocument>) -> Result<(), SearchError> {
        for document in documents {
            let before = self.documents.insert(document.product, document);
            assert_eq!(before, None, "each product once");
        }
        happen(&self.meanwhile).await;
        Ok(())
    }

    async fn finish(self: Box<Self>, position: FeedPosition) -> Result<(), SearchError> {
        happen(&self.meanwhile).await;
        let mut cards = self.place.lock().unwrap();
        cards.documents = self.documents;
        cards.position = Some(position);
        Ok(())
    }
}
