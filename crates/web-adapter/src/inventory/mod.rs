//! Stock over HTTP: the change of it that older clients know, and where it lies.

pub(crate) mod items;
pub(crate) mod ledger;
mod level_body;
pub(crate) mod movements;
pub(crate) mod racks;
pub(crate) mod warehouses;

use actix_web::http::StatusCode;
use hexmart_application::inventory::ChangeStock;
use hexmart_application::platform::StoredAnswer;
use hexmart_domain::inventory::StockEvent;
use hexmart_domain::shared::StockDelta;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Form, whole};
use crate::call::{Answer, Call};
use crate::idempotency::{Repeatable, stored};
use crate::problem::{Code, Problem};
use crate::wire::{example, json};

/// A wanted change.
#[derive(ToSchema)]
pub(crate) struct StockChange {
    /// Pieces to add, or to take when negative; not 0.
    #[schema(value_type = i64, minimum = -2_147_483_647, maximum = 2_147_483_647, example = 50)]
    change: StockDelta,
}

impl StockChange {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of_maybe_empty(body)?;
        let change = form.required("change", |raw| Ok(StockDelta::try_from(whole(raw)?)?));
        form.finish_lenient(change.map(|change| Self { change }))
    }
}

/// The stock after the change.
#[derive(Serialize, ToSchema)]
pub(crate) struct StockChanged {
    /// Pieces that can be had.
    #[schema(example = 150)]
    new_stock_count: i64,
    /// Number of the change among all changes of this product.
    #[schema(example = 2)]
    version: i64,
}

/// Change the stock
///
/// The body is read as JSON whatever its content type; unknown fields are ignored.
#[utoipa::path(post, path = "/commerce/products/{product_id}/stock/", operation_id = "change_stock", tag = "inventory",
    params(
        ("product_id" = String, Path, description = "Which product", example = example::product_id),
        ("Idempotency-Key" = Option<String>, Header, description = "What the caller knows this change by"),
    ),
    request_body = StockChange,
    responses((status = 200, description = "The new stock.", body = StockChanged,
        headers(("Idempotency-Replayed" = String, description = "`true` where it was done before")))))]
pub(crate) async fn change(mut call: Call) -> Answer {
    let body = call.body().await?;
    let StockChange { change } = StockChange::read(&body)?;
    let wanted = ChangeStock {
        product: call.product_id()?,
        item: None,
        change,
        authority: call.authority()?,
    };
    carry_out(&call, &body, wanted).await
}

/// Change the stock of a variant
///
/// The same for one variant of a product with options. The body is read as JSON whatever its content type; unknown fields are
/// ignored.
#[utoipa::path(post, path = "/commerce/products/{product_id}/variants/{item_id}/stock/",
    operation_id = "change_variant_stock", tag = "inventory",
    params(
        ("product_id" = String, Path, description = "Which product", example = example::product_id),
        ("item_id" = String, Path, description = "Which of its variants", example = example::item_id),
        ("Idempotency-Key" = Option<String>, Header, description = "What the caller knows this change by"),
    ),
    request_body = StockChange,
    responses((status = 200, description = "The new stock of the variant.", body = StockChanged,
        headers(("Idempotency-Replayed" = String, description = "`true` where it was done before")))))]
pub(crate) async fn change_variant(mut call: Call) -> Answer {
    let body = call.body().await?;
    let StockChange { change } = StockChange::read(&body)?;
    let wanted = ChangeStock {
        product: call.product_id()?,
        item: Some(call.id("item_id", Code::VariantNotFound)?),
        change,
        authority: call.authority()?,
    };
    carry_out(&call, &body, wanted).await
}

async fn carry_out(call: &Call, body: &[u8], wanted: ChangeStock) -> Answer {
    let request = Repeatable::of(call, body, changed)?;
    let Some(once) = request.once() else {
        // Not detached: the ledger carries a command out whole or not at all without its caller, and on this path, the
        // busiest of all, each hop between threads is felt.
        let event = call.state.services.inventory.change_stock(wanted).await?;
        return json(StatusCode::OK, 64, &StockChanged::from(&event));
    };
    let inventory = call.state.services.inventory.clone();
    let command = async move { inventory.change_stock_once(wanted, once).await };
    request.answer(call.state.detached(command).await?)
}

fn changed(event: &StockEvent) -> StoredAnswer {
    stored(StatusCode::OK, &StockChanged::from(event))
}

impl From<&StockEvent> for StockChanged {
    fn from(event: &StockEvent) -> Self {
        Self {
            new_stock_count: event.on_hand_after.get() - event.reserved_after.get(),
            version: event.version,
        }
    }
}
