use actix_web::http::StatusCode;
use hexmart_application::reviews::{ReviewCard, StaffFilter};
use hexmart_domain::reviews::HidingReason;
use hexmart_domain::shared::UserId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Form, text};
use crate::call::{Answer, Call};
use crate::cursor_page::{CursorPageBody, cut, with_one_more};
use crate::problem::Problem;
use crate::query::Query;
use crate::reviews::{ReviewBody, review_id};
use crate::wire::{self, example, json};

/// One page of all reviews.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffReviewList<'a> {
    reviews: Vec<StaffReviewBody<'a>>,
    page: CursorPageBody,
}

/// A review, as staff see it.
#[derive(Serialize, ToSchema)]
#[schema(as = StaffReview)]
pub(crate) struct StaffReviewBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::user_id)]
    author_id: UserId,
    #[serde(flatten)]
    review: ReviewBody<'a>,
}

impl<'a> StaffReviewBody<'a> {
    fn of(card: &'a ReviewCard) -> Result<Self, Problem> {
        Ok(Self {
            author_id: card.review.author,
            review: ReviewBody::in_full(card)?,
        })
    }
}

/// List all reviews
#[utoipa::path(get, path = "/commerce/staff/reviews/", operation_id = "list_all_reviews", tag = "staff",
    params(
        ("hidden" = Option<bool>, Query, description = "Only hidden ones, or only those that everybody sees"),
        ("page_size" = Option<u64>, Query, description = "Reviews per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, newest first.", body = StaffReviewList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let filter = StaffFilter {
        hidden: query.flag("hidden"),
    };
    let (size, before) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let reviews = &call.state.services.reviews;
    let mut cards = reviews.page(filter, before, with_one_more(size)).await?;
    let page = cut(&mut cards, size, |card| card.review.id);
    let reviews = cards.iter().map(StaffReviewBody::of).collect::<Result<_, _>>()?;
    json(StatusCode::OK, 8192, &StaffReviewList { reviews, page })
}

/// Why a review is hidden, or shown again.
#[derive(ToSchema)]
pub(crate) struct Moderation {
    /// For the author to read, and for the audit log; without personal data.
    #[schema(value_type = String, min_length = 1, max_length = 500, example = "광고성 글입니다.")]
    reason: HidingReason,
}

impl Moderation {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let reason = form.required("reason", |raw| Ok(HidingReason::parse(text(raw)?)?));
        form.finish_strict(reason.map(|reason| Self { reason }))
    }
}

/// Hide a review
///
/// It is in no list any more and counts nowhere; its author still sees it, and why.
#[utoipa::path(post, path = "/commerce/staff/reviews/{review_id}/hide/", operation_id = "hide_review", tag = "staff",
    params(("review_id" = String, Path, description = "Which review", example = example::review_id)),
    request_body = Moderation,
    responses((status = 200, description = "The review as it is now.", body = StaffReviewBody<'_>)))]
pub(crate) async fn hide(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let Moderation { reason } = Moderation::read(&body)?;
    let (id, actor) = (review_id(&call)?, call.account()?);
    let reviews = call.state.services.reviews.clone();
    let command = async move { reviews.hide(actor, id, reason).await };
    let card = call.state.detached(command).await?;
    json(StatusCode::OK, 1024, &StaffReviewBody::of(&card)?)
}

/// Show a hidden review again
#[utoipa::path(post, path = "/commerce/staff/reviews/{review_id}/unhide/", operation_id = "unhide_review", tag = "staff",
    params(("review_id" = String, Path, description = "Which review", example = example::review_id)),
    request_body = Moderation,
    responses((status = 200, description = "The review as it is now.", body = StaffReviewBody<'_>)))]
pub(crate) async fn unhide(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let Moderation { reason } = Moderation::read(&body)?;
    let (id, actor) = (review_id(&call)?, call.account()?);
    let reviews = call.state.services.reviews.clone();
    let command = async move { reviews.unhide(actor, id, reason).await };
    let card = call.state.detached(command).await?;
    json(StatusCode::OK, 1024, &StaffReviewBody::of(&card)?)
}
