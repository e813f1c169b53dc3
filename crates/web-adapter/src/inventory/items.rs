//! What lies where: by item, by rack, by building.

use actix_web::http::StatusCode;
use hexmart_domain::shared::{Instant, ItemId};
use serde::Serialize;
use utoipa::ToSchema;

use super::level_body::{LevelBody, TotalBody};
use super::racks::rack_id;
use super::warehouses::warehouse_id;
use crate::body::instant_in;
use crate::call::{Answer, Call};
use crate::cursor_page::{CursorPageBody, cut, with_one_more};
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::wire::{self, example, json};

/// What lies where of an item.
#[derive(Serialize, ToSchema)]
pub(crate) struct ItemStock {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::item_id)]
    item_id: ItemId,
    /// As it was then; null for now.
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    at: Option<Instant>,
    /// Pieces on all racks together.
    #[schema(example = 100)]
    on_hand: i64,
    /// Pieces of those that are promised.
    #[schema(example = 2)]
    reserved: i64,
    /// Rack by rack, also those where nothing is left.
    levels: Vec<LevelBody>,
}

/// One page of what lies on a rack.
#[derive(Serialize, ToSchema)]
pub(crate) struct RackStock {
    levels: Vec<LevelBody>,
    page: CursorPageBody,
}

/// One page of what lies in a building.
#[derive(Serialize, ToSchema)]
pub(crate) struct WarehouseStock {
    items: Vec<TotalBody>,
    page: CursorPageBody,
}

/// Show where an item lies
///
/// Now, or as it was at any instant.
#[utoipa::path(get, path = "/commerce/stock/items/{item_id}/", operation_id = "item_stock", tag = "inventory",
    params(
        ("item_id" = String, Path, description = "Which item", example = example::item_id),
        ("at" = Option<String>, Query, description = "As it was then, inclusive (ISO 8601); now unless said"),
    ),
    responses((status = 200, description = "What lies where.", body = ItemStock)))]
pub(crate) async fn of_item(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let at = query.optional("at", instant_in);
    query.finish_strict()?;
    let item_id = call.id("item_id", Code::ItemNotFound)?;
    let levels = call.state.services.warehousing.of_item(item_id, at).await?;
    // Every item has lain somewhere since it is there; what is not there yet lay nowhere.
    if levels.is_empty() && at.is_none() {
        return Err(Problem::of(Code::ItemNotFound));
    }
    let body = ItemStock {
        item_id,
        at,
        on_hand: levels.iter().map(|chain| chain.level.on_hand.get()).sum(),
        reserved: levels.iter().map(|chain| chain.level.reserved.get()).sum(),
        levels: levels.iter().map(LevelBody::from).collect(),
    };
    json(StatusCode::OK, 1024, &body)
}

/// List what lies on a rack
#[utoipa::path(get, path = "/commerce/racks/{rack_id}/stock/", operation_id = "rack_stock", tag = "inventory",
    params(
        ("rack_id" = String, Path, description = "On which rack", example = example::rack_id),
        ("page_size" = Option<u64>, Query, description = "Items per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page; empty for a rack that nobody knows.", body = RackStock)))]
pub(crate) async fn on_rack(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let (size, after) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let warehousing = &call.state.services.warehousing;
    let mut found = warehousing
        .on_rack(rack_id(&call)?, after, with_one_more(size))
        .await?;
    let page = cut(&mut found, size, |chain| chain.key.item);
    let levels = found.iter().map(LevelBody::from).collect();
    json(StatusCode::OK, 4096, &RackStock { levels, page })
}

/// List what lies in a warehouse
///
/// All racks together.
#[utoipa::path(get, path = "/commerce/warehouses/{warehouse_id}/stock/", operation_id = "warehouse_stock", tag = "inventory",
    params(
        ("warehouse_id" = String, Path, description = "In which warehouse", example = example::warehouse_id),
        ("page_size" = Option<u64>, Query, description = "Items per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page; empty for a warehouse that nobody knows.", body = WarehouseStock)))]
pub(crate) async fn in_warehouse(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let (size, after) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let warehousing = &call.state.services.warehousing;
    let id = warehouse_id(&call)?;
    let mut found = warehousing.in_warehouse(id, after, with_one_more(size)).await?;
    let page = cut(&mut found, size, |total| total.item);
    let items = found.iter().map(TotalBody::from).collect();
    json(StatusCode::OK, 4096, &WarehouseStock { items, page })
}
