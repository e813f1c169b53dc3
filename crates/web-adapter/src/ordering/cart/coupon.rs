use actix_web::http::StatusCode;
use hexmart_domain::pricing::CouponCode;
use utoipa::ToSchema;

use super::body::{CartBody, answer};
use super::holder::holder;
use crate::body::{Form, text};
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::version;

/// What is to be redeemed.
#[derive(ToSchema)]
pub(crate) struct CouponChoice {
    /// The code of a coupon that the caller holds.
    #[schema(value_type = String, min_length = 1, max_length = 50, example = "WELCOME10")]
    code: CouponCode,
}

impl CouponChoice {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let code = form.required("code", |raw| Ok(CouponCode::parse(&text(raw)?)?));
        form.finish_strict(code.map(|code| Self { code }))
    }
}

/// Choose a coupon for one's cart
///
/// A guest has none. It is redeemed when the order is placed.
#[utoipa::path(put, path = "/commerce/cart/coupon/", operation_id = "apply_coupon", tag = "ordering",
    params(
        ("Cart-Token" = Option<String>, Header, description = "What a guest's cart is opened by"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = CouponChoice,
    responses((status = 200, description = "The cart.", body = CartBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn apply(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let CouponChoice { code } = CouponChoice::read(&body)?;
    change(&call, Some(code)).await
}

/// Choose no coupon for one's cart
#[utoipa::path(delete, path = "/commerce/cart/coupon/", operation_id = "clear_coupon", tag = "ordering",
    params(
        ("Cart-Token" = Option<String>, Header, description = "What a guest's cart is opened by"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    responses((status = 200, description = "The cart.", body = CartBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn clear(call: Call) -> Answer {
    change(&call, None).await
}

async fn change(call: &Call, code: Option<CouponCode>) -> Answer {
    let (owner, seen) = (holder(call)?, version::expected(call)?);
    let carts = call.state.services.carts.clone();
    let command = async move { carts.apply_coupon(owner, code, seen).await };
    answer(StatusCode::OK, &call.state.detached(command).await?)
}
