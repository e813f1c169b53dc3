//! Where events are sent.

use actix_web::http::StatusCode;
use hexmart_application::webhooks::MadeWebhook;
use hexmart_domain::shared::{Instant, WebhookId};
use hexmart_domain::webhooks::{EVENT_TYPES, WebhookDescription, WebhookEndpoint};
use serde::Serialize;
use utoipa::ToSchema;

use super::sheet::{WebhookSheetBody, read};
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::version;
use crate::wire::{self, example, json, located, no_content};

/// An endpoint.
#[derive(Serialize, ToSchema)]
#[schema(as = Webhook)]
pub(crate) struct WebhookBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::webhook_id)]
    id: WebhookId,
    #[schema(example = "https://erp.example.com/hooks/hexmart")]
    url: &'a str,
    #[schema(example = "ERP")]
    description: Option<&'a str>,
    /// Names of events, groups such as `order.*`, or `*` for all.
    #[schema(example = json!(["order.*", "stock.low"]))]
    events: Vec<&'a str>,
    /// Whether it is sent anything. The shop ends that itself when nothing arrives for five days, or the receiver answers 410.
    enabled: bool,
    /// Since when nothing arrives; null as long as everything does.
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    failing_since: Option<Instant>,
    /// Counts changes; the `ETag`.
    #[schema(example = 1)]
    version: i64,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    updated_at: Instant,
}

/// An endpoint with its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = MadeWebhook)]
pub(crate) struct MadeWebhookBody<'a> {
    #[serde(flatten)]
    webhook: WebhookBody<'a>,
    /// What its receiver checks signatures with. Never shown again.
    #[schema(example = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=")]
    secret: &'a str,
}

/// Every endpoint.
#[derive(Serialize, ToSchema)]
pub(crate) struct WebhookList<'a> {
    webhooks: Vec<WebhookBody<'a>>,
}

/// Every kind of event.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventTypeList {
    event_types: Vec<EventTypeBody>,
}

/// A kind of event.
#[derive(Serialize, ToSchema)]
#[schema(as = EventType)]
struct EventTypeBody {
    #[schema(example = "order.paid")]
    name: &'static str,
    /// When it happens.
    #[schema(example = "Lines of an order are paid: they can be prepared.")]
    when: &'static str,
}

impl<'a> From<&'a WebhookEndpoint> for WebhookBody<'a> {
    fn from(endpoint: &'a WebhookEndpoint) -> Self {
        let sheet = &endpoint.sheet;
        Self {
            id: endpoint.id,
            url: sheet.url.as_str(),
            description: sheet.description.as_ref().map(WebhookDescription::as_str),
            events: sheet.events.iter().collect(),
            enabled: sheet.enabled,
            failing_since: endpoint.failing_since,
            version: endpoint.version,
            created_at: endpoint.created_at,
            updated_at: endpoint.updated_at,
        }
    }
}

fn one(endpoint: &WebhookEndpoint) -> Answer {
    let response = json(StatusCode::OK, 512, &WebhookBody::from(endpoint))?;
    version::tagged(response, endpoint.version)
}

fn made(status: StatusCode, made: &MadeWebhook) -> Answer {
    let body = MadeWebhookBody {
        webhook: (&made.endpoint).into(),
        secret: &made.secret,
    };
    version::tagged(json(status, 512, &body)?, made.endpoint.version)
}

/// The endpoint that the path names.
pub(super) fn webhook_id(call: &Call) -> Result<WebhookId, Problem> {
    call.id("webhook_id", Code::WebhookNotFound)
}

