//! What lies somewhere.

use hexmart_application::inventory::{ChainLevel, ItemTotal};
use hexmart_domain::shared::{ItemId, LocationId, Quantity, WarehouseId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::{self, example};

/// An item on a rack.
#[derive(Serialize, ToSchema)]
#[schema(as = StockLevel)]
pub(super) struct LevelBody {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::item_id)]
    item_id: ItemId,
    /// Of which product; null when that was never known.
    #[schema(example = example::product_id)]
    product_id: Option<String>,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::rack_id)]
    location_id: LocationId,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::warehouse_id)]
    warehouse_id: WarehouseId,
    /// Pieces that lie there.
    #[schema(example = 100)]
    on_hand: i64,
    /// Pieces of those that are promised.
    #[schema(example = 2)]
    reserved: i64,
    /// Pieces that can still be promised.
    #[schema(example = 98)]
    available: i64,
    /// The most that are to lie there; null without a limit.
    #[schema(example = 500)]
    ceiling: Option<i64>,
    /// At how many available pieces, or fewer, the stock is low; null when nobody is told.
    #[schema(example = 10)]
    low: Option<i64>,
    /// The number of the last entry in the ledger of this item and this rack.
    #[schema(example = 7)]
    version: i64,
}

/// An item in a building, all racks together.
#[derive(Serialize, ToSchema)]
#[schema(as = StockTotal)]
pub(super) struct TotalBody {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::item_id)]
    item_id: ItemId,
    /// Of which product; null when that was never known.
    #[schema(example = example::product_id)]
    product_id: Option<String>,
    #[schema(example = 100)]
    on_hand: i64,
    #[schema(example = 2)]
    reserved: i64,
    #[schema(example = 98)]
    available: i64,
}

impl From<&ChainLevel> for LevelBody {
    fn from(chain: &ChainLevel) -> Self {
        let level = chain.level;
        Self {
            item_id: chain.key.item,
            product_id: chain.product.map(|product| product.to_string()),
            location_id: chain.key.location,
            warehouse_id: chain.warehouse,
            on_hand: level.on_hand.get(),
            reserved: level.reserved.get(),
            available: level.available().get(),
            ceiling: level.terms.ceiling.map(Quantity::get),
            low: level.terms.low.map(Quantity::get),
            version: level.version,
        }
    }
}

impl From<&ItemTotal> for TotalBody {
    fn from(total: &ItemTotal) -> Self {
        Self {
            item_id: total.item,
            product_id: total.product.map(|product| product.to_string()),
            on_hand: total.on_hand,
            reserved: total.reserved,
            available: total.on_hand - total.reserved,
        }
    }
}
