use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::inventory::{StockCommand, StockContext, StockEvent, StockKey, decide};

use super::{AppendError, ChangeStock, ChangeStockError, Inventory, StockLedger};
use crate::platform::Mint;

/// The inventory's use cases.
pub struct InventoryService {
    ledger: Arc<dyn StockLedger>,
    mint: Mint,
}

impl fmt::Debug for InventoryService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InventoryService")
    }
}

impl InventoryService {
    /// Joins the ports.
    pub fn new(ledger: Arc<dyn StockLedger>, mint: Mint) -> Self {
        Self { ledger, mint }
    }
}

#[async_trait]
impl Inventory for InventoryService {
    async fn change_stock(&self, wanted: ChangeStock) -> Result<StockEvent, ChangeStockError> {
        let ChangeStock {
            product,
            change,
            actor,
        } = wanted;
        let now = self.mint.now();
        let key = StockKey::at_default(product);
        let context = StockContext {
            operation: self.mint.id(now),
            actor,
            now,
        };
        let decision = Arc::new(move |level: &_| decide(key, level, StockCommand::Adjust(change), context));
        self.ledger
            .append(key, decision)
            .await
            .map_err(|error| match error {
                AppendError::UnknownItem => ChangeStockError::UnknownProduct,
                AppendError::Refused(refusal) => ChangeStockError::Refused { product, refusal },
                AppendError::Store(error) => ChangeStockError::Store(error),
            })
    }
}
