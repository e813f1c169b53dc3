use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};

use super::{ReviewBody, review_id};
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::version;
use crate::wire::{example, json};

/// Show a review
///
/// A hidden one is there for its author alone.
#[utoipa::path(get, path = "/commerce/reviews/{review_id}/", operation_id = "show_review", tag = "reviews",
    params(("review_id" = String, Path, description = "Which review", example = example::review_id)),
    responses((status = 200, description = "The review.", body = ReviewBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn show(call: Call) -> Answer {
    let (reviews, viewer) = (&call.state.services.reviews, call.user());
    let card = reviews.show(review_id(&call)?, viewer).await?;
    let card = card.ok_or_else(|| Problem::of(Code::ReviewNotFound))?;
    let response = json(StatusCode::OK, 1024, &ReviewBody::of(&card, viewer)?)?;
    let mut response = version::tagged(response, card.review.version)?;
    // Likes are no new version: nobody may take the tag for one of the bytes.
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
