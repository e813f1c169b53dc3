//! Signatures of messages by Standard Webhooks: HMAC-SHA256 of `id.timestamp.body`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta};
use hexmart_application::payments::{Forged, WebhookMessage};
use hexmart_domain::shared::Instant;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// How far a message's time may be off, either way.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// What messages are signed with.
#[derive(Clone)]
pub(super) struct Signer(Hmac<Sha256>);

impl Signer {
    pub(super) fn new(secret: [u8; 32]) -> Self {
        // A key shorter than a block is filled up with zeros, by the definition of HMAC.
        let block: [u8; 64] = std::array::from_fn(|place| secret.get(place).copied().unwrap_or_default());
        Self(Hmac::new(&block.into()))
    }

    fn over(&self, id: &str, seconds: &str, body: &[u8]) -> Hmac<Sha256> {
        let parts: [&[u8]; 5] = [id.as_bytes(), b".", seconds.as_bytes(), b".", body];
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac
    }

    /// The headers of a message that is sent then.
    pub(super) fn headers(&self, id: &str, sent_at: Instant, body: &[u8]) -> Vec<(String, String)> {
        let seconds = sent_at.timestamp().to_string();
        let signature = STANDARD.encode(self.over(id, &seconds, body).finalize().into_bytes());
        [
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", seconds),
            ("webhook-signature", format!("v1,{signature}")),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    /// The id of a message that was signed with this, a moment ago.
    pub(super) fn verify<'m>(&self, message: &'m WebhookMessage) -> Result<&'m str, Forged> {
        let header = |wanted: &str| {
            let mut known = message.headers.iter().filter(|(name, _)| name == wanted);
            // Of two, nobody could say which one counts.
            match (known.next(), known.next()) {
                (Some((_, value)), None) => Ok(value.as_str()),
                _ => Err(Forged),
            }
        };
        let (id, seconds) = (header("webhook-id")?, header("webhook-timestamp")?);
        let sent_at = seconds
            .parse()
            .ok()
            .and_then(|at| DateTime::from_timestamp(at, 0));
        let age = message.now.signed_duration_since(sent_at.ok_or(Forged)?);
        if age.abs() > TOLERANCE {
            return Err(Forged);
        }
        let genuine = header("webhook-signature")?
            .split(' ')
            .filter_map(|signature| signature.strip_prefix("v1,"))
            .filter_map(|signature| STANDARD.decode(signature).ok())
            .any(|signature| {
                self.over(id, seconds, &message.body)
                    .verify_slice(&signature)
                    .is_ok()
            });
        if genuine { Ok(id) } else { Err(Forged) }
    }
}
