//! The ID token: OIDC Core, 3.1.3.7.

use hexmart_domain::shared::Instant;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

/// The one algorithm. What the token itself says is compared with it, never followed.
const ALGORITHM: Algorithm = Algorithm::RS256;
/// Google's have some 1,200 bytes.
const LONGEST: usize = 16 * 1024;
/// How far Google's clock and ours may differ, in seconds.
const LEEWAY: i64 = 10;

/// What a token must say.
pub(super) struct Expected<'a> {
    pub(super) issuers: &'a [String],
    pub(super) audience: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now: Instant,
}

/// What a token says. Google names one audience, as a text; a list of them is not read.
#[derive(Deserialize)]
pub(super) struct Claims {
    iss: String,
    aud: String,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: String,
    pub(super) sub: String,
    pub(super) email: Option<String>,
    pub(super) email_verified: Option<bool>,
    pub(super) name: Option<String>,
}

/// Which key the token names; none when its header is not one that Google writes. Nothing of it is proved yet.
pub(super) fn key_id(token: &str) -> Option<String> {
    if token.len() > LONGEST {
        return None;
    }
    let header = jsonwebtoken::decode_header(token).ok()?;
    // Keys, links and extensions that a token brings along are for the gullible.
    let plain = header.jku.is_none()
        && header.jwk.is_none()
        && header.x5u.is_none()
        && header.x5c.is_none()
        && header.crit.is_none();
    header.kid.filter(|_| plain && header.alg == ALGORITHM)
}

/// The claims of a token that `key` signed and that says what is expected; otherwise what is wrong with it.
pub(super) fn check(token: &str, key: &DecodingKey, expected: &Expected<'_>) -> Result<Claims, &'static str> {
    let claims = jsonwebtoken::decode::<Claims>(token, key, &validation())
        .or(Err("an ID token that the provider did not sign, or not for this"))?
        .claims;
    let now = expected.now.timestamp();
    let soon = now.saturating_add(LEEWAY);
    if !expected.issuers.contains(&claims.iss) {
        Err("an ID token of another issuer")
    } else if claims.aud != expected.audience || claims.azp.as_ref().is_some_and(|azp| azp != &claims.aud) {
        Err("an ID token for another audience")
    } else if now >= claims.exp.saturating_add(LEEWAY) {
        Err("an ID token that has expired")
    } else if claims.iat > soon || claims.nbf.is_some_and(|from| from > soon) {
        Err("an ID token from the future")
    } else if claims.nonce != expected.nonce {
        Err("an ID token with another nonce")
    } else {
        Ok(claims)
    }
}

/// The library checks the algorithm and the signature. The claims are compared above, where the time is the shop's.
fn validation() -> Validation {
    let mut validation = Validation::new(ALGORITHM);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}
