use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::shared::Instant;

/// What the shop signs with, and its receiver checks: 256 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret([u8; 32]);

impl WebhookSecret {
    /// Wraps bytes that nobody can guess.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes: the key of the signature.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As receivers are given it: `whsec_` and base64.
    pub fn reveal(&self) -> String {
        format!("whsec_{}", STANDARD.encode(self.0))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

/// The secrets of an endpoint. Two, for a while after one was replaced, so that a receiver changes over without a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSecrets {
    /// The one that counts.
    pub current: WebhookSecret,
    /// The one before, and until when it is signed with.
    pub previous: Option<(WebhookSecret, Instant)>,
}

impl WebhookSecrets {
    /// The secrets with which a message is signed at `now`, the newest first.
    pub fn live(&self, now: Instant) -> Vec<WebhookSecret> {
        let previous = self.previous.iter().filter(|(_, until)| now < *until);
        let previous = previous.map(|(secret, _)| secret.clone());
        std::iter::once(self.current.clone()).chain(previous).collect()
    }
}

/// What is signed: the id of the message, the time in seconds of Unix, and the body, byte for byte.
pub fn signed_content(id: &str, timestamp: i64, body: &str) -> String {
    format!("{id}.{timestamp}.{body}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};

    #[test]
    fn a_replaced_secret_is_signed_with_until_its_time_is_over() {
        let until = DateTime::UNIX_EPOCH + TimeDelta::hours(24);
        let [new, old] = [1, 2].map(|byte| WebhookSecret::from_bytes([byte; 32]));
        let secrets = WebhookSecrets {
            current: new.clone(),
            previous: Some((old.clone(), until)),
        };
        assert_eq!(
            secrets.live(until - TimeDelta::microseconds(1)),
            [new.clone(), old]
        );
        assert_eq!(secrets.live(until), [new]);
    }

    #[test]
    fn a_secret_is_shown_to_its_receiver_alone() {
        let secret = WebhookSecret::from_bytes(*b"0123456789abcdefghijklmnopqrstuv");
        assert_eq!(
            secret.reveal(),
            "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="
        );
        assert_eq!(format!("{secret:?}"), "WebhookSecret(…)");
    }

    #[test]
    fn id_and_time_and_body_are_signed() {
        assert_eq!(signed_content("EVT1", 1_614_265_330, "{}"), "EVT1.1614265330.{}");
    }
}
