use actix_web::http::StatusCode;

use super::body::{CartBody, answer};
use super::holder::holder;
use crate::call::{Answer, Call};
use crate::version;

/// Show one's cart
///
/// With the prices and the stock of the moment. Whoever did not sign in sends the `Cart-Token` of their cart.
#[utoipa::path(get, path = "/commerce/cart/", operation_id = "show_cart", tag = "ordering",
    params(("Cart-Token" = Option<String>, Header, description = "What a guest's cart is opened by")),
    responses((status = 200, description = "The cart; empty for somebody who signed in and has none.", body = CartBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn show(call: Call) -> Answer {
    let owner = holder(&call)?;
    answer(StatusCode::OK, &call.state.services.carts.show(owner).await?)
}

/// Empty one's cart
#[utoipa::path(delete, path = "/commerce/cart/", operation_id = "clear_cart", tag = "ordering",
    params(
        ("Cart-Token" = Option<String>, Header, description = "What a guest's cart is opened by"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    responses((status = 200, description = "The empty cart.", body = CartBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn clear(call: Call) -> Answer {
    let (owner, seen) = (holder(&call)?, version::expected(&call)?);
    let carts = call.state.services.carts.clone();
    let command = async move { carts.remove(owner, Vec::new(), seen).await };
    answer(StatusCode::OK, &call.state.detached(command).await?)
}
