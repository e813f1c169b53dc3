//! What the ledger remembers.

use actix_web::http::StatusCode;
use hexmart_application::inventory::{LedgerFilter, LedgerMark};
use hexmart_domain::inventory::{StockEvent, StockEventKind, StockReason};
use hexmart_domain::shared::{Instant, ItemId, LocationId, OperationId, OrderId, Quantity, TransferId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Fault, instant_in};
use crate::call::{Answer, Call};
use crate::cursor::{ListIdentity, decode_entry, encode_entry};
use crate::cursor_page::{CursorPageBody, with_one_more};
use crate::query::Query;
use crate::wire::{self, example, json};

/// The kinds, for whoever asks for another.
const KINDS: &str = "opened, adjusted, received, issued, reserved, released, claimed, returned, transferred_out, \
    transferred_in, agreed";

/// One page of the ledger.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerPage<'a> {
    entries: Vec<LedgerEntryBody<'a>>,
    page: CursorPageBody,
}

/// One entry of the ledger. Never changed, never removed.
#[derive(Serialize, ToSchema)]
#[schema(as = LedgerEntry)]
pub(crate) struct LedgerEntryBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::item_id)]
    item_id: ItemId,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::rack_id)]
    location_id: LocationId,
    /// Its number among the entries of this item on this rack.
    #[schema(example = 7)]
    version: i64,
    /// `opened`, `adjusted`, `received`, `issued`, `reserved`, `released`, `claimed`, `returned`, `transferred_out`,
    /// `transferred_in` or `agreed`.
    #[schema(example = "received")]
    kind: &'static str,
    /// Pieces that came, or went when negative.
    #[schema(example = 50)]
    change: i64,
    /// Pieces that were promised, or no longer are when negative.
    #[schema(example = 0)]
    reserved_change: i64,
    #[schema(example = 150)]
    on_hand_after: i64,
    #[schema(example = 2)]
    reserved_after: i64,
    /// The most that are to lie there from then on.
    #[schema(example = 500)]
    ceiling: Option<i64>,
    /// At how many available pieces the stock is low from then on.
    #[schema(example = 10)]
    low: Option<i64>,
    #[schema(example = "정기 입고")]
    reason: Option<&'a str>,
    /// The order or the transfer that it belongs to.
    #[schema(example = example::order_id)]
    reference: Option<String>,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = "OP01KAFXN1QM4C8N4R2B3M6YQ0ZP")]
    operation_id: OperationId,
    /// Who wanted it; null for the shop itself.
    #[schema(example = example::user_id)]
    actor_id: Option<String>,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    recorded_at: Instant,
}

impl<'a> From<&'a StockEvent> for LedgerEntryBody<'a> {
    fn from(event: &'a StockEvent) -> Self {
        Self {
            item_id: event.key.item,
            location_id: event.key.location,
            version: event.version,
            kind: event.kind.as_str(),
            change: event.change,
            reserved_change: event.reserved_change,
            on_hand_after: event.on_hand_after.get(),
            reserved_after: event.reserved_after.get(),
            ceiling: event.terms.ceiling.map(Quantity::get),
            low: event.terms.low.map(Quantity::get),
            reason: event.reason.as_ref().map(StockReason::as_str),
            reference: reference(event),
            operation_id: event.operation,
            actor_id: event.actor.map(|actor| actor.to_string()),
            recorded_at: event.recorded_at,
        }
    }
}

/// What an entry belongs to, by the name that clients know it by.
fn reference(event: &StockEvent) -> Option<String> {
    use StockEventKind as K;
    let reference = event.reference?;
    Some(match event.kind {
        K::TransferredOut | K::TransferredIn => TransferId::from_uuid(reference).to_string(),
        K::Opened | K::Adjusted | K::Received | K::Issued | K::Agreed => reference.to_string(),
        K::Reserved | K::Released | K::Claimed | K::Returned => OrderId::from_uuid(reference).to_string(),
    })
}

/// Read the ledger
#[utoipa::path(get, path = "/commerce/stock/ledger/", operation_id = "stock_ledger", tag = "inventory",
    params(
        ("item_id" = Option<String>, Query, description = "Only entries of this item", example = example::item_id),
        ("location_id" = Option<String>, Query, description = "Only entries on this rack", example = example::rack_id),
        ("kind" = Option<String>, Query, description = "Only entries of this kind", example = "received"),
        ("actor_id" = Option<String>, Query, description = "Only what this person did", example = example::user_id),
        ("from" = Option<String>, Query, description = "Only entries from then on (ISO 8601)"),
        ("until" = Option<String>, Query, description = "Only entries before then (ISO 8601)"),
        ("page_size" = Option<u64>, Query, description = "Entries per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before, of the same filters"),
    ),
    responses((status = 200, description = "The page, newest first.", body = LedgerPage<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let filter = LedgerFilter {
        item: query.id("item_id"),
        location: query.id("location_id"),
        kind: query.optional("kind", |word| {
            StockEventKind::from_word(word).ok_or(Fault::NotOneOf(KINDS))
        }),
        actor: query.id("actor_id"),
        from: query.optional("from", instant_in),
        until: query.optional("until", instant_in),
    };
    if filter
        .from
        .zip(filter.until)
        .is_some_and(|(from, until)| until < from)
    {
        query.refuse("until", Fault::BelowStart("from"));
    }
    let list = identity(&filter);
    let before = query.optional("cursor", |text| decode_entry(text, list));
    let size = query.page_size();
    query.finish_strict()?;
    let warehousing = &call.state.services.warehousing;
    let mut entries = warehousing.ledger(filter, before, with_one_more(size)).await?;
    let length = usize::try_from(size).unwrap_or(usize::MAX);
    let is_last = entries.len() <= length;
    entries.truncate(length);
    let mark = entries.last().filter(|_| !is_last).map(|event| LedgerMark {
        recorded_at: event.recorded_at,
        key: event.key,
        version: event.version,
    });
    let page = CursorPageBody::new(size, mark.map(|mark| encode_entry(mark, list)));
    let entries = entries.iter().map(LedgerEntryBody::from).collect();
    json(StatusCode::OK, 8192, &LedgerPage { entries, page })
}

/// Which list that is: a place in one is none in another.
fn identity(filter: &LedgerFilter) -> ListIdentity {
    let LedgerFilter {
        item,
        location,
        kind,
        actor,
        from,
        until,
    } = filter;
    let words = [
        item.map(|item| item.to_string()),
        location.map(|location| location.to_string()),
        kind.map(|kind| kind.as_str().to_owned()),
        actor.map(|actor| actor.to_string()),
        from.map(wire::instant_text),
        until.map(wire::instant_text),
    ];
    let words: Vec<_> = words.into_iter().map(Option::unwrap_or_default).collect();
    ListIdentity::of(["ledger"].into_iter().chain(words.iter().map(String::as_str)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_named() {
        assert_eq!(KINDS, StockEventKind::ALL.map(StockEventKind::as_str).join(", "));
    }
}
