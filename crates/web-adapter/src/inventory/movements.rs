//! Pieces that come, go, and move.

use actix_web::http::StatusCode;
use hexmart_application::identity::Change;
use hexmart_application::inventory::{Movement, MovementKind, Transfer, Transferred};
use hexmart_application::platform::StoredAnswer;
use hexmart_domain::inventory::{StockEvent, StockKey, StockReason, StockTerms};
use hexmart_domain::shared::{Quantity, StockDelta, TransferId};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::ledger::LedgerEntryBody;
use crate::body::{Fault, Form, id, pieces, text, whole};
use crate::call::{Answer, Call};
use crate::idempotency::{Repeatable, stored};
use crate::problem::Problem;
use crate::wire::{self, example};

/// The kinds of movements.
const KINDS: &str = "put_away, receive, issue, adjust, agree";

/// What happens to the stock of an item on a rack.
#[derive(ToSchema)]
#[schema(as = NewMovement)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct NewMovementBody {
    #[schema(example = example::item_id)]
    item_id: String,
    #[schema(example = example::rack_id)]
    location_id: String,
    /// `put_away` (it is put there for the first time), `receive` (pieces arrive), `issue` (pieces are taken out), `adjust` (a
    /// count found more or less) or `agree` (a ceiling, or when it is low).
    #[schema(example = "receive")]
    kind: String,
    /// How many; for `receive` and `issue` at least one.
    #[schema(nullable = false, minimum = 0, maximum = 2_147_483_647, example = 50)]
    quantity: Option<i64>,
    /// For `adjust`: by how many; not 0.
    #[schema(nullable = false, minimum = -2_147_483_647, maximum = 2_147_483_647, example = -3)]
    change: Option<i64>,
    /// For `agree`: the most that are to lie there; no limit without one.
    #[schema(minimum = 0, maximum = 2_147_483_647, example = 500)]
    ceiling: Option<i64>,
    /// For `agree`: at how many available pieces the stock is low; nobody is told without one.
    #[schema(minimum = 0, maximum = 2_147_483_647, example = 10)]
    low: Option<i64>,
    /// For whoever reads the ledger.
    #[schema(nullable = false, min_length = 1, max_length = 200, example = "정기 입고")]
    reason: Option<String>,
}

fn up_to_all(raw: &RawValue, least: u64) -> Result<Quantity, Fault> {
    pieces(raw, least..=Quantity::MAX.get().unsigned_abs())
}

fn reason(form: &mut Form<'_>) -> Option<StockReason> {
    form.optional("reason", |raw| Ok(StockReason::parse(text(raw)?)?))
}

fn read_movement(body: &[u8]) -> Result<Movement, Problem> {
    let mut form = Form::of(body)?;
    let item = form.required("item_id", id);
    let location = form.required("location_id", id);
    let what = what(&mut form);
    let reason = reason(&mut form);
    let read = || {
        let key = StockKey {
            item: item?,
            location: location?,
        };
        Some(Movement {
            key,
            what: what?,
            reason,
        })
    };
    form.finish_strict(read())
}

/// Reads what happens, and what belongs to it.
fn what(form: &mut Form<'_>) -> Option<MovementKind> {
    let kind = form.required("kind", |raw| {
        let word = text(raw)?;
        let is_known = KINDS.split(", ").any(|known| known == word);
        is_known.then_some(word).ok_or(Fault::NotOneOf(KINDS))
    });
    let Some(kind) = kind else {
        // What would belong to it nobody can say.
        for field in ["quantity", "change", "ceiling", "low"] {
            form.optional(field, |_| Ok(()));
        }
        return None;
    };
    match kind.as_str() {
        "put_away" => form
            .required("quantity", |raw| up_to_all(raw, 0))
            .map(MovementKind::PutAway),
        "receive" => form
            .required("quantity", |raw| up_to_all(raw, 1))
            .map(MovementKind::Receive),
        "issue" => form
            .required("quantity", |raw| up_to_all(raw, 1))
            .map(MovementKind::Issue),
        "adjust" => form
            .required("change", |raw| Ok(StockDelta::try_from(whole(raw)?)?))
            .map(MovementKind::Adjust),
        _ => {
            let ceiling = form.clearable("ceiling", |raw| up_to_all(raw, 0));
            let low = form.clearable("low", |raw| up_to_all(raw, 0));
            Some(MovementKind::Agree(StockTerms {
                ceiling: Change::apply_to(ceiling, None),
                low: Change::apply_to(low, None),
            }))
        }
    }
}

