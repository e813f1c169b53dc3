use actix_web::http::StatusCode;
use hexmart_application::media::MAX_PICTURE_BYTES;
use hexmart_domain::catalogue::AltText;

use super::body::own;
use super::{ReviewBody, review_id};
use crate::call::{Answer, Call};
use crate::catalogue::parts::PictureFile;
use crate::catalogue::pictures::demand_picture;
use crate::query::Query;
use crate::version;
use crate::wire::example;

/// Show a picture with one's review
///
/// The body is the file itself, as with pictures of products. It takes the place of the picture that is there; for the first
/// one its author is thanked with what a picture is worth more than a text.
#[utoipa::path(put, path = "/commerce/reviews/{review_id}/picture/", operation_id = "show_review_picture", tag = "reviews",
    params(
        ("review_id" = String, Path, description = "With which review", example = example::review_id),
        ("alt" = Option<String>, Query, description = "What it shows, for those who do not see it", max_length = 255),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body(content((PictureFile = "image/jpeg"), (PictureFile = "image/png"), (PictureFile = "image/webp")),
        description = "The file."),
    responses((status = 200, description = "The review as it is now.", body = ReviewBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn put(mut call: Call) -> Answer {
    demand_picture(&call)?;
    let mut query = Query::of(&call.request)?;
    let alt = query.optional("alt", |text| Ok(AltText::parse(text)?));
    query.finish_strict()?;
    let file = call.file(MAX_PICTURE_BYTES).await?.into();
    let (id, expected) = (review_id(&call)?, version::expected(&call)?);
    let (reviews, author) = (call.state.services.reviews.clone(), call.account()?);
    let command = async move { reviews.show_picture(author, id, expected, file, alt).await };
    own(StatusCode::OK, &call.state.detached(command).await?)
}

/// Take the picture of one's review back
#[utoipa::path(delete, path = "/commerce/reviews/{review_id}/picture/", operation_id = "remove_review_picture",
    tag = "reviews",
    params(
        ("review_id" = String, Path, description = "Of which review", example = example::review_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    responses((status = 200, description = "The review as it is now.", body = ReviewBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn remove(call: Call) -> Answer {
    let (id, expected) = (review_id(&call)?, version::expected(&call)?);
    let (reviews, author) = (call.state.services.reviews.clone(), call.account()?);
    let command = async move { reviews.remove_picture(author, id, expected).await };
    own(StatusCode::OK, &call.state.detached(command).await?)
}
