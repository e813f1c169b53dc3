use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::inventory::{
    Coordinates, Rack, RackName, RackPosition, StockEvent, Warehouse, WarehouseAddress,
};
use hexmart_domain::shared::{Instant, ItemId, LocationId, ProductId, UserId, WarehouseId};

use super::moving::Mover;
use crate::catalogue::Freshness;
use crate::inventory::{
    ChainLevel, Geocoder, ItemTotal, LedgerFilter, LedgerMark, MoveStockError, Movement, StockQueries,
    Transfer, Transferred, WarehouseError, WarehouseFilter, WarehouseSheet, Warehousing,
};
use crate::ordering::OrderQueries;
use crate::platform::{Abort, Answered, Mint, Once, Store, StoreError, transact};

/// The use cases of buildings, racks, and what lies there.
pub struct WarehouseService {
    store: Arc<dyn Store>,
    stock: Arc<dyn StockQueries>,
    offers: Arc<dyn OrderQueries>,
    geocoder: Arc<dyn Geocoder>,
    freshness: Arc<dyn Freshness>,
    mint: Mint,
}

impl fmt::Debug for WarehouseService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WarehouseService")
    }
}

/// A building as a sheet describes it.
fn described(sheet: WarehouseSheet, before: &Warehouse, now: Instant) -> Warehouse {
    let WarehouseSheet {
        name,
        address,
        postal_code,
        coordinates,
        contact,
        available,
    } = sheet;
    Warehouse {
        name,
        address,
        postal_code,
        coordinates,
        contact,
        available,
        version: before.version + 1,
        updated_at: now,
        ..before.clone()
    }
}

impl WarehouseService {
    /// Joins the ports. `offers` is asked of which product an item is.
    pub fn new(
        store: Arc<dyn Store>,
        stock: Arc<dyn StockQueries>,
        offers: Arc<dyn OrderQueries>,
        geocoder: Arc<dyn Geocoder>,
        freshness: Arc<dyn Freshness>,
        mint: Mint,
    ) -> Self {
        Self {
            store,
            stock,
            offers,
            geocoder,
            freshness,
            mint,
        }
    }

    /// Where an address is, if a map knows.
    async fn locate(&self, address: Option<&WarehouseAddress>) -> Option<Coordinates> {
        match self.geocoder.locate(address?.as_str()).await {
            Ok(place) => place,
            Err(error) => {
                tracing::warn!(error = %error, "a warehouse was not located");
                None
            }
        }
    }

    /// Of which product an item is.
    async fn product(&self, item: ItemId) -> Result<ProductId, MoveStockError> {
        let offers = self.offers.offers(&[item], self.mint.now()).await?;
        let offer = offers.first().ok_or(MoveStockError::UnknownItem)?;
        Ok(offer.product)
    }

    /// Tells of stock that moved, or of which nobody knows whether it did.
    fn moved<T>(&self, product: ProductId, outcome: &Result<T, MoveStockError>) {
        if matches!(outcome, Ok(_) | Err(MoveStockError::Store(_))) {
            self.freshness.product_changed(product);
        }
    }
}

