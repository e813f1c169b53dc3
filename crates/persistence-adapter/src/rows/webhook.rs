use diesel::prelude::*;
use hexmart_application::platform::{Place, StoreError, Vault};
use hexmart_domain::shared::Instant;
use hexmart_domain::webhooks::{
    Delivery, DeliveryState, EventPatterns, WebhookDescription, WebhookEndpoint, WebhookSecret,
    WebhookSecrets, WebhookSheet, WebhookUrl,
};
use serde::{Deserialize, Serialize};

use crate::columns::{At, Key};
use crate::schema::{webhook_deliveries, webhooks};
use crate::sealing;

/// An endpoint as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = webhooks, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct WebhookRow {
    id: Key,
    url: String,
    description: Option<String>,
    events: String,
    enabled: bool,
    secrets_sealed: Vec<u8>,
    failing_since: Option<At>,
    version: i64,
    created_at: At,
    updated_at: At,
}

/// What is sealed of it; the end of the one before in microseconds.
#[derive(Serialize, Deserialize)]
struct Secrets {
    current: [u8; 32],
    previous: Option<([u8; 32], i64)>,
}

/// Where the secrets of an endpoint lie.
pub(crate) const fn secrets_place(id: Key) -> Place {
    Place {
        table: "webhooks",
        column: "secrets_sealed",
        row: id.bytes(),
    }
}

fn corrupt(what: &str) -> StoreError {
    StoreError::corrupt("webhooks", what)
}

impl WebhookRow {
    pub(crate) fn seal(endpoint: &WebhookEndpoint, vault: &dyn Vault) -> Result<Self, StoreError> {
        let id = Key::from(endpoint.id);
        let WebhookSecrets { current, previous } = &endpoint.secrets;
        let previous = previous.as_ref();
        let secrets = Secrets {
            current: *current.as_bytes(),
            previous: previous.map(|(secret, until)| (*secret.as_bytes(), until.timestamp_micros())),
        };
        let events: Vec<_> = endpoint.sheet.events.iter().collect();
        let description = endpoint.sheet.description.as_ref();
        Ok(Self {
            id,
            url: endpoint.sheet.url.as_str().to_owned(),
            description: description.map(|text| text.as_str().to_owned()),
            events: serde_json::to_string(&events).map_err(StoreError::backend)?,
            enabled: endpoint.sheet.enabled,
            secrets_sealed: sealing::seal(vault, secrets_place(id), &secrets)?,
            failing_since: endpoint.failing_since.map(At),
            version: endpoint.version,
            created_at: At(endpoint.created_at),
            updated_at: At(endpoint.updated_at),
        })
    }

    pub(crate) fn open(self, vault: &dyn Vault) -> Result<WebhookEndpoint, StoreError> {
        let secrets: Secrets = sealing::open(vault, secrets_place(self.id), self.secrets_sealed)?;
        let until = |micros| Instant::from_timestamp_micros(micros).ok_or_else(|| corrupt("a time"));
        let previous = secrets.previous.map(|(secret, micros)| {
            let until = until(micros)?;
            Ok::<_, StoreError>((WebhookSecret::from_bytes(secret), until))
        });
        let events: Vec<String> = serde_json::from_str(&self.events).or(Err(corrupt("events")))?;
        let description = self.description.map(WebhookDescription::parse).transpose();
        Ok(WebhookEndpoint {
            id: self.id.id(),
            sheet: WebhookSheet {
                url: WebhookUrl::parse(&self.url).or(Err(corrupt("url")))?,
                description: description.or(Err(corrupt("description")))?,
                events: EventPatterns::stored(events),
                enabled: self.enabled,
            },
            secrets: WebhookSecrets {
                current: WebhookSecret::from_bytes(secrets.current),
                previous: previous.transpose()?,
            },
            failing_since: self.failing_since.map(|at| at.0),
            version: self.version,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

/// A delivery as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhook_deliveries, treat_none_as_default_value = false)]
pub(crate) struct DeliveryRow {
    id: Key,
    webhook_id: Key,
    event_id: Key,
    kind: String,
    line: Key,
    body: String,
    #[diesel(embed)]
    fate: FateRow,
    created_at: At,
}

/// What became of it: the part that changes.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = webhook_deliveries, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct FateRow {
    state: String,
    tries: i64,
    last_status: Option<i64>,
    last_error: Option<String>,
    last_tried_at: Option<At>,
    delivered_at: Option<At>,
    version: i64,
}

impl From<&Delivery> for DeliveryRow {
    fn from(delivery: &Delivery) -> Self {
        Self {
            id: delivery.id.into(),
            webhook_id: delivery.endpoint.into(),
            event_id: delivery.event.into(),
            kind: delivery.kind.clone(),
            line: Key::from_bytes(delivery.line),
            body: delivery.body.clone(),
            fate: delivery.into(),
            created_at: At(delivery.created_at),
        }
    }
}

impl From<&Delivery> for FateRow {
    fn from(delivery: &Delivery) -> Self {
        Self {
            state: delivery.state.as_str().to_owned(),
            tries: delivery.tries.into(),
            last_status: delivery.last_status.map(i64::from),
            last_error: delivery.last_error.clone(),
            last_tried_at: delivery.last_tried_at.map(At),
            delivered_at: delivery.delivered_at.map(At),
            version: delivery.version,
        }
    }
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = StoreError;

    fn try_from(row: DeliveryRow) -> Result<Self, StoreError> {
        let corrupt = |what: &str| StoreError::corrupt("webhook_deliveries", what);
        let status = row.fate.last_status.map(u16::try_from).transpose();
        Ok(Self {
            id: row.id.id(),
            endpoint: row.webhook_id.id(),
            event: row.event_id.id(),
            kind: row.kind,
            line: row.line.bytes(),
            body: row.body,
            state: DeliveryState::from_word(&row.fate.state).ok_or_else(|| corrupt("state"))?,
            tries: u32::try_from(row.fate.tries).or(Err(corrupt("tries")))?,
            last_status: status.or(Err(corrupt("last_status")))?,
            last_error: row.fate.last_error,
            last_tried_at: row.fate.last_tried_at.map(|at| at.0),
            delivered_at: row.fate.delivered_at.map(|at| at.0),
            version: row.fate.version,
            created_at: row.created_at.0,
        })
    }
}
