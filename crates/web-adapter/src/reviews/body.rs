//! Reviews as answers show them.

use hexmart_application::reviews::ReviewCard;
use hexmart_domain::reviews::{Evaluations, HidingReason, Rewarded};
use hexmart_domain::shared::{Instant, OrderLineId, ProductId, ReviewId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::call::Answer;
use crate::catalogue::parts::PictureBody;
use crate::problem::Problem;
use crate::version;
use crate::wire::{self, Number, example, json};

/// What somebody says of a product that they bought.
#[derive(Serialize, ToSchema)]
#[schema(as = Review)]
pub(crate) struct ReviewBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::review_id)]
    id: ReviewId,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::product_id)]
    product_id: ProductId,
    #[schema(example = "무선 이어폰 Pro")]
    product_name: &'a str,
    /// What its author is called here; null once the account is gone.
    #[schema(example = "귤")]
    nickname: Option<&'a str>,
    #[schema(minimum = 1, maximum = 5, example = 5)]
    stars: u8,
    #[schema(example = "소리가 좋아요")]
    title: &'a str,
    #[schema(example = "출퇴근길에 하루 종일 써도 귀가 편합니다.")]
    text: &'a str,
    evaluations: EvaluationsBody,
    picture: Option<PictureBody<'a>>,
    /// What was chosen of the product that was bought.
    #[schema(example = json!(["색상: 하양"]))]
    options: &'a [String],
    /// How many like it.
    #[schema(example = 12)]
    likes: i64,
    /// Whether the caller does.
    is_liked: bool,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    written_at: Instant,
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    edited_at: Option<Instant>,
    /// What its author and staff see alone; left out for others.
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<OwnPart<'a>>,
}

/// What the author of a review sees alone.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnReview)]
struct OwnPart<'a> {
    /// By which line of an order it was bought.
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::line_id)]
    line_id: OrderLineId,
    /// What one piece cost, after discount and coupon.
    #[schema(value_type = f64, example = 12_900)]
    unit_price: Number,
    /// Why staff hid it; null as long as everybody sees it.
    hidden: Option<&'a str>,
    /// What it was thanked with.
    reward: Option<RewardBody>,
}

/// Points for a review.
#[derive(Serialize, ToSchema)]
#[schema(as = ReviewReward)]
struct RewardBody {
    /// `text` or `photo`: what it last was thanked for.
    #[schema(example = "photo")]
    kind: &'static str,
    /// All of them together.
    #[schema(example = 645)]
    points: i64,
}

/// How the purchase went, each `good`, `normal` or `bad`.
#[derive(Serialize, ToSchema)]
#[schema(as = Evaluations)]
struct EvaluationsBody {
    #[schema(example = "good")]
    delivery: &'static str,
    #[schema(example = "normal")]
    service: &'static str,
    #[schema(example = "normal")]
    feedback: &'static str,
}

impl From<Evaluations> for EvaluationsBody {
    fn from(evaluations: Evaluations) -> Self {
        Self {
            delivery: evaluations.delivery.as_str(),
            service: evaluations.service.as_str(),
            feedback: evaluations.feedback.as_str(),
        }
    }
}

impl From<Rewarded> for RewardBody {
    fn from(rewarded: Rewarded) -> Self {
        Self {
            kind: rewarded.kind.as_str(),
            points: rewarded.points,
        }
    }
}

impl<'a> ReviewBody<'a> {
    /// As this viewer sees it.
    pub(crate) fn of(card: &'a ReviewCard, viewer: Option<UserId>) -> Result<Self, Problem> {
        let is_own = viewer == Some(card.review.author);
        Self::new(card, is_own)
    }

    /// With what only its author and staff see.
    pub(crate) fn in_full(card: &'a ReviewCard) -> Result<Self, Problem> {
        Self::new(card, true)
    }

    fn new(card: &'a ReviewCard, in_full: bool) -> Result<Self, Problem> {
        let review = &card.review;
        let own = in_full.then(|| OwnPart {
            line_id: review.bought.line,
            unit_price: review.bought.unit_price.into(),
            hidden: review.hidden.as_ref().map(HidingReason::as_str),
            reward: review.rewarded.map(RewardBody::from),
        });
        Ok(Self {
            id: review.id,
            product_id: review.product,
            product_name: &card.product_name,
            nickname: card.nickname.as_deref(),
            stars: review.sheet.stars.get(),
            title: review.sheet.title.as_str(),
            text: review.sheet.text.as_str(),
            evaluations: review.sheet.evaluations.into(),
            picture: review.picture.as_ref().map(PictureBody::of).transpose()?,
            options: &review.bought.options,
            likes: card.likes,
            is_liked: card.is_liked,
            written_at: review.written_at,
            edited_at: review.edited_at,
            own,
        })
    }

    /// Several, as this viewer sees them.
    pub(super) fn all(cards: &'a [ReviewCard], viewer: Option<UserId>) -> Result<Vec<Self>, Problem> {
        cards.iter().map(|card| Self::of(card, viewer)).collect()
    }
}

/// A review of the caller's own, with its version.
pub(super) fn own(status: actix_web::http::StatusCode, card: &ReviewCard) -> Answer {
    let response = json(status, 1024, &ReviewBody::in_full(card)?)?;
    version::tagged(response, card.review.version)
}
