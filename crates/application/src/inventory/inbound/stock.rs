use async_trait::async_trait;
use hexmart_domain::inventory::{StockEvent, StockRefusal};
use hexmart_domain::shared::{ItemId, ProductId, StockDelta};
use thiserror::Error;

use crate::marketplace::Authority;
use crate::platform::{Answered, KeyReused, Once, StoreError};

/// What can be done with stock.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Inventory: Send + Sync {
    /// Adds pieces to a variant of a product at the default location, or takes some; answers the event that says so. The change is
    /// made whole or not at all, even when the caller stops waiting.
    async fn change_stock(&self, change: ChangeStock) -> Result<StockEvent, ChangeStockError>;

    /// The same for a request that may be a repetition: it is carried out once however often it comes, and each time the first
    /// answer is given. It takes a transaction of its own, which the other does not.
    async fn change_stock_once(
        &self,
        change: ChangeStock,
        once: Once<StockEvent>,
    ) -> Result<Answered<StockEvent>, ChangeStockError>;
}

/// A wanted change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeStock {
    /// Of what.
    pub product: ProductId,
    /// Of which of its variants; its own item, the first variant, when nothing is said.
    pub item: Option<ItemId>,
    /// By how many pieces.
    pub change: StockDelta,
    /// On whose authority. To a seller another's product does not exist.
    pub authority: Authority,
}

/// Why stock stays as it is.
#[derive(Debug, Clone, Error)]
pub enum ChangeStockError {
    /// There is no such product.
    #[error("there is no such product")]
    UnknownProduct,
    /// The product has no such variant.
    #[error("the product has no such variant")]
    UnknownVariant,
    /// A rule said no.
    #[error("{refusal}")]
    Refused {
        /// Of which product.
        product: ProductId,
        /// Which rule.
        refusal: StockRefusal,
    },
    /// The key of the request was used for another.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
