use hexmart_application::payments::{Forged, Hint, WebhookMessage};
use hexmart_domain::shared::Instant;
use serde::{Deserialize, Serialize};

use super::signature::Signer;

/// A message that the sandbox would send, the first as often as it is asked for. Whoever tests sends it once, twice, late, in
/// another order, or never.
#[derive(Clone)]
pub struct SandboxWebhook {
    /// Which; the same message again has the same id.
    pub id: String,
    /// About which payment, by the shop's name.
    pub merchant_uid: String,
    /// What happened, as `payment.paid`.
    pub kind: &'static str,
    /// When.
    pub at: Instant,
    pub(super) signer: Signer,
}

impl std::fmt::Debug for SandboxWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SandboxWebhook({}, {})", self.id, self.kind)
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(rename = "type")]
    kind: String,
    timestamp: Instant,
    data: Data,
}

#[derive(Serialize, Deserialize)]
struct Data {
    merchant_uid: String,
}

impl SandboxWebhook {
    /// The message as it comes in at `now`, signed then: providers sign anew whenever they repeat themselves.
    pub fn message(&self, now: Instant) -> WebhookMessage {
        let body = self.body();
        WebhookMessage {
            headers: self.signer.headers(&self.id, now, &body),
            body,
            now,
        }
    }

    /// The message as somebody sends it who does not know the secret.
    pub fn forged(&self, now: Instant) -> WebhookMessage {
        let body = self.body();
        WebhookMessage {
            headers: Signer::new([0; 32]).headers(&self.id, now, &body),
            body,
            now,
        }
    }

    fn body(&self) -> Vec<u8> {
        let body = Body {
            kind: self.kind.to_owned(),
            timestamp: self.at,
            data: Data {
                merchant_uid: self.merchant_uid.clone(),
            },
        };
        // Nothing in it can fail to be written.
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

/// What a genuine message hints at.
pub(super) fn read(signer: &Signer, message: &WebhookMessage) -> Result<Hint, Forged> {
    let id = signer.verify(message)?;
    let body: Body = serde_json::from_slice(&message.body).or(Err(Forged))?;
    Ok(Hint {
        message: id.to_owned(),
        payment: Some(body.data.merchant_uid),
    })
}
