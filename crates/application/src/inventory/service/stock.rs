use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::inventory::{StockCommand, StockContext, StockEvent, StockKey, decide};
use hexmart_domain::shared::{ItemId, ProductId};

use crate::catalogue::{CatalogueQueries, Freshness};
use crate::inventory::{AppendError, ChangeStock, ChangeStockError, Inventory, StockLedger};
use crate::marketplace::Authority;
use crate::platform::Mint;

/// The inventory's use cases.
pub struct InventoryService {
    ledger: Arc<dyn StockLedger>,
    catalogue: Arc<dyn CatalogueQueries>,
    freshness: Arc<dyn Freshness>,
    mint: Mint,
}

impl fmt::Debug for InventoryService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InventoryService")
    }
}

impl InventoryService {
    /// Joins the ports.
    pub fn new(
        ledger: Arc<dyn StockLedger>,
        catalogue: Arc<dyn CatalogueQueries>,
        freshness: Arc<dyn Freshness>,
        mint: Mint,
    ) -> Self {
        Self {
            ledger,
            catalogue,
            freshness,
            mint,
        }
    }

    /// Refuses what the authority does not cover. A product never changes hands, so this can be looked up beforehand; for
    /// the shop's own people nothing need be.
    async fn admit(&self, authority: Authority, product: ProductId) -> Result<(), ChangeStockError> {
        if matches!(authority, Authority::Shop(_)) {
            return Ok(());
        }
        match self.catalogue.owner(product).await? {
            Some(owner) if authority.covers(owner) => Ok(()),
            _ => Err(ChangeStockError::UnknownProduct),
        }
    }
}

impl InventoryService {
    /// Refuses an item that is no variant of the product.
    async fn belongs(&self, product: ProductId, item: ItemId) -> Result<(), ChangeStockError> {
        let found = self.catalogue.product(product).await?;
        let (product, _) = found.ok_or(ChangeStockError::UnknownProduct)?;
        let is_variant = product.variants.iter().any(|variant| variant.item == item);
        is_variant.then_some(()).ok_or(ChangeStockError::UnknownVariant)
    }
}

#[async_trait]
impl Inventory for InventoryService {
    async fn change_stock(&self, wanted: ChangeStock) -> Result<StockEvent, ChangeStockError> {
        let ChangeStock {
            product,
            item,
            change,
            authority,
        } = wanted;
        self.admit(authority, product).await?;
        if let Some(item) = item {
            self.belongs(product, item).await?;
        }
        let now = self.mint.now();
        let key = StockKey::at_default(item.unwrap_or_else(|| product.into()));
        let context = StockContext::plain(self.mint.id(now), authority.user(), now);
        let decision = Arc::new(move |level: &_| decide(key, level, StockCommand::Adjust(change), &context));
        let appended = self.ledger.append(key, decision).await;
        if !matches!(appended, Err(AppendError::Refused(_))) {
            self.freshness.product_changed(product);
        }
        appended.map_err(|error| match error {
            AppendError::UnknownItem => ChangeStockError::UnknownProduct,
            AppendError::Refused(refusal) => ChangeStockError::Refused { product, refusal },
            AppendError::Store(error) => ChangeStockError::Store(error),
        })
    }
}
