use std::fmt;
use std::time::Duration;

use hexmart_application::identity::{AccessToken, TokenIssuer};
use hexmart_application::platform::Mint;
use hexmart_domain::identity::{Principal, Role};
use hexmart_domain::shared::{Instant, Kind};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Who signs, and for whom: a token of another service, or for one, is refused.
const ISSUER: &str = "hexmart";
const AUDIENCE: &str = "hexmart";
/// RFC 9068: no other kind of token (of identity, of refreshing) passes for an access token.
const TYPE: &str = "at+jwt";
/// Names the key in use, so that there can be two while one replaces the other.
const KEY_ID: &str = "1";
/// How long a token lives. Short, for it cannot be called back.
const LIFETIME: Duration = Duration::from_mins(10);
/// How far the clocks of two servers may differ, in seconds.
const LEEWAY: i64 = 10;
/// Ours have some 400 bytes; nobody makes us decode more than this.
const LONGEST: usize = 2048;

/// Access tokens: JSON web tokens signed with HMAC-SHA-256.
pub struct JwtIssuer {
    header: Header,
    signing: EncodingKey,
    checking: DecodingKey,
    validation: Validation,
    mint: Mint,
}

impl fmt::Debug for JwtIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JwtIssuer(…)")
    }
}

/// A secret that could be guessed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a token secret has at least {} bytes", JwtIssuer::SHORTEST_SECRET)]
pub struct WeakSecret;

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    role: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: String,
}

/// What a token's own id identifies.
enum Token {}

impl Kind for Token {
    const PREFIX: &'static str = "TOKEN";
}

impl JwtIssuer {
    /// The shortest secret, in bytes: as many as the signature has.
    pub const SHORTEST_SECRET: usize = 32;

    /// Signs and checks with `secret`; `mint` gives each token an id of its own.
    pub fn new(secret: &[u8], mint: Mint) -> Result<Self, WeakSecret> {
        if secret.len() < Self::SHORTEST_SECRET {
            return Err(WeakSecret);
        }
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(KEY_ID.to_owned());
        Ok(Self {
            header,
            signing: EncodingKey::from_secret(secret),
            checking: DecodingKey::from_secret(secret),
            validation: validation(),
            mint,
        })
    }
}

fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    // The library would ask the system's clock; `verify` compares with the `now` it is given.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation
}

impl TokenIssuer for JwtIssuer {
    fn issue(&self, principal: Principal, now: Instant) -> AccessToken {
        let issued = now.timestamp();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: principal.user.to_string(),
            role: principal.role.as_str().to_owned(),
            iat: issued,
            nbf: issued,
            exp: issued.saturating_add_unsigned(LIFETIME.as_secs()),
            jti: self.mint.id::<Token>(now).to_string(),
        };
        // Texts and numbers under an HMAC key always encode; should they not, an empty token proves nobody.
        let token = jsonwebtoken::encode(&self.header, &claims, &self.signing).unwrap_or_default();
        AccessToken {
            token,
            expires_in: LIFETIME,
        }
    }

    fn verify(&self, token: &str, now: Instant) -> Option<Principal> {
        if token.len() > LONGEST {
            return None;
        }
        let data = jsonwebtoken::decode::<Claims>(token, &self.checking, &self.validation).ok()?;
        let (claims, now) = (data.claims, now.timestamp());
        let timely = claims.nbf <= now.saturating_add(LEEWAY) && now < claims.exp.saturating_add(LEEWAY);
        // The whole header, so that no key, link or extension that it might carry is ever looked at.
        if data.header != self.header || !timely {
            return None;
        }
        Some(Principal {
            user: claims.sub.parse().ok()?,
            role: Role::from_word(&claims.role)?,
        })
    }
}

#[cfg(test)]
mod tests;
