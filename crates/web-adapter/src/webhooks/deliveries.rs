//! What was sent, and what became of it.

use actix_web::http::StatusCode;
use hexmart_domain::shared::{DeliveryId, EventId, Instant, WebhookId};
use hexmart_domain::webhooks::{Delivery, DeliveryState};
use serde::Serialize;
use utoipa::ToSchema;

use super::endpoints::webhook_id;
use crate::body::Fault;
use crate::call::{Answer, Call};
use crate::cursor_page::{CursorPageBody, cut, with_one_more};
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::wire::{self, example, json};

const STATES: &str = "waiting, delivered, failed";

/// One event on its way to one webhook.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
pub(crate) struct DeliveryBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::delivery_id)]
    id: DeliveryId,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::webhook_id)]
    webhook_id: WebhookId,
    /// The `webhook-id` of the message: the same for each try, and for a replay.
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::event_id)]
    event_id: EventId,
    #[schema(example = "order.paid")]
    event_type: &'a str,
    /// `waiting`, also between two tries; `delivered`; `failed`, which is not tried again by itself.
    #[schema(example = "delivered")]
    state: &'static str,
    /// How often it was sent, replays included.
    #[schema(example = 1)]
    tries: u32,
    /// What the receiver answered last.
    #[schema(example = 204)]
    last_status: Option<u16>,
    /// What was wrong the last time.
    #[schema(example = "no answer in time")]
    last_error: Option<&'a str>,
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    last_tried_at: Option<Instant>,
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    delivered_at: Option<Instant>,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
    /// What is sent, byte for byte.
    #[schema(example = r#"{"type":"order.paid","timestamp":"2026-11-20T05:36:02.148000Z","data":{}}"#)]
    body: &'a str,
}

/// One page of deliveries.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookDeliveryList)]
pub(crate) struct DeliveryList<'a> {
    deliveries: Vec<DeliveryBody<'a>>,
    page: CursorPageBody,
}

impl<'a> From<&'a Delivery> for DeliveryBody<'a> {
    fn from(delivery: &'a Delivery) -> Self {
        Self {
            id: delivery.id,
            webhook_id: delivery.endpoint,
            event_id: delivery.event,
            event_type: &delivery.kind,
            state: delivery.state.as_str(),
            tries: delivery.tries,
            last_status: delivery.last_status,
            last_error: delivery.last_error.as_deref(),
            last_tried_at: delivery.last_tried_at,
            delivered_at: delivery.delivered_at,
            created_at: delivery.created_at,
            body: &delivery.body,
        }
    }
}

fn delivery_id(call: &Call) -> Result<DeliveryId, Problem> {
    call.id("delivery_id", Code::DeliveryNotFound)
}

/// List what a webhook was sent
///
/// In the last 30 days.
#[utoipa::path(get, path = "/commerce/webhooks/{webhook_id}/deliveries/", operation_id = "list_webhook_deliveries",
    tag = "webhooks",
    params(
        ("webhook_id" = String, Path, description = "Which webhook", example = example::webhook_id),
        ("state" = Option<String>, Query, description = "Only those in this state: `waiting`, `delivered` or `failed`"),
        ("page_size" = Option<u64>, Query, description = "Deliveries per page; 30 unless said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`page.next_cursor` of the page before"),
    ),
    responses((status = 200, description = "The page, newest first.", body = DeliveryList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let state = query.optional("state", |word| {
        DeliveryState::from_word(word).ok_or(Fault::NotOneOf(STATES))
    });
    let (size, before) = (query.page_size(), query.cursor());
    query.finish_strict()?;
    let webhooks = &call.state.services.webhooks;
    let found = webhooks.deliveries(webhook_id(&call)?, state, before, with_one_more(size));
    let mut found = found.await?;
    let page = cut(&mut found, size, |delivery| delivery.id);
    let deliveries = found.iter().map(DeliveryBody::from).collect();
    json(StatusCode::OK, 8192, &DeliveryList { deliveries, page })
}

/// Show a delivery
#[utoipa::path(get, path = "/commerce/webhooks/deliveries/{delivery_id}/", operation_id = "show_webhook_delivery",
    tag = "webhooks",
    params(("delivery_id" = String, Path, description = "Which delivery", example = example::delivery_id)),
    responses((status = 200, description = "The delivery.", body = DeliveryBody<'_>)))]
pub(crate) async fn show(call: Call) -> Answer {
    let found = call.state.services.webhooks.delivery(delivery_id(&call)?);
    let delivery = found.await?.ok_or_else(|| Problem::of(Code::DeliveryNotFound))?;
    json(StatusCode::OK, 512, &DeliveryBody::from(&delivery))
}

/// Send a delivery again
///
/// Behind whatever else is on its way about the same thing. Its `webhook-id` is the same as before.
#[utoipa::path(post, path = "/commerce/webhooks/deliveries/{delivery_id}/replay/", operation_id = "replay_webhook_delivery",
    tag = "webhooks",
    params(("delivery_id" = String, Path, description = "Which delivery", example = example::delivery_id)),
    responses((status = 202, description = "It is on its way.", body = DeliveryBody<'_>)))]
pub(crate) async fn replay(call: Call) -> Answer {
    let id = delivery_id(&call)?;
    let webhooks = call.state.services.webhooks.clone();
    let command = async move { webhooks.replay(id).await };
    let delivery = call.state.detached(command).await?;
    json(StatusCode::ACCEPTED, 512, &DeliveryBody::from(&delivery))
}

/// Send a webhook a test
///
/// The event `webhook.test`, whatever it wants to hear of, and also when it is not enabled. What came of it is in the delivery a
/// moment later.
#[utoipa::path(post, path = "/commerce/webhooks/{webhook_id}/test/", operation_id = "test_webhook", tag = "webhooks",
    params(("webhook_id" = String, Path, description = "Which webhook", example = example::webhook_id)),
    responses((status = 202, description = "It is on its way.", body = DeliveryBody<'_>)))]
pub(crate) async fn test(call: Call) -> Answer {
    let id = webhook_id(&call)?;
    let webhooks = call.state.services.webhooks.clone();
    let command = async move { webhooks.test(id).await };
    let delivery = call.state.detached(command).await?;
    json(StatusCode::ACCEPTED, 512, &DeliveryBody::from(&delivery))
}
