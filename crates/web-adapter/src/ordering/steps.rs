//! What buyers do with what they bought.

use super::body::{OrderBody, masked};
use super::change::{LineChangeBody, read_change};
use crate::call::{Answer, Call};
use crate::idempotency::{Repeatable, respond};
use crate::wire::example;

/// Call an order off
///
/// Or some of its lines, as long as nobody packs them. What was paid for them goes back.
#[utoipa::path(post, path = "/commerce/orders/{order_id}/cancel/", operation_id = "cancel_order", tag = "ordering",
    params(
        ("order_id" = String, Path, description = "Which order", example = example::order_id),
        ("Idempotency-Key" = Option<String>, Header, description = "What the caller knows this request by"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = Option<LineChangeBody>,
    responses((status = 200, description = "The order, masked.", body = OrderBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn cancel(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let request = Repeatable::of(&call, &body, masked)?;
    let change = read_change(&call, &body)?;
    let (ordering, buyer) = (call.state.services.ordering.clone(), call.account()?);
    let once = request.once();
    let command = async move { ordering.cancel(buyer, change, once).await };
    request.answer(call.state.detached(command).await?)
}

/// Ask for the money back
#[utoipa::path(post, path = "/commerce/orders/{order_id}/request_refund/", operation_id = "request_refund", tag = "ordering",
    params(
        ("order_id" = String, Path, description = "Which order", example = example::order_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = Option<LineChangeBody>,
    responses((status = 200, description = "The order, masked.", body = OrderBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn request_refund(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let change = read_change(&call, &body)?;
    let (ordering, buyer) = (call.state.services.ordering.clone(), call.account()?);
    let command = async move { ordering.request_refund(buyer, change).await };
    respond(masked(&call.state.detached(command).await?))
}

/// Want it after all
#[utoipa::path(post, path = "/commerce/orders/{order_id}/withdraw_refund/", operation_id = "withdraw_refund",
    tag = "ordering",
    params(
        ("order_id" = String, Path, description = "Which order", example = example::order_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = Option<LineChangeBody>,
    responses((status = 200, description = "The order, masked.", body = OrderBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn withdraw_refund(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let change = read_change(&call, &body)?;
    let (ordering, buyer) = (call.state.services.ordering.clone(), call.account()?);
    let command = async move { ordering.withdraw_refund(buyer, change).await };
    respond(masked(&call.state.detached(command).await?))
}

/// Be content with what arrived
#[utoipa::path(post, path = "/commerce/orders/{order_id}/confirm/", operation_id = "confirm_order", tag = "ordering",
    params(
        ("order_id" = String, Path, description = "Which order", example = example::order_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = Option<LineChangeBody>,
    responses((status = 200, description = "The order, masked.", body = OrderBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn confirm(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let change = read_change(&call, &body)?;
    let (ordering, buyer) = (call.state.services.ordering.clone(), call.account()?);
    let command = async move { ordering.confirm(buyer, change).await };
    respond(masked(&call.state.detached(command).await?))
}
