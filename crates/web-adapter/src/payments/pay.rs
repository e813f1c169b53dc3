//! Paying.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use hexmart_application::payments::{Bill, Checkout, Means, Started};
use hexmart_application::platform::StoredAnswer;
use hexmart_domain::payments::{Payment, PaymentKey, PaymentState, Provider};
use hexmart_domain::shared::{Money, Points, TierId};
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::body::{PaymentBody, provider_of};
use crate::body::{Fault, Form, id, number, text, within};
use crate::call::{Answer, Call};
use crate::idempotency::{self, Repeatable};
use crate::problem::{Code, Problem};
use crate::wire::{example, json, located};

/// By whom one can pay.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentProviders {
    /// The one that the shop proposes first.
    #[schema(example = json!(["toss", "portone"]))]
    providers: Vec<&'static str>,
}

/// List the payment providers
#[utoipa::path(get, path = "/commerce/payment_providers/", operation_id = "list_payment_providers", tag = "payments",
    responses((status = 200, description = "The providers by which the shop takes money.", body = PaymentProviders)))]
#[expect(clippy::unused_async, reason = "handlers are async")]
pub(crate) async fn providers(call: Call) -> Answer {
    let providers = call.state.services.payments.providers();
    let providers = providers.into_iter().map(Provider::as_str).collect();
    json(StatusCode::OK, 128, &PaymentProviders { providers })
}

/// How somebody wants to pay.
#[derive(ToSchema)]
pub(crate) struct NewPayment {
    /// One of the payment providers; the first when nothing is said.
    #[schema(value_type = Option<String>, nullable = false, example = "toss")]
    provider: Option<Provider>,
    /// How much of it in points, a won each; as before when an attempt is open and nothing is said, else none.
    #[schema(value_type = Option<i64>, nullable = false, minimum = 0, example = 5_000)]
    points: Option<i64>,
}

impl NewPayment {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let provider = form.optional("provider", |raw| provider_of(&text(raw)?));
        let points = form.optional("points", |raw| points_of(raw, 0));
        form.finish_strict(Some(Self { provider, points }))
    }
}

/// Points that somebody wants to buy.
#[derive(ToSchema)]
pub(crate) struct NewTopUp {
    /// How many, a won each.
    #[schema(value_type = i64, minimum = 1, example = 10_000)]
    points: Points,
    /// One of the payment providers; the first when nothing is said.
    #[schema(value_type = Option<String>, nullable = false, example = "toss")]
    provider: Option<Provider>,
}

impl NewTopUp {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let points = form.required("points", |raw| {
            Points::try_from(points_of(raw, 1)?).or(Err(Fault::TooLarge))
        });
        let provider = form.optional("provider", |raw| provider_of(&text(raw)?));
        form.finish_strict(points.map(|points| Self { points, provider }))
    }
}

/// Reads a number of points.
fn points_of(raw: &RawValue, least: u64) -> Result<i64, Fault> {
    let most = u64::try_from(Points::MAX.get()).unwrap_or(u64::MAX);
    i64::try_from(within(raw, least..=most)?).or(Err(Fault::TooLarge))
}

/// A payment that goes on in the buyer's browser.
#[derive(Serialize, ToSchema)]
#[schema(as = StartedPayment)]
pub(crate) struct StartedBody<'a> {
    payment: PaymentBody<'a>,
    checkout: CheckoutBody<'a>,
}

/// What a browser needs to begin. No secrets.
#[derive(Serialize, ToSchema)]
#[schema(as = Checkout)]
struct CheckoutBody<'a> {
    /// Names and values in the provider's words, which its script is called with.
    #[serde(serialize_with = "as_object")]
    #[schema(value_type = std::collections::BTreeMap<String, String>, example = json!({"orderId": "3f9k2m7q0x5c8v1b6n4t"}))]
    parameters: &'a [(String, String)],
}

fn as_object<S: Serializer>(pairs: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

/// Begin to pay for an order
///
/// Or go on with an attempt that was interrupted: there is one open attempt at most. Points leave the wallet at once; when
/// nothing is left to be paid by a provider, the order is paid in the same moment. The same request with the same
/// `Idempotency-Key` is answered the same.
#[utoipa::path(post, path = "/commerce/orders/{order_id}/payments/", operation_id = "start_payment", tag = "payments",
    params(
        ("order_id" = String, Path, description = "For which order", example = example::order_id),
        ("Idempotency-Key" = Option<String>, Header, description = "What the caller knows this request by"),
    ),
    request_body = Option<NewPayment>,
    responses((status = 201, description = "The attempt, and what the browser needs.", body = StartedBody<'_>,
        headers(
            ("Location" = String, description = "Where it is shown"),
            ("Idempotency-Replayed" = String, description = "`true` where it began before"),
        ))))]
pub(crate) async fn start(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let NewPayment { provider, points } = NewPayment::read(&body)?;
    let means = Means { provider, points };
    let order = call.id("order_id", Code::OrderNotFound)?;
    begin(&call, &body, Bill::Order(order), means).await
}

/// Begin to buy points
///
/// Or go on with an attempt that was interrupted: there is one open attempt at most. The points are in the wallet once the
/// money is there.
#[utoipa::path(post, path = "/commerce/points/top_ups/", operation_id = "start_top_up", tag = "payments",
    params(("Idempotency-Key" = Option<String>, Header, description = "What the caller knows this request by")),
    request_body = NewTopUp,
    responses((status = 201, description = "The attempt, and what the browser needs.", body = StartedBody<'_>,
        headers(
            ("Location" = String, description = "Where it is shown"),
            ("Idempotency-Replayed" = String, description = "`true` where it began before"),
        ))))]
