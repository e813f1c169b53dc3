use async_trait::async_trait;
use hexmart_domain::catalogue::{Forest, Product, ProductChange, Sku};
use hexmart_domain::shared::{CategoryId, Instant, ProductId, SellerId, UserId};

use crate::marketplace::Ownership;
use crate::platform::StoreError;

/// Products inside a transaction. What changes here is in the [`ChangeFeed`](super::ChangeFeed) with the same commit.
///
/// A SKU is unique among the variants of one seller (or of the shop itself), without regard to case; those of deleted
/// products stay taken. A second one MUST be answered with [`StoreError::Duplicate`] and
/// [`Sku`](crate::platform::UniqueKey::Sku).
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ProductRepository: Send {
    /// Adds products, all or none. MUST answer [`StoreError::Duplicate`] when an id is taken.
    async fn add(&mut self, products: &[Product]) -> Result<(), StoreError>;

    /// Whose the product is, unless it is deleted; none when there is no such product.
    async fn owner(&mut self, product: ProductId) -> Result<Option<Ownership>, StoreError>;

    /// The product of an id, whatever its state.
    async fn find(&mut self, id: ProductId) -> Result<Option<Product>, StoreError>;

    /// Those of these ids that products have, whatever the state of these; in the order of the ids, each once. At most
    /// 1,000 ids at a time; one round trip however many.
    async fn taken(&mut self, ids: &[ProductId]) -> Result<Vec<ProductId>, StoreError>;

    /// The products of an owner that have a variant with one of these SKUs, each once, in the order of their ids. At most
    /// 1,000 SKUs at a time; one round trip however many.
    async fn find_by_skus(
        &mut self,
        seller: Option<SellerId>,
        skus: &[Sku],
    ) -> Result<Vec<Product>, StoreError>;

    /// Writes changed products, whose versions are one more than what was read. MUST answer [`StoreError::Conflict`] when
    /// a stored version is another. Neither owner nor creation can change.
    async fn save(&mut self, products: &[Product]) -> Result<(), StoreError>;

    /// Writes down what edits changed. MUST be found by [`CatalogueQueries::history`](super::CatalogueQueries::history).
    async fn note(&mut self, changes: &[ProductChange]) -> Result<(), StoreError>;

    /// Adds to what is counted about a product; false when there is no such product. MUST lose no simultaneous change, and
    /// never count below zero.
    async fn count(&mut self, product: ProductId, change: CounterChange) -> Result<bool, StoreError>;

    /// Whether a product, in whatever state, hangs on the category.
    async fn hangs_on(&mut self, category: CategoryId) -> Result<bool, StoreError>;

    /// Hangs all products of a category on another one, as edits of `actor` with a history; answers how many.
    async fn rehang(
        &mut self,
        from: CategoryId,
        to: CategoryId,
        actor: Option<UserId>,
        now: Instant,
    ) -> Result<u64, StoreError>;

    /// Feeds all products that hang on these categories: something above them changed. Answers how many.
    async fn feed(&mut self, categories: &[CategoryId], now: Instant) -> Result<u64, StoreError>;

    /// Sorts products whose discount has ended, at most `limit`, where they belong without it; answers how many. What is
    /// shown never waits for this.
    async fn lapse_deals(&mut self, now: Instant, limit: u64) -> Result<u64, StoreError>;
}

/// What is added to the counters of a product; may be negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CounterChange {
    /// Pieces sold.
    pub sales: i64,
    /// People who wish for it.
    pub likes: i64,
    /// Reviews with stars.
    pub ratings: i64,
    /// The sum of their stars.
    pub stars: i64,
}

/// The tree of categories inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait CategoryRepository: Send {
    /// The whole forest.
    async fn forest(&mut self) -> Result<Forest, StoreError>;

    /// Writes what differs between two forests. MUST answer [`StoreError::Conflict`] when the stored version is not that of
    /// `before`, or a product hangs on a category that is to go: so no two changes of the tree are ever made at once, and
    /// no two moves that are harmless alone make a cycle together.
    async fn save(&mut self, before: &Forest, after: &Forest) -> Result<(), StoreError>;

    /// Whether there is such a category. MUST keep it from being removed until the transaction ends.
    async fn exists(&mut self, category: CategoryId) -> Result<bool, StoreError>;
}
