use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};
use hexmart_domain::ordering::CartOwner;

use crate::call::{Answer, Call};
use crate::language::Phrase;
use crate::problem::{Code, Problem};

/// What a cart is opened by whose holder did not sign in.
const CART_TOKEN: HeaderName = HeaderName::from_static("cart-token");

/// Whose cart a request is about.
pub(super) fn holder(call: &Call) -> Result<CartOwner, Problem> {
    match call.user() {
        Some(user) => Ok(CartOwner::User(user)),
        None => guest(call)?.ok_or_else(without_token),
    }
}

/// The guest whose token a request brings.
pub(super) fn guest(call: &Call) -> Result<Option<CartOwner>, Problem> {
    let Some(token) = call.request.headers().get(CART_TOKEN) else {
        return Ok(None);
    };
    let token = token.to_str().or(Err(Problem::of(Code::CartNotFound)))?;
    Ok(Some(call.state.services.carts.guest(token)))
}

/// There is no token where one is needed.
pub(super) fn without_token() -> Problem {
    Problem::of(Code::CartNotFound).detail(Phrase::fixed(
        "sign in, or send the Cart-Token of a guest's cart",
        "로그인하거나 비회원 장바구니의 Cart-Token 헤더를 보내야 합니다",
    ))
}

/// The same answer with the token that the cart is to be opened by from now on.
pub(super) fn with_token(mut response: HttpResponse, token: &str) -> Answer {
    let token = HeaderValue::from_str(token).map_err(|error| Problem::internal(error.to_string()))?;
    response.headers_mut().insert(CART_TOKEN, token);
    Ok(response)
}
