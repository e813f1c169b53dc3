use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::ordering::{LineState, OrderEvent, OrderEventKind, OrderReason, Party};
use hexmart_domain::shared::Quantity;

use crate::columns::{At, Key, quantity};
use crate::schema::order_events;

/// An entry of an order's timeline as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_events, treat_none_as_default_value = false)]
pub(crate) struct OrderEventRow {
    order_id: Key,
    version: i64,
    place: i64,
    line_id: Option<Key>,
    kind: String,
    from_value: Option<String>,
    to_value: Option<String>,
    party: String,
    actor_id: Option<Key>,
    reason: Option<String>,
    at: At,
}

const PLACED: &str = "placed";
const MOVED: &str = "moved";
const READDRESSED: &str = "readdressed";
const RESIZED: &str = "resized";

const fn party_word(party: Party) -> &'static str {
    match party {
        Party::Buyer => "buyer",
        Party::Seller => "seller",
        Party::System => "system",
    }
}

fn party(word: &str) -> Option<Party> {
    [Party::Buyer, Party::Seller, Party::System]
        .into_iter()
        .find(|party| party_word(*party) == word)
}

/// The word of a kind, and from what to what.
fn words(kind: OrderEventKind) -> (&'static str, Option<(String, String)>) {
    match kind {
        OrderEventKind::Placed => (PLACED, None),
        OrderEventKind::Moved { from, to } => {
            (MOVED, Some((from.as_str().to_owned(), to.as_str().to_owned())))
        }
        OrderEventKind::Readdressed => (READDRESSED, None),
        OrderEventKind::Resized { from, to } => {
            (RESIZED, Some((from.get().to_string(), to.get().to_string())))
        }
    }
}

fn kind(word: &str, from: Option<&str>, to: Option<&str>) -> Option<OrderEventKind> {
    let pieces = |text: &str| -> Option<Quantity> { quantity(text.parse().ok()?).ok() };
    match (word, from, to) {
        (PLACED, None, None) => Some(OrderEventKind::Placed),
        (READDRESSED, None, None) => Some(OrderEventKind::Readdressed),
        (MOVED, Some(from), Some(to)) => Some(OrderEventKind::Moved {
            from: LineState::from_word(from)?,
            to: LineState::from_word(to)?,
        }),
        (RESIZED, Some(from), Some(to)) => Some(OrderEventKind::Resized {
            from: pieces(from)?,
            to: pieces(to)?,
        }),
        _ => None,
    }
}

impl From<&OrderEvent> for OrderEventRow {
    fn from(event: &OrderEvent) -> Self {
        let (kind, values) = words(event.kind);
        let (from_value, to_value) = values.unzip();
        Self {
            order_id: event.order.into(),
            version: event.version,
            place: event.place,
            line_id: event.line.map(Key::from),
            kind: kind.to_owned(),
            from_value,
            to_value,
            party: party_word(event.party).to_owned(),
            actor_id: event.actor.map(Key::from),
            reason: event.reason.as_ref().map(|reason| reason.as_str().to_owned()),
            at: At(event.at),
        }
    }
}

impl TryFrom<OrderEventRow> for OrderEvent {
    type Error = StoreError;

    fn try_from(row: OrderEventRow) -> Result<Self, StoreError> {
        let wrong = |what: &str| StoreError::corrupt("order_events", what);
        let kind = kind(&row.kind, row.from_value.as_deref(), row.to_value.as_deref());
        let reason = row.reason.map(OrderReason::parse).transpose();
        Ok(Self {
            order: row.order_id.id(),
            version: row.version,
            place: row.place,
            line: row.line_id.map(Key::id),
            kind: kind.ok_or_else(|| wrong("kind"))?,
            party: party(&row.party).ok_or_else(|| wrong("party"))?,
            actor: row.actor_id.map(Key::id),
            reason: reason.map_err(|_refused| wrong("reason"))?,
            at: row.at.0,
        })
    }
}
