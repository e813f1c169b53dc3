//! Rows as they are written, and read where that is the same; how they are inserted in bulk differs per database.

mod account;
mod address;
mod api_key;
mod code;
mod crossing;
mod import_run;
mod product;
mod product_change;
mod provider_attempt;
mod session;

use diesel::Insertable;
use hexmart_domain::inventory::StockEvent;

use crate::columns::{At, Key, to_text};
use crate::schema::stock_events;

pub(crate) use account::{AccountRow, ProfileRows, email_print, open_profile, personal_place, role, state};
pub(crate) use address::{AddressRow, BookRow, address_place, open_book, seal_addresses};
pub(crate) use api_key::ApiKeyRow;
pub(crate) use code::{CodeRow, purpose, target_place};
pub(crate) use crossing::{Crossing, crossings};
pub(crate) use import_run::ImportRow;
pub(crate) use product::{ProductRow, SideRows, StoredProduct, owner_key};
pub(crate) use product_change::{ChangeRow, close_fields, field_needle, open_fields};
pub(crate) use provider_attempt::AttemptRow;
pub(crate) use session::{SessionRow, TokenRow};

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
