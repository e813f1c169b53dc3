use async_trait::async_trait;
use hexmart_domain::catalogue::Category;
use hexmart_domain::shared::SellerId;
use thiserror::Error;

use super::{Facet, SearchError, SearchQuery, Suggestion};
use crate::catalogue::ListedProduct;
use crate::platform::StoreError;

/// What shoppers can do to find something.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Finding: Send + Sync {
    /// Products that match, as they are now, without coupons.
    async fn find(&self, query: SearchQuery) -> Result<Found, FindError>;

    /// What somebody who has typed this may be about to type, at most `limit`.
    async fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, FindError>;
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The hits, best first. One that was taken off the list since the index learned of it is left out.
    pub products: Vec<ListedProduct>,
    /// How many there are altogether.
    pub total: u64,
    /// Whether more follow.
    pub more: bool,
    /// How they spread.
    pub facets: FoundFacets,
}

/// How all hits spread.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundFacets {
    /// By category, largest first.
    pub categories: Vec<(Category, u64)>,
    /// By seller, largest first.
    pub sellers: Vec<Facet<SellerId>>,
    /// By price band; see [`PRICE_BANDS`](super::PRICE_BANDS).
    pub price_bands: Vec<Facet<usize>>,
    /// How many can be had.
    pub in_stock: u64,
}

/// Why nothing is found.
#[derive(Debug, Clone, Error)]
pub enum FindError {
    /// The index does not answer.
    #[error(transparent)]
    Index(#[from] SearchError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
