use std::fmt;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hexmart_application::platform::Entropy;
use jsonwebtoken::{Algorithm, EncodingKey};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::traits::PublicKeyParts as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// As long as Google's.
const BITS: usize = 2048;

/// What Google's double signs ID tokens with: an RSA key, made anew by each process.
#[derive(Clone)]
pub struct SigningKey {
    id: String,
    modulus: String,
    exponent: String,
    signing: EncodingKey,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.id)
    }
}

impl SigningKey {
    /// A new key. Takes a moment; none when these dice make no key, which they do not.
    pub fn generate(entropy: &dyn Entropy) -> Option<Self> {
        let mut dice = ChaCha20Rng::from_seed(entropy.secret());
        let key = RsaPrivateKey::new(&mut dice, BITS).ok()?;
        let modulus = key.n().to_bytes_be();
        let id = URL_SAFE_NO_PAD.encode(Sha256::digest(&modulus));
        Some(Self {
            id,
            modulus: URL_SAFE_NO_PAD.encode(modulus),
            exponent: URL_SAFE_NO_PAD.encode(key.e().to_bytes_be()),
            signing: EncodingKey::from_rsa_der(key.to_pkcs1_der().ok()?.as_bytes()),
        })
    }

    /// The key of this process, made when it is first asked for; to be asked where waiting is allowed.
    pub(crate) fn of_process(entropy: &dyn Entropy) -> Option<&'static Self> {
        static KEY: OnceLock<Option<SigningKey>> = OnceLock::new();
        KEY.get_or_init(|| Self::generate(entropy)).as_ref()
    }

    /// What the key is called.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public half, as a JSON Web Key (RFC 7517).
    pub fn jwk(&self) -> Value {
        json!({
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.id,
            "n": self.modulus,
            "e": self.exponent,
        })
    }

    /// The header of a JSON Web Token (RFC 7519) that this key signs.
    pub fn header(&self) -> Value {
        json!({ "alg": "RS256", "kid": self.id, "typ": "JWT" })
    }

    /// A token of a header and a payload, signed by RS256 whatever the two say; none when there is no signature.
    pub fn sign(&self, header: &Value, payload: &str) -> Option<String> {
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(payload));
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &self.signing, Algorithm::RS256);
        Some(format!("{message}.{}", signature.ok()?))
    }
}
