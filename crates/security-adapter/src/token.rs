use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hexmart_application::identity::{AccessClaims, AccessToken, TokenIssuer};
use hexmart_application::platform::Mint;
use hexmart_domain::identity::{AccountState, Role};
use hexmart_domain::shared::{Instant, Kind};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::ring::{KeyRing, TokenKey};

mod proved;

use proved::Proved;

/// Who signs, and for whom: a token of another service, or for one, is refused.
const ISSUER: &str = "hexmart";
const AUDIENCE: &str = "hexmart";
/// RFC 9068: no other kind of token (of identity, of refreshing) passes for an access token.
const TYPE: &str = "at+jwt";
/// How long a token lives. Short, for it cannot be called back.
const LIFETIME: Duration = Duration::from_mins(10);
/// How far the clocks of two servers may differ, in seconds.
const LEEWAY: i64 = 10;
/// Ours have some 500 bytes; nobody makes us decode more than this.
const LONGEST: usize = 2048;

/// Access tokens: JSON web tokens signed with HMAC-SHA-256 by the newest token key of a ring, and good for as long as
/// their key is in it.
pub struct JwtIssuer {
    ring: Arc<KeyRing>,
    validation: Validation,
    mint: Mint,
    proved: Proved,
}

impl fmt::Debug for JwtIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JwtIssuer(…)")
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    role: String,
    state: String,
    sid: String,
    ver: i64,
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
    /// Signs and checks with the keys of the ring; `mint` gives each token an id of its own.
    pub fn new(ring: Arc<KeyRing>, mint: Mint) -> Self {
        Self {
            ring,
            validation: validation(),
            mint,
            proved: Proved::new(),
        }
    }
}

fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    // The library would ask the system's clock; `is_timely` compares with the `now` it is given.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation
}

/// The one header a key signs.
fn header(kid: &str) -> Header {
    let mut header = Header::new(Algorithm::HS256);
    header.typ = Some(TYPE.to_owned());
    header.kid = Some(kid.to_owned());
    header
}

/// What a token says that a key signed.
struct Proof {
    key: Arc<TokenKey>,
    access: AccessClaims,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl Proof {
    fn new(key: Arc<TokenKey>, claims: &Claims) -> Option<Self> {
        let access = AccessClaims {
            user: claims.sub.parse().ok()?,
            role: Role::from_word(&claims.role)?,
            state: AccountState::from_word(&claims.state)?,
            session: claims.sid.parse().ok()?,
            token_version: claims.ver,
        };
        let (iat, nbf, exp) = (claims.iat, claims.nbf, claims.exp);
        Some(Self {
            key,
            access,
            iat,
            nbf,
            exp,
        })
    }

    fn is_timely(&self, now: i64) -> bool {
        let latest = now.saturating_add(LEEWAY);
        let longest = self.iat.saturating_add_unsigned(LIFETIME.as_secs());
        let begun = self.iat <= latest && self.nbf <= latest;
        begun && now < self.exp.saturating_add(LEEWAY) && self.exp <= longest
    }
}

impl JwtIssuer {
    /// What a token says, if a key of the ring signed it, whenever that is good for.
    fn proof(&self, token: &str) -> Option<Proof> {
        let claimed = jsonwebtoken::decode_header(token).ok()?;
        let kid = claimed.kid.as_deref()?;
        // The whole header, so that no key, link or extension that it might carry is ever looked at.
        if claimed != header(kid) {
            return None;
        }
        let key = self.ring.token_key(kid)?;
        let checking = DecodingKey::from_secret(key.secret.reveal());
        let data = jsonwebtoken::decode::<Claims>(token, &checking, &self.validation).ok()?;
        Proof::new(key, &data.claims)
    }
}

impl TokenIssuer for JwtIssuer {
    fn issue(&self, claims: AccessClaims, now: Instant) -> AccessToken {
        let issued = now.timestamp();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: claims.user.to_string(),
            role: claims.role.as_str().to_owned(),
            state: claims.state.as_str().to_owned(),
            sid: claims.session.to_string(),
            ver: claims.token_version,
            iat: issued,
            nbf: issued,
            exp: issued.saturating_add_unsigned(LIFETIME.as_secs()),
            jti: self.mint.id::<Token>(now).to_string(),
        };
        let keys = self.ring.keys();
        let key = keys.tokens.newest();
        let signing = EncodingKey::from_secret(key.secret.reveal());
        // Texts and numbers under an HMAC key always encode; should they not, an empty token proves nobody.
        let token = jsonwebtoken::encode(&header(&key.kid), &claims, &signing).unwrap_or_default();
        AccessToken {
            token,
            expires_in: LIFETIME,
        }
    }

    fn verify(&self, token: &str, now: Instant) -> Option<AccessClaims> {
        if token.len() > LONGEST {
            return None;
        }
        let now = now.timestamp();
        if let Some(proof) = self.proved.find(token, &self.ring) {
            return proof.is_timely(now).then_some(proof.access);
        }
        let proof = self.proof(token).filter(|proof| proof.is_timely(now))?;
        let access = proof.access;
        self.proved.keep(token, proof);
        Some(access)
    }
}

#[cfg(test)]
mod tests;
