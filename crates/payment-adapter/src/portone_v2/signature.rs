//! Signatures of messages by Standard Webhooks: HMAC-SHA256 of `id.timestamp.body`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta};
use hexmart_application::payments::{Forged, WebhookMessage};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use crate::settings::BadSetting;

/// How far a message's time may be off, either way: older ones may be repeated by somebody who overheard them.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
/// The longest id of a message, in characters: it is kept.
const LONGEST_ID: usize = 100;

/// The secrets that are live: two while one replaces the other.
pub(super) struct Secrets(Vec<Hmac<Sha256>>);

impl Secrets {
    pub(super) fn new(secrets: &[SecretString]) -> Result<Self, BadSetting> {
        let bad = BadSetting {
            setting: "a webhook secret of PortOne",
            expected: "of the form whsec_… in base64, and there is one at least",
        };
        let keyed = |secret: &SecretString| {
            let secret = secret.expose_secret();
            let encoded = secret.strip_prefix("whsec_").unwrap_or(secret);
            let key = STANDARD.decode(encoded).ok().filter(|key| !key.is_empty())?;
            Hmac::new_from_slice(&key).ok()
        };
        let keys: Option<Vec<_>> = secrets.iter().map(keyed).collect();
        keys.filter(|keys| !keys.is_empty()).map(Self).ok_or(bad)
    }

    /// The id of a message that the provider signed, a moment ago.
    pub(super) fn verify<'m>(&self, message: &'m WebhookMessage) -> Result<&'m str, Forged> {
        let id = header(message, "webhook-id")?;
        let at = header(message, "webhook-timestamp")?;
        let signatures = header(message, "webhook-signature")?;
        if id.is_empty() || id.len() > LONGEST_ID || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Forged);
        }
        let seconds: i64 = at.parse().or(Err(Forged))?;
        let sent = DateTime::from_timestamp(seconds, 0).ok_or(Forged)?;
        if message.now.signed_duration_since(sent).abs() > TOLERANCE {
            return Err(Forged);
        }
        let signed = signatures
            .split(' ')
            .filter_map(|signature| signature.strip_prefix("v1,"))
            .filter_map(|signature| STANDARD.decode(signature).ok())
            .any(|signature| self.signed(&[id, at], &message.body, &signature));
        if signed { Ok(id) } else { Err(Forged) }
    }

    /// Takes as long whatever is wrong with a signature.
    fn signed(&self, head: &[&str; 2], body: &[u8], signature: &[u8]) -> bool {
        let [id, at] = head;
        self.0.iter().any(|secret| {
            let whole = secret.clone().chain_update(id).chain_update(".").chain_update(at);
            whole
                .chain_update(".")
                .chain_update(body)
                .verify_slice(signature)
                .is_ok()
        })
    }
}

/// The value of a header that is there once: of two, nobody could say which one counts.
fn header<'m>(message: &'m WebhookMessage, name: &str) -> Result<&'m str, Forged> {
    let mut values = message.headers.iter().filter(|(known, _)| known == name);
    match (values.next(), values.next()) {
        (Some((_, value)), None) => Ok(value),
        _ => Err(Forged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's libraries.
    #[test]
    fn the_example_of_the_standard_is_signed() {
        let secrets = Secrets::new(&["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into()]).unwrap();
        let message = |body: &str| WebhookMessage {
            headers: [
                ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                ("webhook-timestamp", "1614265330"),
                (
                    "webhook-signature",
                    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                ),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            body: body.as_bytes().to_vec(),
            now: DateTime::from_timestamp(1_614_265_400, 0).unwrap(),
        };
        let genuine = message(r#"{"test": 2432232314}"#);
        assert_eq!(secrets.verify(&genuine), Ok("msg_p5jXN8AQM9LWM0D4loKWxJek"));
        assert!(secrets.verify(&message(r#"{"test": 2432232315}"#)).is_err());
        let late = WebhookMessage {
            now: DateTime::from_timestamp(1_614_265_330 + 301, 0).unwrap(),
            ..genuine
        };
        assert!(secrets.verify(&late).is_err());
    }

    #[test]
    fn without_a_secret_nothing_starts() {
        for bad in [&["whsec_".into()][..], &["whsec_?".into()], &[]] {
            assert!(Secrets::new(bad).is_err());
        }
    }
}
