//! Rows as they are written, and read where that is the same; how they are inserted in bulk differs per database.

mod account;
mod address;
mod api_key;
mod code;
mod provider_attempt;
mod session;

use diesel::Insertable;
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::StockEvent;
use hexmart_domain::shared::fold_case;

use crate::columns::{At, Key, scaled, to_text};
use crate::schema::{products, stock_events};

pub(crate) use account::{AccountRow, ProfileRows, email_print, open_profile, personal_place, role, state};
pub(crate) use address::{AddressRow, BookRow, address_place, open_book, seal_addresses};
pub(crate) use api_key::ApiKeyRow;
pub(crate) use code::{CodeRow, purpose, target_place};
pub(crate) use provider_attempt::AttemptRow;
pub(crate) use session::{SessionRow, TokenRow};

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = products, treat_none_as_default_value = false)]
pub(crate) struct ProductRow {
    id: Key,
    seller_id: Option<Key>,
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
            seller_id: product.seller.map(Key::from),
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
#[diesel(table_name = stock_events, treat_none_as_default_value = false)]
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

impl StockRow {
    /// The columns, in the order of [`literals`](Self::literals).
    pub(crate) const COLUMNS: &str = "item_id, location_id, version, kind, `change`, on_hand_after, reserved_after, \
                                      op_id, actor_id, recorded_at";

    /// The row as SQL literals. Numbers, ids, instants and words of our own: nothing in it was typed by anybody.
    pub(crate) fn literals(&self) -> String {
        let Self {
            version,
            kind,
            change,
            on_hand_after,
            reserved_after,
            ..
        } = self;
        let [item, location, operation] = [self.item_id, self.location_id, self.op_id].map(Key::literal);
        let actor = self.actor_id.map_or_else(|| "NULL".to_owned(), Key::literal);
        let at = to_text(self.recorded_at.0);
        format!(
            "{item}, {location}, {version}, '{kind}', {change}, {on_hand_after}, {reserved_after}, \
             {operation}, {actor}, '{at}'"
        )
    }
}
