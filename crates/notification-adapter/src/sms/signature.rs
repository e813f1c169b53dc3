use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use crate::setting::BadSetting;

/// Signs requests with a secret that the vendor knows too: HMAC-SHA256.
pub(super) struct Signer(Hmac<Sha256>);

impl Signer {
    pub(super) fn new(secret: &SecretString) -> Result<Self, BadSetting> {
        let secret = secret.expose_secret();
        match Hmac::new_from_slice(secret.as_bytes()) {
            Ok(keyed) if !secret.is_empty() => Ok(Self(keyed)),
            _ => Err(BadSetting {
                setting: "the vendor's secret key",
                expected: "a text",
            }),
        }
    }

    pub(super) fn base64(&self, text: &str) -> String {
        STANDARD.encode(self.sign(text))
    }

    pub(super) fn hex(&self, text: &str) -> String {
        hex(&self.sign(text))
    }

    fn sign(&self, text: &str) -> [u8; 32] {
        self.0
            .clone()
            .chain_update(text.as_bytes())
            .finalize()
            .into_bytes()
            .into()
    }
}

/// Two small digits per byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}
