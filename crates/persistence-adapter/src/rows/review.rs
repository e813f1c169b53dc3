use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::{AltText, Picture};
use hexmart_domain::reviews::{
    Bought, Evaluations, Grade, HidingReason, Review, ReviewSheet, ReviewTally, ReviewText, ReviewTitle,
    RewardKind, Rewarded, Stars,
};
use hexmart_domain::shared::Currency;

use crate::columns::{At, Key, money, scaled};
use crate::schema::{review_tallies, reviews};

/// A review as it lies in its row, without its likes.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = reviews, treat_none_as_default_value = false)]
pub(crate) struct ReviewRow {
    pub(crate) id: Key,
    product_id: Key,
    author_id: Key,
    line_id: Key,
    options: String,
    unit_price: i64,
    currency: String,
    written_at: At,
    #[diesel(embed)]
    pub(crate) state: ReviewStateRow,
}

/// What becomes of a review.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = reviews, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct ReviewStateRow {
    stars: i64,
    title: String,
    body: String,
    delivery: String,
    service: String,
    feedback: String,
    picture_id: Option<Key>,
    picture_alt: Option<String>,
    picture_width: Option<i64>,
    picture_height: Option<i64>,
    picture_transparent: Option<bool>,
    pictured: bool,
    visible: bool,
    hidden_reason: Option<String>,
    reward_kind: Option<String>,
    reward_points: i64,
    pub(crate) version: i64,
    edited_at: Option<At>,
}

fn wrong(what: impl std::fmt::Display) -> StoreError {
    StoreError::corrupt("reviews", what.to_string())
}

fn grade(word: &str) -> Result<Grade, StoreError> {
    Grade::from_word(word).ok_or_else(|| wrong("grade"))
}

impl ReviewRow {
    pub(crate) fn new(review: &Review) -> Result<Self, StoreError> {
        let bought = &review.bought;
        Ok(Self {
            id: review.id.into(),
            product_id: review.product.into(),
            author_id: review.author.into(),
            line_id: bought.line.into(),
            options: serde_json::to_string(&bought.options).map_err(StoreError::backend)?,
            unit_price: scaled(bought.unit_price.amount()),
            currency: bought.unit_price.currency().code().to_owned(),
            written_at: At(review.written_at),
            state: ReviewStateRow::new(review),
        })
    }

    pub(crate) fn review(self) -> Result<Review, StoreError> {
        let currency: Currency = self.currency.parse().map_err(wrong)?;
        let state = self.state;
        let picture = state.picture()?;
        let rewarded = state.rewarded()?;
        let sheet = ReviewSheet {
            stars: Stars::try_from(state.stars).map_err(wrong)?,
            title: ReviewTitle::parse(state.title).map_err(wrong)?,
            text: ReviewText::parse(state.body).map_err(wrong)?,
            evaluations: Evaluations {
                delivery: grade(&state.delivery)?,
                service: grade(&state.service)?,
                feedback: grade(&state.feedback)?,
            },
        };
        let hidden = state.hidden_reason.map(HidingReason::parse).transpose();
        Ok(Review {
            id: self.id.id(),
            product: self.product_id.id(),
            author: self.author_id.id(),
            sheet,
            picture,
            bought: Bought {
                line: self.line_id.id(),
                options: serde_json::from_str(&self.options).map_err(wrong)?,
                unit_price: money(self.unit_price, currency),
            },
            hidden: hidden.map_err(wrong)?,
            rewarded,
            version: state.version,
            written_at: self.written_at.0,
            edited_at: state.edited_at.map(|at| at.0),
        })
    }
}

