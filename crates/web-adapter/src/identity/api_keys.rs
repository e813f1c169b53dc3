use std::time::Duration;

use actix_web::http::StatusCode;
use hexmart_application::identity::{MadeApiKey, NewApiKey};
use hexmart_domain::identity::{ApiKey, ApiKeyName, Scope, Scopes};
use hexmart_domain::shared::{ApiKeyId, Instant};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::body::{Fault, Form, text, within, words};
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};
use crate::wire::{self, example, json, located, no_content};

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;
const LONGEST_DAYS: u64 = ApiKey::LONGEST.as_secs() / DAY;
/// A week.
const LONGEST_OVERLAP: u64 = 7 * 24;

/// The caller's API keys.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApiKeyList<'a> {
    api_keys: Vec<ApiKeyBody<'a>>,
}

/// An API key.
#[derive(Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub(crate) struct ApiKeyBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::api_key_id)]
    id: ApiKeyId,
    #[schema(example = "warehouse scanner")]
    name: &'a str,
    /// What it may do, as far as its owner may.
    #[schema(example = json!(["stock:write"]))]
    scopes: Vec<&'static str>,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    expires_at: Instant,
    /// To the minute.
    #[serde(serialize_with = "wire::maybe_instant")]
    #[schema(value_type = Option<String>, format = DateTime, example = example::instant)]
    last_used_at: Option<Instant>,
}

/// A new API key with its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = MadeApiKey)]
pub(crate) struct MadeApiKeyBody<'a> {
    #[serde(flatten)]
    key: ApiKeyBody<'a>,
    /// What the machine sends as `Authorization: Bearer …`. Never shown again.
    secret: &'a str,
}

impl<'a> From<&'a ApiKey> for ApiKeyBody<'a> {
    fn from(key: &'a ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name.as_str(),
            scopes: key.scopes.iter().map(Scope::as_str).collect(),
            created_at: key.created_at,
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
        }
    }
}

/// A wanted API key.
#[derive(ToSchema)]
#[schema(as = NewApiKey)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct NewApiKeyBody {
    /// What it is for.
    #[schema(min_length = 1, max_length = 60, example = "warehouse scanner")]
    name: String,
    /// What it may do: `catalogue:write`, `stock:write`, `pricing:write`, `account:read`, `people:read`, `orders:read`,
    /// `orders:write`.
    #[schema(min_items = 1, example = json!(["stock:write"]))]
    scopes: Vec<String>,
    #[schema(minimum = 1, maximum = 366, example = 90)]
    expires_in_days: u64,
}

fn scopes(raw: &RawValue) -> Result<Scopes, Fault> {
    let words = words(raw)?;
    if words.is_empty() {
        return Err(Fault::Required);
    }
    let scopes: Option<Scopes> = words.iter().map(|word| Scope::from_word(word)).collect();
    scopes.ok_or(Fault::NotOneOf(
        "catalogue:write, stock:write, pricing:write, account:read, people:read, orders:read, orders:write",
    ))
}

fn read_key(body: &[u8]) -> Result<NewApiKey, Problem> {
    let mut form = Form::of(body)?;
    let name = form.required("name", |raw| Ok(ApiKeyName::parse(text(raw)?)?));
    let scopes = form.required("scopes", scopes);
    let days = form.required("expires_in_days", |raw| within(raw, 1..=LONGEST_DAYS));
    let read = || {
        Some(NewApiKey {
            name: name?,
            scopes: scopes?,
            lifetime: Duration::from_secs(days? * DAY),
        })
    };
    form.finish_strict(read())
}

/// List one's API keys
#[utoipa::path(get, path = "/commerce/users/me/api-keys/", operation_id = "list_api_keys", tag = "identity",
    responses((status = 200, description = "The keys that were not called back, oldest first.", body = ApiKeyList<'_>)))]
pub(crate) async fn list(call: Call) -> Answer {
    let keys = call.state.services.machines.keys(call.account()?).await?;
    let api_keys = keys.iter().map(ApiKeyBody::from).collect();
    json(StatusCode::OK, 1024, &ApiKeyList { api_keys })
}

/// Make an API key
#[utoipa::path(post, path = "/commerce/users/me/api-keys/", operation_id = "make_api_key", tag = "identity",
    request_body = NewApiKeyBody,
    responses((status = 201, description = "The key, with its secret this once.", body = MadeApiKeyBody<'_>,
        headers(("Location" = String, description = "Where it can be called back")))))]
pub(crate) async fn make(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let wanted = read_key(&body)?;
    let (machines, owner) = (call.state.services.machines.clone(), call.account()?);
    let command = async move { machines.make_key(owner, wanted).await };
    made(&call.state.detached(command).await?)
}

/// How a key is replaced.
#[derive(ToSchema)]
pub(crate) struct Rotation {
    /// How long the old key goes on working, so that a machine can change over; 24 unless said.
    #[schema(nullable = false, minimum = 0, maximum = 168, example = 24)]
    overlap_hours: Option<u64>,
}

impl Rotation {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let overlap_hours = form.optional("overlap_hours", |raw| within(raw, 0..=LONGEST_OVERLAP));
        form.finish_strict(Some(Self { overlap_hours }))
    }
}

/// Replace an API key
///
/// The new one may do the same, for as long.
#[utoipa::path(post, path = "/commerce/users/me/api-keys/{api_key_id}/rotation/", operation_id = "rotate_api_key", tag = "identity",
    params(("api_key_id" = String, Path, description = "Which key", example = example::api_key_id)),
    request_body = Option<Rotation>,
    responses((status = 201, description = "The new key, with its secret this once.", body = MadeApiKeyBody<'_>,
        headers(("Location" = String, description = "Where it can be called back")))))]
pub(crate) async fn rotate(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let Rotation { overlap_hours } = Rotation::read(&body)?;
    let id = call.id("api_key_id", Code::ApiKeyNotFound)?;
    let overlap = overlap_hours.map_or(ApiKey::OVERLAP, |hours| Duration::from_secs(hours * HOUR));
    let (machines, owner) = (call.state.services.machines.clone(), call.account()?);
    let command = async move { machines.rotate_key(owner, id, overlap).await };
    made(&call.state.detached(command).await?)
}

/// Call an API key back
#[utoipa::path(delete, path = "/commerce/users/me/api-keys/{api_key_id}/", operation_id = "revoke_api_key", tag = "identity",
    params(("api_key_id" = String, Path, description = "Which key", example = example::api_key_id)),
    responses((status = 204, description = "It proves nobody any more.")))]
pub(crate) async fn revoke(call: Call) -> Answer {
    let id = call.id("api_key_id", Code::ApiKeyNotFound)?;
    let (machines, owner) = (call.state.services.machines.clone(), call.account()?);
    let command = async move { machines.revoke_key(owner, id).await };
    call.state.detached(command).await?;
    Ok(no_content())
}

fn made(made: &MadeApiKey) -> Answer {
    let body = MadeApiKeyBody {
        key: ApiKeyBody::from(&made.key),
        secret: &made.secret,
    };
    let response = json(StatusCode::CREATED, 512, &body)?;
    located(response, &format!("/commerce/users/me/api-keys/{}/", made.key.id))
}
