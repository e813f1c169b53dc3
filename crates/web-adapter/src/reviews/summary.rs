use hexmart_domain::reviews::{ReviewTally, Stars};
use serde::Serialize;
use utoipa::ToSchema;

use crate::call::{Answer, Call};
use crate::catalogue::etag::{Audience, fresh};
use crate::problem::{Code, Problem};
use crate::wire::{Number, example};

/// What the reviews of a product come to that everybody sees.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReviewSummary {
    #[schema(example = 87)]
    count: i64,
    /// The mean of their stars to one decimal; 0 without any.
    #[schema(value_type = f64, example = 4.3)]
    stars: Number,
    /// How many gave so many stars, the most stars first.
    histogram: Vec<StarsCount>,
    /// How many show a picture.
    #[schema(example = 31)]
    pictured: i64,
    delivery: GradeCounts,
    service: GradeCounts,
    feedback: GradeCounts,
}

/// How many gave so many stars.
#[derive(Serialize, ToSchema)]
pub(crate) struct StarsCount {
    #[schema(minimum = 1, maximum = 5, example = 5)]
    stars: u8,
    #[schema(example = 54)]
    count: i64,
}

/// How many found something good, normal or bad.
#[derive(Serialize, ToSchema)]
pub(crate) struct GradeCounts {
    #[schema(example = 60)]
    good: i64,
    #[schema(example = 20)]
    normal: i64,
    #[schema(example = 7)]
    bad: i64,
}

impl From<[i64; 3]> for GradeCounts {
    fn from([good, normal, bad]: [i64; 3]) -> Self {
        Self { good, normal, bad }
    }
}

impl From<ReviewTally> for ReviewSummary {
    fn from(tally: ReviewTally) -> Self {
        let counts = Stars::ALL.into_iter().zip(tally.by_stars).rev();
        Self {
            count: tally.count(),
            stars: tally.mean().into(),
            histogram: counts
                .map(|(stars, count)| StarsCount {
                    stars: stars.get(),
                    count,
                })
                .collect(),
            pictured: tally.pictured,
            delivery: tally.delivery.into(),
            service: tally.service.into(),
            feedback: tally.feedback.into(),
        }
    }
}

/// Sum up what buyers say of a product
#[utoipa::path(get, path = "/commerce/products/{product_id}/reviews/summary/", operation_id = "sum_up_reviews",
    tag = "reviews",
    params(("product_id" = String, Path, description = "Of which product", example = example::product_id)),
    responses(
        (status = 200, description = "Counts and the mean.", body = ReviewSummary,
            headers(("ETag" = String, description = "For `If-None-Match`"))),
        (status = 304, description = "The caller has it already."),
    ))]
pub(crate) async fn show(call: Call) -> Answer {
    let tally = call.state.services.reviews.summary(call.product_id()?).await?;
    let tally = tally.ok_or_else(|| Problem::of(Code::ProductNotFound))?;
    fresh(
        &call.request,
        Audience::Everybody,
        512,
        &ReviewSummary::from(tally),
    )
}
