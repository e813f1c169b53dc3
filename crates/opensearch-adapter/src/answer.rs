//! How answers are read.

use hexmart_application::search::{Facet, Facets, SearchError, SearchHits};
use hexmart_domain::shared::{Id, ProductId};
use serde::Deserialize;
use uuid::Uuid;

use crate::failure::failed;

/// What a search has found.
#[derive(Deserialize)]
pub(crate) struct Found {
    hits: Hits,
    aggregations: Option<Counted>,
    /// The server gave up, and has found only some.
    timed_out: bool,
}

#[derive(Deserialize)]
struct Hits {
    total: Option<Total>,
    hits: Vec<Hit>,
}

#[derive(Deserialize)]
struct Total {
    value: u64,
}

#[derive(Deserialize)]
struct Hit {
    #[serde(rename = "_id")]
    id: String,
}

#[derive(Deserialize)]
struct Counted {
    categories: Buckets<String>,
    sellers: Buckets<String>,
    bands: Buckets<usize>,
    in_stock: Count,
}

#[derive(Deserialize)]
pub(crate) struct Buckets<T> {
    pub(crate) buckets: Vec<Bucket<T>>,
}

#[derive(Deserialize)]
pub(crate) struct Bucket<T> {
    pub(crate) key: T,
    pub(crate) doc_count: u64,
}

#[derive(Deserialize)]
struct Count {
    doc_count: u64,
}

fn id_of<K>(digits: &str) -> Result<Id<K>, SearchError> {
    Uuid::try_parse(digits).map(Id::from_uuid).map_err(failed)
}

impl Found {
    fn complete(self) -> Result<Self, SearchError> {
        if self.timed_out {
            return Err(SearchError::Unavailable("the search took too long".to_owned()));
        }
        Ok(self)
    }

    /// The products alone.
    pub(crate) fn products(self) -> Result<Vec<ProductId>, SearchError> {
        self.complete()?
            .hits
            .hits
            .iter()
            .map(|hit| id_of(&hit.id))
            .collect()
    }

    /// The products and how they spread.
    pub(crate) fn hits(mut self) -> Result<SearchHits, SearchError> {
        let missing = || failed("the answer has no counts");
        let total = self.hits.total.take().ok_or_else(missing)?.value;
        let counted = self.aggregations.take().ok_or_else(missing)?;
        Ok(SearchHits {
            products: self.products()?,
            total,
            facets: counted.facets()?,
        })
    }
}

impl Counted {
    fn facets(self) -> Result<Facets, SearchError> {
        let mut price_bands: Vec<_> = self
            .bands
            .buckets
            .into_iter()
            .map(|Bucket { key, doc_count }| Facet {
                value: key,
                count: doc_count,
            })
            .collect();
        price_bands.sort_unstable_by_key(|facet| facet.value);
        Ok(Facets {
            categories: facets_of(&self.categories)?,
            sellers: facets_of(&self.sellers)?,
            price_bands,
            in_stock: self.in_stock.doc_count,
        })
    }
}

fn facets_of<K>(counted: &Buckets<String>) -> Result<Vec<Facet<Id<K>>>, SearchError> {
    let facet = |bucket: &Bucket<String>| {
        Ok(Facet {
            value: id_of(&bucket.key)?,
            count: bucket.doc_count,
        })
    };
    counted.buckets.iter().map(facet).collect()
}
