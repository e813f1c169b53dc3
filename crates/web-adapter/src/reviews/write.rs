use actix_web::http::StatusCode;
use hexmart_application::reviews::ReviewEdit;
use hexmart_domain::reviews::{Evaluations, Grade, ReviewSheet, ReviewText, ReviewTitle, Stars};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::body::own;
use super::{ReviewBody, review_id};
use crate::body::{Fault, Form, text, within};
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::version;
use crate::wire::{example, located};

/// What is said of a product.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct NewReview {
    #[schema(minimum = 1, maximum = 5, example = 5)]
    stars: u64,
    #[schema(min_length = 1, max_length = 20, example = "소리가 좋아요")]
    title: String,
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "출퇴근길에 하루 종일 써도 귀가 편합니다."
    )]
    text: String,
    /// `good`, `normal` or `bad`; `normal` unless said.
    #[schema(example = "good")]
    delivery: Option<String>,
    /// The same of how one was treated.
    service: Option<String>,
    /// The same of how questions were answered.
    feedback: Option<String>,
}

/// What is to be said otherwise; what is left out stays.
#[derive(ToSchema)]
#[schema(as = ReviewEdit)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct ReviewEditBody {
    #[schema(minimum = 1, maximum = 5, example = 4)]
    stars: Option<u64>,
    #[schema(min_length = 1, max_length = 20, example = "소리가 좋아요")]
    title: Option<String>,
    #[schema(min_length = 1, max_length = 2000)]
    text: Option<String>,
    /// `good`, `normal` or `bad`.
    delivery: Option<String>,
    service: Option<String>,
    feedback: Option<String>,
}

fn stars(raw: &RawValue) -> Result<Stars, Fault> {
    let count = i64::try_from(within(raw, 1..=5)?).unwrap_or_default();
    Stars::try_from(count).or(Err(Fault::NotWithin { least: 1, most: 5 }))
}

fn grade(raw: &RawValue) -> Result<Grade, Fault> {
    Grade::from_word(&text(raw)?).ok_or(Fault::NotOneOf("good, normal, bad"))
}

fn evaluations(form: &mut Form<'_>) -> [Option<Grade>; 3] {
    ["delivery", "service", "feedback"].map(|field| form.optional(field, grade))
}

fn read(body: &[u8]) -> Result<ReviewSheet, Problem> {
    let mut form = Form::of(body)?;
    let stars = form.required("stars", stars);
    let title = form.required("title", |raw| Ok(ReviewTitle::parse(text(raw)?)?));
    let words = form.required("text", |raw| Ok(ReviewText::parse(text(raw)?)?));
    let [delivery, service, feedback] = evaluations(&mut form).map(Option::unwrap_or_default);
    let sheet = stars
        .zip(title)
        .zip(words)
        .map(|((stars, title), text)| ReviewSheet {
            stars,
            title,
            text,
            evaluations: Evaluations {
                delivery,
                service,
                feedback,
            },
        });
    form.finish_strict(sheet)
}

fn read_edit(body: &[u8]) -> Result<ReviewEdit, Problem> {
    let mut form = Form::of(body)?;
    let stars = form.optional("stars", stars);
    let title = form.optional("title", |raw| Ok(ReviewTitle::parse(text(raw)?)?));
    let words = form.optional("text", |raw| Ok(ReviewText::parse(text(raw)?)?));
    let [delivery, service, feedback] = evaluations(&mut form);
    form.finish_strict(Some(ReviewEdit {
        stars,
        title,
        text: words,
        delivery,
        service,
        feedback,
    }))
}

/// Review a product
///
/// Once, by who bought it, got it and kept it. The author is thanked with points, and for a picture with more.
#[utoipa::path(post, path = "/commerce/products/{product_id}/reviews/", operation_id = "write_review", tag = "reviews",
    params(("product_id" = String, Path, description = "Of which product", example = example::product_id)),
    request_body = NewReview,
    responses((status = 201, description = "The review.", body = ReviewBody<'_>,
        headers(("Location" = String, description = "Where it is"),
            ("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn write(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let sheet = read(&body)?;
    let product = call.product_id()?;
    let (reviews, author) = (call.state.services.reviews.clone(), call.account()?);
    let command = async move { reviews.write(author, product, sheet).await };
    let card = call.state.detached(command).await?;
    let path = format!("/commerce/reviews/{}/", card.review.id);
    located(own(StatusCode::CREATED, &card)?, &path)
}

/// Edit one's review
#[utoipa::path(patch, path = "/commerce/reviews/{review_id}/", operation_id = "edit_review", tag = "reviews",
    params(
        ("review_id" = String, Path, description = "Which review", example = example::review_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = ReviewEditBody,
    responses((status = 200, description = "The review as it is now.", body = ReviewBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn edit(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let edit = read_edit(&body)?;
    let (id, expected) = (review_id(&call)?, version::expected(&call)?);
    let (reviews, author) = (call.state.services.reviews.clone(), call.account()?);
    let command = async move { reviews.edit(author, id, expected, edit).await };
    own(StatusCode::OK, &call.state.detached(command).await?)
}
