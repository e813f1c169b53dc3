//! Carts that are opened, and what moves from one to another, or back from an order.

use actix_web::http::StatusCode;
use hexmart_domain::shared::{OrderId, OrderLineId};
use utoipa::ToSchema;

use super::body::{CartBody, answer};
use super::holder::{guest, with_token, without_token};
use crate::body::{Form, id};
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::wire::{example, located};

/// Open a guest's cart
///
/// For whoever did not sign in. Its token comes in the header `Cart-Token`, and is told once. `POST /commerce/cart/lines/`
/// opens one, too.
#[utoipa::path(post, path = "/commerce/carts/", operation_id = "open_cart", tag = "ordering",
    responses((status = 201, description = "The empty cart.", body = CartBody<'_>,
        headers(("Cart-Token" = String, description = "What it is opened by from now on"),
            ("Location" = String, description = "Where it is shown"),
            ("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn open(call: Call) -> Answer {
    let carts = call.state.services.carts.clone();
    let command = async move { carts.open().await };
    let (cart, token) = call.state.detached(command).await?;
    let response = located(answer(StatusCode::CREATED, &cart)?, "/commerce/cart/")?;
    with_token(response, &token)
}

/// Take over what is in a guest's cart
///
/// Everything in it moves into the caller's own, and the guest's is gone then. One that is gone already changes nothing.
#[utoipa::path(post, path = "/commerce/cart/merge/", operation_id = "merge_carts", tag = "ordering",
    params(("Cart-Token" = String, Header, description = "What the guest's cart is opened by")),
    responses((status = 200, description = "The caller's cart.", body = CartBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn merge(call: Call) -> Answer {
    let guest = guest(&call)?.ok_or_else(without_token)?;
    let (carts, user) = (call.state.services.carts.clone(), call.account()?);
    let command = async move { carts.merge(user, guest).await };
    answer(StatusCode::OK, &call.state.detached(command).await?)
}

/// What is wanted again.
#[derive(ToSchema)]
pub(crate) struct Reorder {
    #[schema(value_type = String, example = example::order_id)]
    order_id: OrderId,
    /// Only this line of it.
    #[schema(value_type = Option<String>, nullable = false, example = example::line_id)]
    line_id: Option<OrderLineId>,
}

impl Reorder {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let order = form.required("order_id", id);
        let line_id = form.optional("line_id", id);
        form.finish_strict(order.map(|order_id| Self { order_id, line_id }))
    }
}

/// Put what was ordered into one's cart again
///
/// As far as it can still be bought.
#[utoipa::path(post, path = "/commerce/cart/reorder/", operation_id = "reorder", tag = "ordering",
    request_body = Reorder,
    responses((status = 200, description = "The cart.", body = CartBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn reorder(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let Reorder { order_id, line_id } = Reorder::read(&body)?;
    let (carts, user) = (call.state.services.carts.clone(), call.account()?);
    let command = async move { carts.reorder(user, order_id, line_id).await };
    answer(StatusCode::OK, &call.state.detached(command).await?)
}
