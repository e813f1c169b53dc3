//! What is given for what.

use actix_web::http::StatusCode;
use hexmart_domain::shared::{BasisPoints, Points};
use serde::Serialize;
use utoipa::ToSchema;

use crate::call::{Answer, Call};
use crate::wire::{Number, json};

/// What is given for what, and what the subscription costs.
#[derive(Serialize, ToSchema)]
#[schema(as = PointTerms)]
pub(crate) struct TermsBody {
    /// Points for a new account once its address is proved; null when there are none.
    #[schema(example = 29_900)]
    sign_up: Option<i64>,
    /// Points for looking in, once a day; null when there are none.
    #[schema(example = 100)]
    attendance: Option<i64>,
    /// Points for a review in words, in percent of the price; rounded up to a whole point.
    #[schema(value_type = f64, example = 1)]
    text_review_percentage: Number,
    /// Points for a review with a picture, in percent of the price; rounded up to a whole point.
    #[schema(value_type = f64, example = 5)]
    photo_review_percentage: Number,
    /// Points for what was bought, in percent, once it is confirmed; rounded up to a whole point.
    #[schema(value_type = f64, example = 5)]
    accrual_percentage: Number,
    /// How many times as much a subscriber gets for reviews and purchases.
    #[schema(example = 2)]
    subscriber_multiplier: u16,
    /// The subscription; null when none is offered.
    subscription: Option<SubscriptionTermsBody>,
}

/// What the subscription costs.
#[derive(Serialize, ToSchema)]
#[schema(as = SubscriptionTerms)]
struct SubscriptionTermsBody {
    /// Points for each period.
    #[schema(example = 9_900)]
    fee: i64,
    /// Days of a period.
    #[schema(example = 28)]
    days: u16,
}

fn percentage(share: BasisPoints) -> Number {
    Number::hundredths(i64::from(share.get()))
}

/// Show what is given for what
#[utoipa::path(get, path = "/commerce/points/terms/", operation_id = "show_point_terms", tag = "points",
    responses((status = 200, description = "What there is to be had.", body = TermsBody)))]
#[expect(clippy::unused_async, reason = "handlers are async")]
pub(crate) async fn show(call: Call) -> Answer {
    let services = &call.state.services;
    let (rates, subscription) = (services.points.rates(), services.subscriptions.terms());
    let body = TermsBody {
        sign_up: rates.sign_up.map(Points::get),
        attendance: rates.attendance.map(Points::get),
        text_review_percentage: percentage(rates.text_review),
        photo_review_percentage: percentage(rates.photo_review),
        accrual_percentage: percentage(rates.accrual),
        subscriber_multiplier: rates.multiplier(true),
        subscription: subscription.map(|terms| SubscriptionTermsBody {
            fee: terms.fee.get(),
            days: terms.days,
        }),
    };
    json(StatusCode::OK, 320, &body)
}
