use std::collections::BTreeSet;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::Weakness;
use crate::random::random;

/// Words of examples, and of people who did not read them.
const SAMPLES: [&str; 5] = ["change", "example", "secret", "password", "hexmart"];
/// Fewer different bytes than this were typed, not drawn: of 32 random bytes, some 30 are different.
const FEWEST_BYTES: usize = 8;

/// 32 secret bytes, which are wiped when nobody needs them any more.
#[derive(PartialEq, Eq)]
pub(crate) struct Secret(Zeroizing<[u8; 32]>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    pub(super) fn draw() -> Result<Self, getrandom::Error> {
        random().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// Reads the form of the file.
    pub(super) fn decode(text: &str) -> Result<Self, Weakness> {
        let bytes = URL_SAFE_NO_PAD.decode(text).or(Err(Weakness::Encoding))?;
        let bytes = Zeroizing::new(bytes);
        let secret: [u8; 32] = bytes
            .as_slice()
            .try_into()
            .or(Err(Weakness::Length { bytes: bytes.len() }))?;
        let readable = Zeroizing::new(String::from_utf8_lossy(&bytes).to_lowercase());
        let different: BTreeSet<_> = bytes.iter().collect();
        if SAMPLES.iter().any(|sample| readable.contains(sample)) || different.len() < FEWEST_BYTES {
            return Err(Weakness::Typed);
        }
        Ok(Self(Zeroizing::new(secret)))
    }

    /// The form of the file.
    pub(super) fn encode(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.reveal()))
    }

    /// For ciphers and signatures alone.
    pub(crate) fn reveal(&self) -> &[u8; 32] {
        &self.0
    }
}
