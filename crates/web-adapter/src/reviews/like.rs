use actix_web::http::StatusCode;
use hexmart_application::reviews::Liking;
use serde::Serialize;
use utoipa::ToSchema;

use super::review_id;
use crate::call::{Answer, Call};
use crate::wire::{example, json};

/// How it stands between the caller and a review.
#[derive(Serialize, ToSchema)]
#[schema(as = Liking)]
pub(crate) struct LikingBody {
    is_liked: bool,
    /// How many like it.
    #[schema(example = 13)]
    likes: i64,
}

/// Like a review
///
/// Once or again: the answer is the same.
#[utoipa::path(put, path = "/commerce/reviews/{review_id}/like/", operation_id = "like_review", tag = "reviews",
    params(("review_id" = String, Path, description = "Which review", example = example::review_id)),
    responses((status = 200, description = "How it is now.", body = LikingBody)))]
pub(crate) async fn like(call: Call) -> Answer {
    set(&call, true).await
}

/// Like a review no longer
#[utoipa::path(delete, path = "/commerce/reviews/{review_id}/like/", operation_id = "unlike_review", tag = "reviews",
    params(("review_id" = String, Path, description = "Which review", example = example::review_id)),
    responses((status = 200, description = "How it is now.", body = LikingBody)))]
pub(crate) async fn unlike(call: Call) -> Answer {
    set(&call, false).await
}

async fn set(call: &Call, wanted: bool) -> Answer {
    let id = review_id(call)?;
    let (reviews, account) = (call.state.services.reviews.clone(), call.account()?);
    let command = async move { reviews.like(account, id, wanted).await };
    let Liking { is_liked, likes } = call.state.detached(command).await?;
    json(StatusCode::OK, 64, &LikingBody { is_liked, likes })
}