pub(crate) async fn top_up(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let NewTopUp { points, provider } = NewTopUp::read(&body)?;
    let means = Means {
        provider,
        points: None,
    };
    begin(&call, &body, Bill::TopUp(points), means).await
}

/// By whom somebody pays for a pledge, and what they choose.
#[derive(ToSchema)]
pub(crate) struct NewPledgePayment {
    /// The reward that one chooses; none gives the unit price.
    #[schema(value_type = Option<String>, nullable = false, example = example::tier_id)]
    tier_id: Option<TierId>,
    /// One of the payment providers; the first when nothing is said.
    #[schema(value_type = Option<String>, nullable = false, example = "toss")]
    provider: Option<Provider>,
}

impl NewPledgePayment {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let tier_id = form.optional("tier_id", id);
        let provider = form.optional("provider", |raw| provider_of(&text(raw)?));
        form.finish_strict(Some(Self { tier_id, provider }))
    }
}

/// Begin to pay for a pledge
///
/// By a provider, without points; or go on with an attempt that was interrupted: there is one open attempt at most. The pledge is
/// made once the money is there, if it can still be made then; else the money goes back.
#[utoipa::path(post, path = "/commerce/campaigns/{campaign_id}/payments/", operation_id = "start_pledge_payment", tag = "payments",
    params(
        ("campaign_id" = String, Path, description = "To which campaign", example = example::campaign_id),
        ("Idempotency-Key" = Option<String>, Header, description = "What the caller knows this request by"),
    ),
    request_body = Option<NewPledgePayment>,
    responses((status = 201, description = "The attempt, and what the browser needs.", body = StartedBody<'_>,
        headers(
            ("Location" = String, description = "Where it is shown"),
            ("Idempotency-Replayed" = String, description = "`true` where it began before"),
        ))))]
pub(crate) async fn pledge(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let NewPledgePayment { tier_id, provider } = NewPledgePayment::read(&body)?;
    let means = Means {
        provider,
        points: None,
    };
    let campaign = call.id("campaign_id", Code::CampaignNotFound)?;
    let bill = Bill::Pledge {
        campaign,
        tier: tier_id,
    };
    begin(&call, &body, bill, means).await
}

async fn begin(call: &Call, body: &[u8], bill: Bill, means: Means) -> Answer {
    let request = Repeatable::of(call, body, beginning)?;
    let (payments, buyer) = (call.state.services.payments.clone(), call.account()?);
    let once = request.once();
    let command = async move { payments.start(buyer, bill, means, once).await };
    request.answer(call.state.detached(command).await?)
}

fn beginning(Started { payment, checkout }: &Started) -> StoredAnswer {
    let Checkout { parameters } = checkout;
    let body = StartedBody {
        payment: PaymentBody::from(payment),
        checkout: CheckoutBody { parameters },
    };
    let answer = idempotency::stored(StatusCode::CREATED, &body);
    idempotency::located(answer, format!("/commerce/payments/{}/", payment.id))
}

/// What the buyer's browser brought back from the provider.
#[derive(ToSchema)]
pub(crate) struct PaymentConfirmation {
    /// What the provider calls the payment.
    #[schema(value_type = String, min_length = 1, max_length = 200, example = "tviva20261120xYz")]
    payment_key: PaymentKey,
    /// What the buyer agreed to pay: that of the payment, or nothing is taken.
    #[schema(value_type = f64, example = 35_400)]
    amount: Decimal,
}

impl PaymentConfirmation {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let key = form.required("payment_key", |raw| Ok(PaymentKey::parse(&text(raw)?)?));
        let amount = form.required("amount", number);
        let read = key.zip(amount);
        form.finish_strict(read.map(|(payment_key, amount)| Self { payment_key, amount }))
    }
}

/// Confirm a payment
///
/// Once the buyer agreed at the provider: takes the money, and does what it is for. The same again is answered the same, and takes
/// nothing again.
#[utoipa::path(post, path = "/commerce/payments/{payment_id}/confirm/", operation_id = "confirm_payment", tag = "payments",
    params(("payment_id" = String, Path, description = "Which payment", example = example::payment_id)),
    request_body = PaymentConfirmation,
    responses(
        (status = 200, description = "The money is there.", body = PaymentBody<'_>),
        (status = 202, description = "The provider did not say whether it took the money. It is asked until it does; look again \
            later.", body = PaymentBody<'_>,
            headers(("Retry-After" = u64, description = "After how many seconds"),
                ("Location" = String, description = "Where to look"))),
    ))]
pub(crate) async fn confirm(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let PaymentConfirmation { payment_key, amount } = PaymentConfirmation::read(&body)?;
    let id = call.id("payment_id", Code::PaymentNotFound)?;
    let amount = Money::new(amount, call.state.settings.currency);
    let (payments, buyer) = (call.state.services.payments.clone(), call.account()?);
    let command = async move { payments.confirm(buyer, id, payment_key, amount).await };
    let payment = call.state.detached(command).await?;
    let body = PaymentBody::from(&payment);
    if payment.state != PaymentState::Confirming {
        return json(StatusCode::OK, 768, &body);
    }
    let mut response = json(StatusCode::ACCEPTED, 768, &body)?;
    let wait = HeaderValue::from(Payment::DOUBT.num_seconds());
    response.headers_mut().insert(RETRY_AFTER, wait);
    located(response, &format!("/commerce/payments/{}/", payment.id))
}
