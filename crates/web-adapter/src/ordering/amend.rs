//! What can be changed about an order until it is settled.

use hexmart_application::ordering::Destination;
use utoipa::ToSchema;

use super::address::{TypedAddressBody, destination};
use super::body::{OrderBody, masked};
use super::cart::lines::{PiecesBody, read_pieces};
use crate::body::{Fault, Form};
use crate::call::{Answer, Call};
use crate::idempotency::respond;
use crate::problem::{Code, Problem};
use crate::version;
use crate::wire::example;

/// Where an order is to go instead: one of both.
#[derive(ToSchema)]
#[schema(as = OrderAddressChange)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct OtherAddressBody {
    #[schema(nullable = false)]
    address: Option<TypedAddressBody>,
    /// An address of one's book.
    #[schema(nullable = false, example = example::address_id)]
    address_id: Option<String>,
}

fn read(body: &[u8]) -> Result<Destination, Problem> {
    let mut form = Form::of(body)?;
    if !form.has("address") && !form.has("address_id") {
        form.refuse("address", Fault::Required);
    }
    let to = destination(&mut form);
    form.finish_strict(to)
}

/// Send an order somewhere else
///
/// As long as nothing has left.
#[utoipa::path(patch, path = "/commerce/orders/{order_id}/", operation_id = "readdress_order", tag = "ordering",
    params(
        ("order_id" = String, Path, description = "Which order", example = example::order_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = OtherAddressBody,
    responses((status = 200, description = "The order, masked.", body = OrderBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn readdress(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let to = read(&body)?;
    let order = call.id("order_id", Code::OrderNotFound)?;
    let seen = version::expected(&call)?;
    let (ordering, buyer) = (call.state.services.ordering.clone(), call.account()?);
    let command = async move { ordering.readdress(buyer, order, to, seen).await };
    respond(masked(&call.state.detached(command).await?))
}

/// Change how many pieces of an order's line there are
///
/// As long as nobody paid.
#[utoipa::path(patch, path = "/commerce/orders/{order_id}/lines/{line_id}/", operation_id = "resize_order_line",
    tag = "ordering",
    params(
        ("order_id" = String, Path, description = "Which order", example = example::order_id),
        ("line_id" = String, Path, description = "Which line of it", example = example::line_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = PiecesBody,
    responses((status = 200, description = "The order, masked.", body = OrderBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn resize(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let quantity = read_pieces(&body)?;
    let order = call.id("order_id", Code::OrderNotFound)?;
    let line = call.id("line_id", Code::LineNotFound)?;
    let seen = version::expected(&call)?;
    let (ordering, buyer) = (call.state.services.ordering.clone(), call.account()?);
    let command = async move { ordering.resize(buyer, order, line, quantity, seen).await };
    respond(masked(&call.state.detached(command).await?))
}
