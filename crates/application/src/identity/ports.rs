use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::identity::{AccountState, Password, PasswordHash, Role};
use hexmart_domain::shared::{Instant, SessionId, UserId};
use thiserror::Error;

/// Turns passwords into something that may be stored. Slow on purpose: MUST NOT block the caller's thread.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// A new hash with a salt of its own.
    async fn hash(&self, password: String) -> Result<PasswordHash, HashingError>;

    /// Whether the password belongs to the hash. With no hash MUST take as long as with one and answer false, so that
    /// the time does not tell whether an account exists.
    async fn verify(&self, password: String, hash: Option<PasswordHash>) -> Result<bool, HashingError>;
}

/// Too many passwords are being hashed already; come back later.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("too many sign-ins at once")]
pub struct HashingError;

/// Knows the passwords that everybody tries first.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
pub trait PasswordScreen: Send + Sync {
    /// Whether somebody would guess the password soon: it is common, was breached, or is made of `hints` (the address
    /// and the nickname of its owner). MUST NOT judge by the kinds of characters.
    fn is_guessable(&self, password: &Password, hints: &[String]) -> bool;
}

/// Makes and checks access tokens.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
pub trait TokenIssuer: Send + Sync {
    /// A token that proves the claims until it expires.
    fn issue(&self, claims: AccessClaims, now: Instant) -> AccessToken;

    /// What a token proves at `now`; none when it is forged, expired, or meant for something else.
    fn verify(&self, token: &str, now: Instant) -> Option<AccessClaims>;
}

/// What an access token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessClaims {
    /// Who.
    pub user: UserId,
    /// What they might do when it was made.
    pub role: Role,
    /// Where their account was in its life.
    pub state: AccountState,
    /// Of which sign-in.
    pub session: SessionId,
    /// The token version of the account when it was made.
    pub token_version: i64,
}

/// A token as its bearer gets it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// The secret text.
    pub token: String,
    /// How long it lives.
    pub expires_in: Duration,
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessToken(…)")
    }
}
