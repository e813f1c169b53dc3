//! What was bought.

use hexmart_domain::ordering::{LineState, OrderLine, Pick};
use hexmart_domain::shared::{Instant, ItemId, LocationId, OrderLineId, ProductId, WarehouseId};
use serde::Serialize;
use utoipa::ToSchema;

use super::money::{AmountsBody, UnitPriceBody};
use crate::body::Fault;
use crate::wire::{self, example};

/// The states, for whoever asks for another.
const STATES: &str = "pending_payment, paid, preparing, dispatched, delivered, confirmed, cancelled, \
    refund_requested, refunded";

/// Reads a state of orders and their lines.
pub(crate) fn state_of(word: &str) -> Result<LineState, Fault> {
    LineState::from_word(word).ok_or(Fault::NotOneOf(STATES))
}

/// An item of an order. What it says of the product is what that was when it was bought.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderLine)]
pub(crate) struct OrderLineBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::line_id)]
    id: OrderLineId,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::product_id)]
    product_id: ProductId,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::item_id)]
    item_id: ItemId,
    #[schema(example = "무선 이어폰")]
    name: &'a str,
    #[schema(example = "EAR-1-W")]
    sku: &'a str,
    /// What was chosen.
    #[schema(example = json!(["색상: 흰색"]))]
    options: &'a [String],
    /// Where it hung in the tree; null where it hung nowhere.
    category: Option<OrderCategoryBody<'a>>,
    #[schema(example = example::picture_id)]
    picture_id: Option<String>,
    /// Who sells it; null when the shop itself does.
    #[schema(example = example::seller_id)]
    seller_id: Option<String>,
    #[schema(example = "하나상회")]
    seller_name: Option<&'a str>,
    #[schema(example = 2)]
    quantity: i64,
    /// What one piece costs.
    unit: UnitPriceBody,
    /// What all pieces cost.
    amounts: AmountsBody,
    /// `pending_payment`, `paid`, `preparing`, `dispatched`, `delivered`, `confirmed`, `cancelled`, `refund_requested` or
    /// `refunded`.
    #[schema(example = "paid")]
    state: &'static str,
    /// The same as a number from 1 to 9.
    #[schema(example = 2)]
    state_code: u8,
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    delivered_at: Option<Instant>,
}

/// A category as it was.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderCategory)]
struct OrderCategoryBody<'a> {
    #[schema(example = example::category_id)]
    id: String,
    #[schema(example = "이어폰")]
    name: &'a str,
}

/// Pieces that are taken from one place.
#[derive(Serialize, ToSchema)]
#[schema(as = Pick)]
pub(super) struct PickBody {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::rack_id)]
    location_id: LocationId,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::warehouse_id)]
    warehouse_id: WarehouseId,
    /// How far that is from the buyer; null where nobody measured.
    #[schema(example = 12_400)]
    distance_metres: Option<u32>,
    #[schema(example = 2)]
    quantity: i64,
}

impl<'a> From<&'a OrderLine> for OrderLineBody<'a> {
    fn from(line: &'a OrderLine) -> Self {
        let snapshot = &line.snapshot;
        Self {
            id: line.id,
            product_id: line.product,
            item_id: line.item,
            name: &snapshot.name,
            sku: &snapshot.sku,
            options: &snapshot.options,
            category: snapshot.category.as_ref().map(|(id, name)| OrderCategoryBody {
                id: id.to_string(),
                name,
            }),
            picture_id: snapshot.picture.map(|picture| picture.to_string()),
            seller_id: line.seller.map(|seller| seller.to_string()),
            seller_name: snapshot.seller.as_deref(),
            quantity: line.quantity.get(),
            unit: UnitPriceBody::from(&line.quote),
            amounts: line.amounts.into(),
            state: line.state.as_str(),
            state_code: line.state.code(),
            delivered_at: line.delivered_at,
        }
    }
}

impl From<&Pick> for PickBody {
    fn from(pick: &Pick) -> Self {
        Self {
            location_id: pick.key.location,
            warehouse_id: pick.warehouse,
            distance_metres: pick.distance,
            quantity: pick.quantity.get(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_named() {
        assert_eq!(STATES, LineState::ALL.map(LineState::as_str).join(", "));
    }
}