#[async_trait]
impl Warehousing for WarehouseService {
    async fn add_warehouse(&self, mut sheet: WarehouseSheet) -> Result<Warehouse, WarehouseError> {
        if sheet.coordinates.is_none() {
            sheet.coordinates = self.locate(sheet.address.as_ref()).await;
        }
        let now = self.mint.now();
        let warehouse = Warehouse {
            id: self.mint.id(now),
            name: sheet.name,
            address: sheet.address,
            postal_code: sheet.postal_code,
            coordinates: sheet.coordinates,
            contact: sheet.contact,
            available: sheet.available,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        transact(&*self.store, "add_warehouse", move |uow| {
            let warehouse = warehouse.clone();
            Box::pin(async move {
                uow.warehouses().add(&warehouse).await?;
                Ok(warehouse)
            })
        })
        .await
    }

    async fn change_warehouse(
        &self,
        id: WarehouseId,
        mut sheet: WarehouseSheet,
        seen: i64,
    ) -> Result<Warehouse, WarehouseError> {
        if sheet.coordinates.is_none() {
            let known = self.stock.warehouse(id).await?;
            let (known, _) = known.ok_or(WarehouseError::UnknownWarehouse)?;
            // Where it is found already, it need not be looked for again.
            sheet.coordinates = match known.coordinates {
                Some(place) if known.address == sheet.address => Some(place),
                _ => self.locate(sheet.address.as_ref()).await,
            };
        }
        let now = self.mint.now();
        let (warehouse, was_available) = transact(&*self.store, "change_warehouse", move |uow| {
            let sheet = sheet.clone();
            Box::pin(async move {
                let before = uow.warehouses().find(id).await?;
                let before = before.ok_or(Abort::Refused(WarehouseError::UnknownWarehouse))?;
                if before.version != seen {
                    return Err(Abort::Refused(WarehouseError::Stale));
                }
                let after = described(sheet, &before, now);
                uow.warehouses().save(&after).await?;
                Ok((after, before.available))
            })
        })
        .await?;
        if warehouse.available != was_available {
            self.freshness.catalogue_changed();
        }
        Ok(warehouse)
    }

    async fn warehouse(&self, id: WarehouseId) -> Result<Option<(Warehouse, Vec<Rack>)>, StoreError> {
        self.stock.warehouse(id).await
    }

    async fn warehouses(
        &self,
        filter: WarehouseFilter,
        after: Option<WarehouseId>,
        limit: u64,
    ) -> Result<Vec<Warehouse>, StoreError> {
        self.stock.warehouses(&filter, after, limit).await
    }

    async fn add_rack(
        &self,
        warehouse: WarehouseId,
        name: RackName,
        position: Option<RackPosition>,
    ) -> Result<Rack, WarehouseError> {
        let rack = Rack {
            id: self.mint.id(self.mint.now()),
            warehouse,
            name,
            position,
            version: 1,
        };
        transact(&*self.store, "add_rack", move |uow| {
            let rack = rack.clone();
            Box::pin(async move {
                let building = uow.warehouses().find(warehouse).await?;
                building.ok_or(Abort::Refused(WarehouseError::UnknownWarehouse))?;
                uow.warehouses().add_rack(&rack).await?;
                Ok(rack)
            })
        })
        .await
    }

    async fn change_rack(
        &self,
        id: LocationId,
        name: RackName,
        position: Option<RackPosition>,
        seen: i64,
    ) -> Result<Rack, WarehouseError> {
        transact(&*self.store, "change_rack", move |uow| {
            let (name, position) = (name.clone(), position.clone());
            Box::pin(async move {
                let before = uow.warehouses().rack(id).await?;
                let before = before.ok_or(Abort::Refused(WarehouseError::UnknownRack))?;
                if before.version != seen {
                    return Err(Abort::Refused(WarehouseError::Stale));
                }
                let rack = Rack {
                    name,
                    position,
                    version: before.version + 1,
                    ..before
                };
                uow.warehouses().save_rack(&rack).await?;
                Ok(rack)
            })
        })
        .await
    }

    async fn move_stock(
        &self,
        actor: UserId,
        movement: Movement,
        once: Option<Once<StockEvent>>,
    ) -> Result<Answered<StockEvent>, MoveStockError> {
        let product = self.product(movement.key.item).await?;
        let now = self.mint.now();
        let mover = Mover {
            actor,
            operation: self.mint.id(now),
            now,
        };
        let done = transact(&*self.store, "move_stock", move |uow| {
            let (movement, once) = (movement.clone(), once.clone());
            Box::pin(async move {
                if let Some(answer) = Once::replay(once.as_ref(), uow).await? {
                    return Ok(Answered::Replayed(answer));
                }
                let event = mover.change(uow, &movement).await?;
                Once::remember(once.as_ref(), uow, &event, now).await?;
                Ok(Answered::Done(event))
            })
        })
        .await;
        self.moved(product, &done);
        done
    }

    async fn transfer(
        &self,
        actor: UserId,
        transfer: Transfer,
        once: Option<Once<Transferred>>,
    ) -> Result<Answered<Transferred>, MoveStockError> {
        if transfer.from == transfer.to {
            return Err(MoveStockError::SameRack);
        }
        let product = self.product(transfer.item).await?;
        let now = self.mint.now();
        let mover = Mover {
            actor,
            operation: self.mint.id(now),
            now,
        };
        let id = self.mint.id(now);
        let done = transact(&*self.store, "transfer_stock", move |uow| {
            let (transfer, once) = (transfer.clone(), once.clone());
            Box::pin(async move {
                if let Some(answer) = Once::replay(once.as_ref(), uow).await? {
                    return Ok(Answered::Replayed(answer));
                }
                let transferred = mover.transfer(uow, id, &transfer).await?;
                Once::remember(once.as_ref(), uow, &transferred, now).await?;
                Ok(Answered::Done(transferred))
            })
        })
        .await;
        self.moved(product, &done);
        done
    }

    async fn of_item(&self, item: ItemId, at: Option<Instant>) -> Result<Vec<ChainLevel>, StoreError> {
        self.stock.of_item(item, at).await
    }

    async fn on_rack(
        &self,
        rack: LocationId,
        after: Option<ItemId>,
        limit: u64,
    ) -> Result<Vec<ChainLevel>, StoreError> {
        self.stock.on_rack(rack, after, limit).await
    }

    async fn in_warehouse(
        &self,
        id: WarehouseId,
        after: Option<ItemId>,
        limit: u64,
    ) -> Result<Vec<ItemTotal>, StoreError> {
        self.stock.in_warehouse(id, after, limit).await
    }

    async fn ledger(
        &self,
        filter: LedgerFilter,
        before: Option<LedgerMark>,
        limit: u64,
    ) -> Result<Vec<StockEvent>, StoreError> {
        self.stock.entries(&filter, before, limit).await
    }
}
