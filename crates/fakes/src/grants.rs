//! What a provider remembers between its three questions: codes, and the tokens that they were redeemed for.

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use hexmart_domain::identity::Provider;
use hexmart_domain::shared::Instant;
use sha2::{Digest as _, Sha256};

use crate::persona::Persona;
use crate::shelf::Shelf;

/// How long a code is good.
const CODE_LIFETIME: TimeDelta = TimeDelta::seconds(60);
/// How long a token is good.
const TOKEN_LIFETIME: TimeDelta = TimeDelta::hours(1);

/// What somebody agreed to.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) provider: Provider,
    pub(crate) persona: Persona,
    pub(crate) client: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: String,
    pub(crate) scope: String,
    pub(crate) nonce: Option<String>,
    /// The hash of the verifier that is to come (RFC 7636).
    pub(crate) challenge: Option<String>,
    pub(crate) at: Instant,
}

/// Why a code is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadCode {
    /// Unknown, used, old, of another provider or for another client.
    Unknown,
    /// Given out for another address.
    Redirect,
    /// The verifier is missing, wrong, or not expected.
    Verifier,
}

/// What comes along with a code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) provider: Provider,
    pub(crate) client: &'a str,
    /// None where the provider does not ask for it.
    pub(crate) redirect_uri: Option<&'a str>,
    pub(crate) verifier: Option<&'a str>,
}

/// All codes and tokens that are out.
#[derive(Debug, Default)]
pub(crate) struct Grants {
    codes: Mutex<Shelf<(String, Grant)>>,
    tokens: Mutex<Shelf<(String, Grant)>>,
}

impl Grants {
    /// Remembers what a code stands for.
    pub(crate) fn issue(&self, code: String, grant: Grant) {
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        codes.put((code, grant));
    }

    /// What a code stands for. It is used up by being shown, whatever else was wrong.
    pub(crate) fn redeem(&self, code: &str, shown: Shown<'_>, now: Instant) -> Result<Grant, BadCode> {
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, grant) = codes.take(|(known, _)| known == code).ok_or(BadCode::Unknown)?;
        if grant.provider != shown.provider
            || grant.client != shown.client
            || now.signed_duration_since(grant.at) > CODE_LIFETIME
        {
            return Err(BadCode::Unknown);
        }
        if shown.redirect_uri.is_some_and(|uri| uri != grant.redirect_uri) {
            return Err(BadCode::Redirect);
        }
        let hash = shown.verifier.map(challenge);
        if hash != grant.challenge {
            return Err(BadCode::Verifier);
        }
        Ok(grant)
    }

    /// Remembers whom a token speaks for, from `now` on.
    pub(crate) fn hand_out(&self, token: String, grant: &Grant, now: Instant) {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let at = now;
        tokens.put((token, Grant { at, ..grant.clone() }));
    }

    /// Whom a token speaks for.
    pub(crate) fn bearer(&self, provider: Provider, token: &str, now: Instant) -> Option<Persona> {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, grant) = tokens.find(|(known, _)| known == token)?;
        let good = grant.provider == provider && now.signed_duration_since(grant.at) <= TOKEN_LIFETIME;
        good.then_some(grant.persona)
    }
}

/// The challenge of a verifier: S256.
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}
