use async_trait::async_trait;
use hexmart_domain::catalogue::{Price, Product};
use hexmart_domain::shared::{Instant, Percentage, ProductId, Quantity, UserId, fold_case};

use crate::marketplace::Ownership;
use crate::platform::StoreError;

/// Products inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ProductRepository: Send {
    /// Adds products, all or none. MUST answer [`StoreError::Duplicate`] when an id is taken.
    async fn add(&mut self, products: &[Product]) -> Result<(), StoreError>;

    /// Whose the product is; none when there is no such product.
    async fn owner(&mut self, product: ProductId) -> Result<Option<Ownership>, StoreError>;
}

/// Questions about the catalogue, each answered in one round trip.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait CatalogueQueries: Send + Sync {
    /// The products that pass the filter and lie in the window, oldest first.
    ///
    /// - MUST show each product's stock as of its newest event and the discount that applies at `now`.
    /// - MUST sort by id, which is the order of creation, so that a window after an id never skips or repeats one.
    async fn browse(
        &self,
        filter: Option<NameFilter>,
        window: Window,
        now: Instant,
    ) -> Result<Vec<ProductCard>, StoreError>;

    /// The product `skip` places (from 0) into the list that passes the filter, without reading what lies before it.
    async fn product_at(
        &self,
        filter: Option<NameFilter>,
        skip: u64,
    ) -> Result<Option<ProductId>, StoreError>;

    /// One product, with the discount that applies at `now` and the best of the viewer's coupons usable at `now`.
    ///
    /// MUST regard nobody's coupons when there is no viewer, and never another user's.
    async fn detail(
        &self,
        product: ProductId,
        viewer: Option<UserId>,
        now: Instant,
    ) -> Result<Option<ProductDetail>, StoreError>;

    /// Whose the product is; none when there is no such product.
    async fn owner(&self, product: ProductId) -> Result<Option<Ownership>, StoreError>;
}

/// Part of a name, compared without regard to case; every character stands for itself, `%` and `_` too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameFilter(String);

impl NameFilter {
    /// A filter for names that contain `part`; none when it is empty.
    pub fn containing(part: &str) -> Option<Self> {
        (!part.is_empty()).then(|| Self(fold_case(part)))
    }

    /// What the folded name must contain.
    pub fn folded(&self) -> &str {
        &self.0
    }
}

/// Which stretch of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Only what was created after this one.
    pub after: Option<ProductId>,
    /// How many to leave out from there.
    pub skip: u64,
    /// How many at most.
    pub limit: u64,
}

/// A product in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductCard {
    /// Which one.
    pub id: ProductId,
    /// What it is called.
    pub name: String,
    /// What there is to say about it.
    pub description: String,
    /// What one piece costs, before any reduction.
    pub price: Price,
    /// Pieces that can be had.
    pub available: Quantity,
    /// The discount that applies.
    pub discount: Option<Percentage>,
    /// When it came into the catalogue.
    pub created_at: Instant,
    /// When it was last edited.
    pub updated_at: Instant,
}

/// A product on its own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductDetail {
    /// What a list shows of it.
    pub card: ProductCard,
    /// The best coupon of the viewer.
    pub coupon: Option<Percentage>,
}
