use async_trait::async_trait;
use hexmart_domain::shared::Instant;

use crate::platform::StoreError;

/// The database of a Milly shop that moves here. Nothing is ever written to it.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait LegacyShop: Send + Sync {
    /// What there is.
    async fn inventory(&self) -> Result<LegacyInventory, StoreError>;

    /// Products in the order of their ids, behind `after`, at most `limit`.
    async fn products(&self, after: Option<String>, limit: u64) -> Result<Vec<LegacyProduct>, StoreError>;

    /// The id of the product with so many before it, in the order of ids.
    async fn place(&self, before: u64) -> Result<Option<String>, StoreError>;
}

/// How much there is in a Milly shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LegacyInventory {
    /// Products.
    pub products: u64,
    /// Coupons, which belong to accounts that are not here.
    pub coupons: u64,
}

/// A product of a Milly shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyProduct {
    /// Its id there; its SKU here.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What there is to say about it.
    pub description: String,
    /// What one piece costs, as a decimal.
    pub price: String,
    /// When it came into the catalogue.
    pub created_at: Instant,
    /// Pieces after the newest of its stock events; 0 without any.
    pub stock: i64,
    /// The newest of its discounts that are switched on.
    pub discount: Option<LegacyDiscount>,
}

/// A discount of a Milly shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyDiscount {
    /// The share of the price in percent, as a decimal.
    pub percentage: String,
    /// The first instant it applies.
    pub starts_at: Instant,
    /// The first instant it does not apply any more.
    pub ends_at: Instant,
}
