use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::inventory::{StockCommand, StockContext, StockEvent, StockKey, StockRefusal, decide};
use hexmart_domain::shared::{ItemId, ProductId};

use crate::catalogue::{CatalogueQueries, Freshness};
use crate::inventory::{AppendError, ChangeStock, ChangeStockError, Inventory, StockDecision, StockLedger};
use crate::marketplace::Authority;
use crate::platform::{Abort, Answered, Mint, Once, Store, UnitOfWork, transact};

/// The inventory's use cases.
pub struct InventoryService {
    ledger: Arc<dyn StockLedger>,
    store: Arc<dyn Store>,
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
        store: Arc<dyn Store>,
        catalogue: Arc<dyn CatalogueQueries>,
        freshness: Arc<dyn Freshness>,
        mint: Mint,
    ) -> Self {
        Self {
            ledger,
            store,
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

impl InventoryService {
    /// What is to be appended where, once that is this authority's to do.
    async fn plan(&self, wanted: &ChangeStock) -> Result<(StockKey, StockDecision), ChangeStockError> {
        let (product, change) = (wanted.product, wanted.change);
        self.admit(wanted.authority, product).await?;
        if let Some(item) = wanted.item {
            self.belongs(product, item).await?;
        }
        let now = self.mint.now();
        let key = StockKey::at_default(wanted.item.unwrap_or_else(|| product.into()));
        let context = StockContext::plain(self.mint.id(now), wanted.authority.user(), now);
        let decide = move |level: &_| decide(key, level, StockCommand::Adjust(change), &context);
        Ok((key, Arc::new(decide)))
    }
}

#[async_trait]
impl Inventory for InventoryService {
    async fn change_stock(&self, wanted: ChangeStock) -> Result<StockEvent, ChangeStockError> {
        let (key, decide) = self.plan(&wanted).await?;
        let appended = self.ledger.append(key, decide).await;
        if !matches!(appended, Err(AppendError::Refused(_))) {
            self.freshness.product_changed(wanted.product);
        }
        appended.map_err(|error| match error {
            AppendError::UnknownItem => ChangeStockError::UnknownProduct,
            AppendError::Refused(refusal) => refused(&wanted, refusal),
            AppendError::Store(error) => ChangeStockError::Store(error),
        })
    }

    async fn change_stock_once(
        &self,
        wanted: ChangeStock,
        once: Once<StockEvent>,
    ) -> Result<Answered<StockEvent>, ChangeStockError> {
        let (key, decide) = self.plan(&wanted).await?;
        let answered = transact(&*self.store, "change_stock", move |uow| {
            let (decide, once) = (Arc::clone(&decide), once.clone());
            Box::pin(async move { append_once(uow, &wanted, (key, decide), once).await })
        })
        .await;
        if !matches!(answered, Err(ChangeStockError::Refused { .. })) {
            self.freshness.product_changed(wanted.product);
        }
        answered
    }
}

/// Appends to a chain and remembers the request, or finds that it was carried out before.
async fn append_once(
    uow: &mut dyn UnitOfWork,
    wanted: &ChangeStock,
    (key, decide): (StockKey, StockDecision),
    once: Once<StockEvent>,
) -> Result<Answered<StockEvent>, Abort<ChangeStockError>> {
    if let Some(answer) = Once::replay(Some(&once), uow).await? {
        return Ok(Answered::Replayed(answer));
    }
    let level = uow.stock().level(key).await?;
    let level = level.ok_or(Abort::Refused(ChangeStockError::UnknownProduct))?;
    let event = decide(&level).map_err(|refusal| Abort::Refused(refused(wanted, refusal)))?;
    uow.stock().append(std::slice::from_ref(&event)).await?;
    Once::remember(Some(&once), uow, &event, event.recorded_at).await?;
    Ok(Answered::Done(event))
}

const fn refused(wanted: &ChangeStock, refusal: StockRefusal) -> ChangeStockError {
    ChangeStockError::Refused {
        product: wanted.product,
        refusal,
    }
}
