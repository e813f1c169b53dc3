use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::{StockEvent, StockEventKind, StockKey, StockLevel, StockReason, StockTerms};
use hexmart_domain::shared::Quantity;

use crate::columns::{At, Key, quantity};
use crate::schema::stock_events;

/// An entry of the ledger as it lies in its row.
#[derive(Debug, Clone, Queryable, QueryableByName, Selectable, Insertable)]
#[diesel(table_name = stock_events, treat_none_as_default_value = false)]
pub(crate) struct StockRow {
    pub(crate) item_id: Key,
    pub(crate) location_id: Key,
    pub(crate) version: i64,
    pub(crate) kind: String,
    pub(crate) change: i64,
    pub(crate) reserved_change: i64,
    pub(crate) on_hand_after: i64,
    pub(crate) reserved_after: i64,
    pub(crate) ceiling: Option<i64>,
    pub(crate) low: Option<i64>,
    pub(crate) reason: Option<String>,
    pub(crate) reference: Option<Key>,
    pub(crate) op_id: Key,
    pub(crate) actor_id: Option<Key>,
    pub(crate) recorded_at: At,
}

impl From<&StockEvent> for StockRow {
    fn from(event: &StockEvent) -> Self {
        Self {
            item_id: event.key.item.into(),
            location_id: event.key.location.into(),
            version: event.version,
            kind: event.kind.as_str().to_owned(),
            change: event.change,
            reserved_change: event.reserved_change,
            on_hand_after: event.on_hand_after.get(),
            reserved_after: event.reserved_after.get(),
            ceiling: event.terms.ceiling.map(Quantity::get),
            low: event.terms.low.map(Quantity::get),
            reason: event.reason.as_ref().map(|reason| reason.as_str().to_owned()),
            reference: event.reference.map(|of| Key::from_bytes(of.into_bytes())),
            op_id: event.operation.into(),
            actor_id: event.actor.map(Key::from),
            recorded_at: At(event.recorded_at),
        }
    }
}

impl TryFrom<StockRow> for StockEvent {
    type Error = StoreError;

    fn try_from(row: StockRow) -> Result<Self, StoreError> {
        let corrupt = |what: String| StoreError::corrupt("stock_events", what);
        let kind = StockEventKind::from_word(&row.kind);
        let reason = row.reason.map(StockReason::parse).transpose();
        Ok(Self {
            key: chain(row.item_id, row.location_id),
            version: row.version,
            kind: kind.ok_or_else(|| corrupt(format!("an unknown kind {}", row.kind)))?,
            change: row.change,
            reserved_change: row.reserved_change,
            on_hand_after: quantity(row.on_hand_after)?,
            reserved_after: quantity(row.reserved_after)?,
            terms: terms(row.ceiling, row.low)?,
            reason: reason.map_err(|error| corrupt(format!("reason {error}")))?,
            reference: row.reference.map(Key::uuid),
            operation: row.op_id.id(),
            actor: row.actor_id.map(Key::id),
            recorded_at: row.recorded_at.0,
        })
    }
}

/// What a chain amounts to, as its newest event says.
#[derive(Debug, Clone, Copy, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = stock_events)]
pub(crate) struct HeadRow {
    item_id: Key,
    location_id: Key,
    version: i64,
    on_hand_after: i64,
    reserved_after: i64,
    ceiling: Option<i64>,
    low: Option<i64>,
}

impl HeadRow {
    /// Of its parts as text: version, on hand, reserved, and where they are agreed on, ceiling and low mark.
    pub(crate) fn read<'t>(
        (item_id, location_id): (Key, Key),
        mut parts: impl Iterator<Item = &'t str>,
    ) -> Option<Self> {
        let mut number = || parts.next()?.parse().ok();
        let (version, on_hand_after, reserved_after) = (number()?, number()?, number()?);
        let mut agreed = || match parts.next()? {
            "" => Some(None),
            pieces => pieces.parse().ok().map(Some),
        };
        Some(Self {
            item_id,
            location_id,
            version,
            on_hand_after,
            reserved_after,
            ceiling: agreed()?,
            low: agreed()?,
        })
    }

    pub(crate) fn level(self) -> Result<(StockKey, StockLevel), StoreError> {
        let level = StockLevel {
            version: self.version,
            on_hand: quantity(self.on_hand_after)?,
            reserved: quantity(self.reserved_after)?,
            terms: terms(self.ceiling, self.low)?,
        };
        Ok((chain(self.item_id, self.location_id), level))
    }
}

pub(crate) const fn chain(item: Key, location: Key) -> StockKey {
    StockKey {
        item: item.id(),
        location: location.id(),
    }
}

fn terms(ceiling: Option<i64>, low: Option<i64>) -> Result<StockTerms, StoreError> {
    Ok(StockTerms {
        ceiling: ceiling.map(quantity).transpose()?,
        low: low.map(quantity).transpose()?,
    })
}
