use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::identity::{Account, Email, PasswordHash, Principal};
use hexmart_domain::shared::Instant;
use thiserror::Error;

use crate::platform::StoreError;

/// Accounts inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait AccountRepository: Send {
    /// Adds an account. MUST answer [`StoreError::Duplicate`] with
    /// [`UniqueKey::AccountEmail`](crate::platform::UniqueKey::AccountEmail) when its address, without regard to
    /// case, is taken.
    async fn add(&mut self, account: &Account) -> Result<(), StoreError>;
}

/// Questions about accounts.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait AccountQueries: Send + Sync {
    /// The account of an address, compared without regard to case.
    async fn by_email(&self, email: &Email) -> Result<Option<Account>, StoreError>;
}

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

/// Makes and checks access tokens.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
pub trait TokenIssuer: Send + Sync {
    /// A token that proves the principal until it expires.
    fn issue(&self, principal: Principal, now: Instant) -> AccessToken;

    /// Whom a token proves at `now`; none when it is forged, expired, or meant for something else.
    fn verify(&self, token: &str, now: Instant) -> Option<Principal>;
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