impl ReviewStateRow {
    fn new(review: &Review) -> Self {
        let (sheet, picture) = (&review.sheet, review.picture.as_ref());
        let hidden = review.hidden.as_ref();
        Self {
            stars: i64::from(sheet.stars.get()),
            title: sheet.title.as_str().to_owned(),
            body: sheet.text.as_str().to_owned(),
            delivery: sheet.evaluations.delivery.as_str().to_owned(),
            service: sheet.evaluations.service.as_str().to_owned(),
            feedback: sheet.evaluations.feedback.as_str().to_owned(),
            picture_id: picture.map(|picture| picture.id.into()),
            picture_alt: picture.and_then(|picture| Some(picture.alt.as_ref()?.as_str().to_owned())),
            picture_width: picture.map(|picture| picture.width.into()),
            picture_height: picture.map(|picture| picture.height.into()),
            picture_transparent: picture.map(|picture| picture.is_transparent),
            pictured: picture.is_some(),
            visible: hidden.is_none(),
            hidden_reason: hidden.map(|reason| reason.as_str().to_owned()),
            reward_kind: review.rewarded.map(|rewarded| rewarded.kind.as_str().to_owned()),
            reward_points: review.rewarded.map_or(0, |rewarded| rewarded.points),
            version: review.version,
            edited_at: review.edited_at.map(At),
        }
    }

    fn picture(&self) -> Result<Option<Picture>, StoreError> {
        let Some(id) = self.picture_id else {
            return Ok(None);
        };
        let side = |pixels: Option<i64>| {
            let pixels = pixels.and_then(|pixels| u32::try_from(pixels).ok());
            pixels.ok_or_else(|| wrong("picture"))
        };
        let alt = self.picture_alt.clone().map(AltText::parse).transpose();
        Ok(Some(Picture {
            id: id.id(),
            alt: alt.map_err(wrong)?,
            width: side(self.picture_width)?,
            height: side(self.picture_height)?,
            is_transparent: self.picture_transparent.unwrap_or_default(),
        }))
    }

    fn rewarded(&self) -> Result<Option<Rewarded>, StoreError> {
        let kind = self.reward_kind.as_deref().map(|word| {
            let kind = RewardKind::from_word(word);
            kind.ok_or_else(|| wrong("reward"))
        });
        Ok(kind.transpose()?.map(|kind| Rewarded {
            kind,
            points: self.reward_points,
        }))
    }
}

/// What the reviews of a product come to.
#[derive(Debug, Clone, Copy, Queryable, Selectable, Insertable)]
#[diesel(table_name = review_tallies)]
pub(crate) struct TallyRow {
    pub(crate) product_id: Key,
    pub(crate) stars_1: i64,
    pub(crate) stars_2: i64,
    pub(crate) stars_3: i64,
    pub(crate) stars_4: i64,
    pub(crate) stars_5: i64,
    pub(crate) pictured: i64,
    pub(crate) delivery_good: i64,
    pub(crate) delivery_normal: i64,
    pub(crate) delivery_bad: i64,
    pub(crate) service_good: i64,
    pub(crate) service_normal: i64,
    pub(crate) service_bad: i64,
    pub(crate) feedback_good: i64,
    pub(crate) feedback_normal: i64,
    pub(crate) feedback_bad: i64,
}

impl TallyRow {
    pub(crate) const fn new(product: Key, tally: ReviewTally) -> Self {
        let [stars_1, stars_2, stars_3, stars_4, stars_5] = tally.by_stars;
        let [delivery_good, delivery_normal, delivery_bad] = tally.delivery;
        let [service_good, service_normal, service_bad] = tally.service;
        let [feedback_good, feedback_normal, feedback_bad] = tally.feedback;
        Self {
            product_id: product,
            stars_1,
            stars_2,
            stars_3,
            stars_4,
            stars_5,
            pictured: tally.pictured,
            delivery_good,
            delivery_normal,
            delivery_bad,
            service_good,
            service_normal,
            service_bad,
            feedback_good,
            feedback_normal,
            feedback_bad,
        }
    }
}

impl From<TallyRow> for ReviewTally {
    fn from(row: TallyRow) -> Self {
        Self {
            by_stars: [row.stars_1, row.stars_2, row.stars_3, row.stars_4, row.stars_5],
            pictured: row.pictured,
            delivery: [row.delivery_good, row.delivery_normal, row.delivery_bad],
            service: [row.service_good, row.service_normal, row.service_bad],
            feedback: [row.feedback_good, row.feedback_normal, row.feedback_bad],
        }
    }
}