/// List webhooks
#[utoipa::path(get, path = "/commerce/webhooks/", operation_id = "list_webhooks", tag = "webhooks",
    responses((status = 200, description = "All of them, oldest first.", body = WebhookList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let endpoints = call.state.services.webhooks.endpoints().await?;
    let webhooks = endpoints.iter().map(WebhookBody::from).collect();
    json(StatusCode::OK, 2048, &WebhookList { webhooks })
}

/// Have events sent somewhere
///
/// Signed as Standard Webhooks says, with the secret that is in the answer and never again.
#[utoipa::path(post, path = "/commerce/webhooks/", operation_id = "create_webhook", tag = "webhooks",
    request_body = WebhookSheetBody,
    responses((status = 201, description = "The webhook, with its secret.", body = MadeWebhookBody<'_>,
        headers(("Location" = String, description = "Where it is shown"),
            ("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn create(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let sheet = read(&body)?;
    let (actor, webhooks) = (Some(call.account()?), call.state.services.webhooks.clone());
    let command = async move { webhooks.create(actor, sheet).await };
    let webhook = call.state.detached(command).await?;
    let path = format!("/commerce/webhooks/{}/", webhook.endpoint.id);
    located(made(StatusCode::CREATED, &webhook)?, &path)
}

/// List the kinds of events
#[utoipa::path(get, path = "/commerce/webhooks/event_types/", operation_id = "list_event_types", tag = "webhooks",
    responses((status = 200, description = "All of them.", body = EventTypeList)))]
#[expect(clippy::unused_async, reason = "as every handler")]
pub(crate) async fn event_types(_call: Call) -> Answer {
    let kind = |kind: &hexmart_domain::webhooks::EventType| EventTypeBody {
        name: kind.name,
        when: kind.when,
    };
    let event_types = EVENT_TYPES.iter().map(kind).collect();
    json(StatusCode::OK, 2048, &EventTypeList { event_types })
}

/// Show a webhook
#[utoipa::path(get, path = "/commerce/webhooks/{webhook_id}/", operation_id = "show_webhook", tag = "webhooks",
    params(("webhook_id" = String, Path, description = "Which webhook", example = example::webhook_id)),
    responses((status = 200, description = "The webhook.", body = WebhookBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn show(call: Call) -> Answer {
    let found = call.state.services.webhooks.endpoint(webhook_id(&call)?);
    let endpoint = found.await?.ok_or_else(|| Problem::of(Code::WebhookNotFound))?;
    one(&endpoint)
}

/// Replace what is said about a webhook
///
/// All of it. What is on its way goes to the new address.
#[utoipa::path(put, path = "/commerce/webhooks/{webhook_id}/", operation_id = "replace_webhook", tag = "webhooks",
    params(
        ("webhook_id" = String, Path, description = "Which webhook", example = example::webhook_id),
        ("If-Match" = String, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = WebhookSheetBody,
    responses((status = 200, description = "The webhook.", body = WebhookBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn replace(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let sheet = read(&body)?;
    let (id, seen) = (webhook_id(&call)?, version::required(&call)?);
    let (actor, webhooks) = (Some(call.account()?), call.state.services.webhooks.clone());
    let command = async move { webhooks.change(actor, id, sheet, seen).await };
    one(&call.state.detached(command).await?)
}

/// Remove a webhook
///
/// What is on its way is not sent any more.
#[utoipa::path(delete, path = "/commerce/webhooks/{webhook_id}/", operation_id = "remove_webhook", tag = "webhooks",
    params(("webhook_id" = String, Path, description = "Which webhook", example = example::webhook_id)),
    responses((status = 204, description = "It is gone.")))]
pub(crate) async fn remove(call: Call) -> Answer {
    let id = webhook_id(&call)?;
    let (actor, webhooks) = (Some(call.account()?), call.state.services.webhooks.clone());
    let command = async move { webhooks.remove(actor, id).await };
    call.state.detached(command).await?;
    Ok(no_content())
}

/// Give a webhook another secret
///
/// It is in the answer, and never again. For 24 hours messages are signed with both, so that the receiver changes over without
/// a gap.
#[utoipa::path(post, path = "/commerce/webhooks/{webhook_id}/rotate_secret/", operation_id = "rotate_webhook_secret",
    tag = "webhooks",
    params(("webhook_id" = String, Path, description = "Which webhook", example = example::webhook_id)),
    responses((status = 200, description = "The webhook, with its new secret.", body = MadeWebhookBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn rotate(call: Call) -> Answer {
    let id = webhook_id(&call)?;
    let (actor, webhooks) = (Some(call.account()?), call.state.services.webhooks.clone());
    let command = async move { webhooks.rotate_secret(actor, id).await };
    made(StatusCode::OK, &call.state.detached(command).await?)
}
