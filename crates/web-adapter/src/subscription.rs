//! The subscription over HTTP.

use actix_web::http::StatusCode;
use hexmart_application::platform::StoredAnswer;
use hexmart_domain::shared::{Day, Instant};
use hexmart_domain::subscription::Subscription;
use serde::Serialize;
use utoipa::ToSchema;

use crate::call::{Answer, Call};
use crate::idempotency::{Repeatable, stored};
use crate::problem::{Code, Problem};
use crate::wire::{self, example, json};

/// One's subscription.
#[derive(Serialize, ToSchema)]
#[schema(as = Subscription)]
pub(crate) struct SubscriptionBody {
    /// `active` (goes on by itself), `cancel_scheduled` (ends with its period) or `lapsed` (over).
    #[schema(example = "active")]
    state: &'static str,
    /// Whether its perks can be had today.
    effective: bool,
    /// Which period it is, counted from 1.
    #[schema(example = 1)]
    period: i64,
    /// Points that the period cost.
    #[schema(example = 9_900)]
    fee: i64,
    #[schema(example = "2026-11-20")]
    started_on: String,
    /// The day on which the next period begins, or would. Perks end before it.
    #[schema(example = "2026-12-18")]
    next_payment: String,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    updated_at: Instant,
}

impl SubscriptionBody {
    fn of(subscription: &Subscription, today: Day) -> Self {
        Self {
            state: subscription.state.as_str(),
            effective: subscription.is_effective(today),
            period: subscription.period,
            fee: subscription.fee.get(),
            started_on: subscription.started_on.to_string(),
            next_payment: subscription.next_payment.to_string(),
            updated_at: subscription.updated_at,
        }
    }
}

/// Show one's subscription
#[utoipa::path(get, path = "/commerce/subscription/", operation_id = "show_subscription", tag = "points",
    responses((status = 200, description = "How it stands.", body = SubscriptionBody)))]
pub(crate) async fn show(call: Call) -> Answer {
    let subscriptions = &call.state.services.subscriptions;
    let found = subscriptions.show(call.account()?).await?;
    let found = found.ok_or_else(|| Problem::of(Code::SubscriptionNotFound))?;
    json(
        StatusCode::OK,
        256,
        &SubscriptionBody::of(&found, subscriptions.today()),
    )
}

/// What is answered, and kept for whoever asks again.
fn repeatable(call: &Call, status: StatusCode) -> Result<Repeatable<Subscription>, Problem> {
    let today = call.state.services.subscriptions.today();
    let render = move |subscription: &Subscription| -> StoredAnswer {
        stored(status, &SubscriptionBody::of(subscription, today))
    };
    Repeatable::of(call, b"", render)
}

/// Start the subscription
///
/// Its fee is taken out of one's points, for a period that begins today.
#[utoipa::path(post, path = "/commerce/subscription/", operation_id = "start_subscription", tag = "points",
    params(("Idempotency-Key" = Option<String>, Header, description = "What the caller knows this request by")),
    responses((status = 201, description = "It runs.", body = SubscriptionBody,
        headers(("Idempotency-Replayed" = String, description = "`true` where it was started before")))))]
pub(crate) async fn start(call: Call) -> Answer {
    let request = repeatable(&call, StatusCode::CREATED)?;
    let (subscriptions, user) = (call.state.services.subscriptions.clone(), call.account()?);
    let once = request.once();
    let command = async move { subscriptions.start(user, once).await };
    request.answer(call.state.detached(command).await?)
}

/// Cancel the subscription
///
/// It ends with its period, and its perks do too.
#[utoipa::path(post, path = "/commerce/subscription/cancel/", operation_id = "cancel_subscription", tag = "points",
    responses((status = 200, description = "It will end.", body = SubscriptionBody)))]
pub(crate) async fn cancel(call: Call) -> Answer {
    let (subscriptions, user) = (call.state.services.subscriptions.clone(), call.account()?);
    let today = subscriptions.today();
    let command = async move { subscriptions.cancel(user).await };
    let cancelled = call.state.detached(command).await?;
    json(StatusCode::OK, 256, &SubscriptionBody::of(&cancelled, today))
}

/// Resume the subscription
///
/// For nothing as long as its period lasts; as a start afterwards.
#[utoipa::path(post, path = "/commerce/subscription/resume/", operation_id = "resume_subscription", tag = "points",
    params(("Idempotency-Key" = Option<String>, Header, description = "What the caller knows this request by")),
    responses((status = 200, description = "It goes on.", body = SubscriptionBody,
        headers(("Idempotency-Replayed" = String, description = "`true` where it was resumed before")))))]
pub(crate) async fn resume(call: Call) -> Answer {
    let request = repeatable(&call, StatusCode::OK)?;
    let (subscriptions, user) = (call.state.services.subscriptions.clone(), call.account()?);
    let once = request.once();
    let command = async move { subscriptions.resume(user, once).await };
    request.answer(call.state.detached(command).await?)
}
