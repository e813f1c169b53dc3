use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::catalogue::Forest;

use super::{Facets, FindError, Finding, Found, FoundFacets, SearchIndex, SearchQuery, Suggestion};
use crate::catalogue::{Catalogue, CatalogueQueries};

/// The use cases of finding: the index says which products, the store what they are like now.
pub struct FindingService {
    index: Arc<dyn SearchIndex>,
    catalogue: Arc<dyn Catalogue>,
    queries: Arc<dyn CatalogueQueries>,
}

impl fmt::Debug for FindingService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FindingService")
    }
}

impl FindingService {
    /// Joins the ports.
    pub fn new(
        index: Arc<dyn SearchIndex>,
        catalogue: Arc<dyn Catalogue>,
        queries: Arc<dyn CatalogueQueries>,
    ) -> Self {
        Self {
            index,
            catalogue,
            queries,
        }
    }
}

#[async_trait]
impl Finding for FindingService {
    async fn find(&self, query: SearchQuery) -> Result<Found, FindError> {
        let hits = self.index.search(&query).await?;
        let forest = if hits.facets.categories.is_empty() {
            Forest::default()
        } else {
            self.queries.forest().await?
        };
        let answered = u64::try_from(hits.products.len()).unwrap_or(u64::MAX);
        Ok(Found {
            products: self.catalogue.cards(&hits.products).await?,
            total: hits.total,
            more: answered > 0 && query.skip.saturating_add(answered) < hits.total,
            facets: named(hits.facets, &forest),
        })
    }

    async fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, FindError> {
        Ok(self.index.suggest(typed, limit).await?)
    }
}

fn named(facets: Facets, forest: &Forest) -> FoundFacets {
    let categories = facets.categories.into_iter();
    FoundFacets {
        categories: categories
            .filter_map(|facet| Some((forest.get(facet.value)?.clone(), facet.count)))
            .collect(),
        sellers: facets.sellers,
        price_bands: facets.price_bands,
        in_stock: facets.in_stock,
    }
}
