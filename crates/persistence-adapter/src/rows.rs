//! Rows as they are written; how they are inserted in bulk differs per database.

use diesel::Insertable;
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::StockEvent;
use hexmart_domain::shared::fold_case;

use crate::columns::{At, Key, scaled};
use crate::schema::{products, stock_events};

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = products)]
pub(crate) struct ProductRow {
    id: Key,
    name: String,
    name_folded: String,
    description: String,
    price: i64,
    currency: String,
    created_at: At,
    updated_at: At,
}

impl From<&Product> for ProductRow {
    fn from(product: &Product) -> Self {
        let money = product.price.money();
        Self {
            id: product.id.into(),
            name: product.name.as_str().to_owned(),
            name_folded: fold_case(product.name.as_str()),
            description: product.description.as_str().to_owned(),
            price: scaled(money.amount()),
            currency: money.currency().code().to_owned(),
            created_at: At(product.created_at),
            updated_at: At(product.updated_at),
        }
    }
}

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = stock_events)]
pub(crate) struct StockRow {
    item_id: Key,
    location_id: Key,
    version: i64,
    kind: &'static str,
    change: i64,
    on_hand_after: i64,
    reserved_after: i64,
    op_id: Key,
    actor_id: Option<Key>,
    recorded_at: At,
}

impl From<&StockEvent> for StockRow {
    fn from(event: &StockEvent) -> Self {
        Self {
            item_id: event.key.item.into(),
            location_id: event.key.location.into(),
            version: event.version,
            kind: event.kind.as_str(),
            change: event.change,
            on_hand_after: event.on_hand_after.get(),
            reserved_after: event.reserved_after.get(),
            op_id: event.operation.into(),
            actor_id: event.actor.map(Key::from),
            recorded_at: At(event.recorded_at),
        }
    }
}