/// Change the stock of an item on a rack
///
/// What was agreed about it (`agree`) is replaced as a whole.
#[utoipa::path(post, path = "/commerce/stock/movements/", operation_id = "move_stock", tag = "inventory",
    params(("Idempotency-Key" = String, Header, description = "What the caller knows this movement by, at most 255 characters")),
    request_body = NewMovementBody,
    responses((status = 200, description = "What the ledger says of it.", body = LedgerEntryBody<'_>,
        headers(("Idempotency-Replayed" = String, description = "`true` where it was done before")))))]
pub(crate) async fn record(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let request = Repeatable::keyed(&call, &body, entry)?;
    let movement = read_movement(&body)?;
    let (warehousing, actor) = (call.state.services.warehousing.clone(), call.account()?);
    let once = request.once();
    let command = async move { warehousing.move_stock(actor, movement, once).await };
    request.answer(call.state.detached(command).await?)
}

fn entry(event: &StockEvent) -> StoredAnswer {
    stored(StatusCode::OK, &LedgerEntryBody::from(event))
}

/// Pieces that go from one rack to another.
#[derive(ToSchema)]
#[schema(as = NewTransfer)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct NewTransferBody {
    #[schema(example = example::item_id)]
    item_id: String,
    #[schema(example = example::rack_id)]
    from_location_id: String,
    /// Another rack; it may never have held the item.
    #[schema(example = example::rack_id)]
    to_location_id: String,
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 50)]
    quantity: i64,
    /// For whoever reads the ledger.
    #[schema(nullable = false, min_length = 1, max_length = 200, example = "재고 재배치")]
    reason: Option<String>,
}

/// Pieces that went from one rack to another.
#[derive(Serialize, ToSchema)]
#[schema(as = Transferred)]
pub(crate) struct TransferredBody<'a> {
    /// What both entries refer to.
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = "MOVE01KAFXN1QM4C8N4R2B3M6YQ0ZP")]
    id: TransferId,
    /// What the ledger says of where they left.
    out: LedgerEntryBody<'a>,
    /// What it says of where they came.
    into: LedgerEntryBody<'a>,
}

fn read_transfer(body: &[u8]) -> Result<Transfer, Problem> {
    let mut form = Form::of(body)?;
    let item = form.required("item_id", id);
    let from = form.required("from_location_id", id);
    let to = form.required("to_location_id", id);
    let quantity = form.required("quantity", |raw| up_to_all(raw, 1));
    let reason = reason(&mut form);
    let read = || {
        Some(Transfer {
            item: item?,
            from: from?,
            to: to?,
            quantity: quantity?,
            reason,
        })
    };
    form.finish_strict(read())
}

/// Move pieces from one rack to another
///
/// In one step: they are never on both, and never on none.
#[utoipa::path(post, path = "/commerce/stock/transfers/", operation_id = "transfer_stock", tag = "inventory",
    params(("Idempotency-Key" = String, Header, description = "What the caller knows this transfer by, at most 255 characters")),
    request_body = NewTransferBody,
    responses((status = 200, description = "What the ledger says of it.", body = TransferredBody<'_>,
        headers(("Idempotency-Replayed" = String, description = "`true` where it was done before")))))]
pub(crate) async fn transfer(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let request = Repeatable::keyed(&call, &body, entries)?;
    let transfer = read_transfer(&body)?;
    let (warehousing, actor) = (call.state.services.warehousing.clone(), call.account()?);
    let once = request.once();
    let command = async move { warehousing.transfer(actor, transfer, once).await };
    request.answer(call.state.detached(command).await?)
}

fn entries(transferred: &Transferred) -> StoredAnswer {
    let body = TransferredBody {
        id: transferred.id,
        out: LedgerEntryBody::from(&transferred.out),
        into: LedgerEntryBody::from(&transferred.into),
    };
    stored(StatusCode::OK, &body)
}
