//! What the providers tell the shop, of their own accord. Nothing is sent: a test, or a person, fetches the messages and
//! brings them to the shop, in whatever order and as often as they like.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hexmart_domain::payments::Provider;
use hexmart_domain::shared::Instant;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::Sha256;

use super::accounts::{PORTONE_STORE, PORTONE_WEBHOOK_SECRETS};
use super::record::{Record, Standing};

/// A message to the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentMessage {
    /// Whose: `portone_v1`, `portone`, `toss`.
    pub provider: &'static str,
    /// About which payment, by the shop's name.
    pub payment: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl SentMessage {
    /// What is said about a payment as it stands; `number` is the message's own.
    pub(super) fn about(record: &Record, number: u64, now: Instant) -> Self {
        let body = match record.provider {
            Provider::PortoneV1 => iamport(record),
            Provider::Toss => toss(record, now),
            Provider::PortoneV2 | Provider::Sandbox => portone(record, now),
        };
        let body = body.to_string();
        let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        if record.provider == Provider::PortoneV2 {
            let [secret, _] = PORTONE_WEBHOOK_SECRETS;
            headers.extend(Self::signature(secret, &format!("msg_{number}"), now, &body));
        }
        Self {
            provider: record.provider.as_str(),
            payment: record.uid.clone(),
            headers,
            body,
        }
    }

    /// The headers of a signature by Standard Webhooks, with a secret `whsec_…`.
    pub fn signature(secret: &str, id: &str, at: Instant, body: &str) -> Vec<(String, String)> {
        let key = secret.strip_prefix("whsec_").unwrap_or(secret);
        let key = STANDARD.decode(key).unwrap_or_default();
        let seconds = at.timestamp();
        // A key of any length is one for HMAC.
        let signed = Hmac::<Sha256>::new_from_slice(&key).map(|keyed| {
            let message = format!("{id}.{seconds}.{body}");
            STANDARD.encode(keyed.chain_update(message).finalize().into_bytes())
        });
        let named = |name: &str, value: String| (name.to_owned(), value);
        vec![
            named("webhook-id", id.to_owned()),
            named("webhook-timestamp", seconds.to_string()),
            named("webhook-signature", format!("v1,{}", signed.unwrap_or_default())),
        ]
    }
}

fn iamport(record: &Record) -> Value {
    let status = match record.standing {
        Standing::Paid if record.cancels.is_empty() => "paid",
        Standing::Paid => "cancelled",
        Standing::Refused(_) => "failed",
        Standing::Agreed | Standing::Awaited => "ready",
    };
    let mut body = json!({ "imp_uid": record.key, "merchant_uid": record.uid, "status": status });
    if let (Some(cancel), Some(body)) = (record.cancels.last(), body.as_object_mut()) {
        body.insert("cancellation_id".to_owned(), json!(cancel.id));
    }
    body
}

fn portone(record: &Record, now: Instant) -> Value {
    let kind = match record.standing {
        Standing::Paid if record.cancels.is_empty() => "Paid",
        Standing::Paid if record.cancels.iter().any(|cancel| !cancel.done) => "CancelPending",
        Standing::Paid if record.left() == 0 => "Cancelled",
        Standing::Paid => "PartialCancelled",
        Standing::Refused(_) => "Failed",
        Standing::Agreed => "Ready",
        Standing::Awaited => "VirtualAccountIssued",
    };
    json!({
        "type": format!("Transaction.{kind}"),
        "timestamp": now.to_rfc3339(),
        "data": {
            "storeId": PORTONE_STORE,
            "paymentId": record.uid,
            "transactionId": record.key,
        },
    })
}

fn toss(record: &Record, now: Instant) -> Value {
    json!({
        "eventType": "PAYMENT_STATUS_CHANGED",
        "createdAt": now.format("%Y-%m-%dT%H:%M:%S%.6f").to_string(),
        "data": super::toss::payment(record),
    })
}
