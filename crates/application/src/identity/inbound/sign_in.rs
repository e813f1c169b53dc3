use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::identity::{Email, Principal, Session};
use hexmart_domain::shared::{SessionId, UserId};
use thiserror::Error;

use super::super::{AccessToken, HashingError};
use super::Caller;
use crate::platform::StoreError;

/// Being known, and no longer.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait SignIn: Send + Sync {
    /// Proves a password and opens a session.
    async fn sign_in(&self, claim: Credentials, caller: &Caller) -> Result<Tokens, SignInError>;

    /// Uses a refresh token up, and gives the next. A token that comes a second time was stolen from somebody: its session
    /// ends. Of several who present the same token at the same time one gets the next, and the others nothing.
    async fn refresh(&self, token: &str) -> Result<Tokens, RefreshError>;

    /// Whom an access token or an API key proves right now; none when it proves nobody. What an employee may do is looked
    /// up each time, so that it ends at once when it ends; so is whether somebody unverified still is.
    async fn authenticate(&self, token: &str) -> Result<Option<Principal>, StoreError>;

    /// Whether what proved the caller still does: the session is open and the account awake. For what changes an account,
    /// and must not be done with a token that outlived its session.
    async fn still_holds(&self, principal: Principal) -> Result<bool, StoreError>;

    /// The sessions that somebody has, newest first.
    async fn sessions(&self, account: UserId) -> Result<Vec<Session>, StoreError>;

    /// Ends a session of an account; false when there is none such.
    async fn end_session(&self, account: UserId, session: SessionId) -> Result<bool, StoreError>;

    /// Ends all sessions of an account, and with them all its tokens.
    async fn end_all_sessions(&self, account: UserId) -> Result<(), StoreError>;
}

/// Somebody's claim to an account.
pub struct Credentials {
    /// Which account.
    pub email: Email,
    /// The proof, as it was typed: an old account may have a password that today's rules refuse.
    pub password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// What somebody has who signed in.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Proves who calls, for a short time.
    pub access: AccessToken,
    /// Gets the next pair, once.
    pub refresh: String,
    /// How long the refresh token is good if it is not used.
    pub refresh_expires_in: Duration,
    /// Which session it is.
    pub session: SessionId,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({})", self.session)
    }
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Error)]
pub enum SignInError {
    /// No such account, or not its password; which of the two is nobody's business.
    #[error("the e-mail address or the password is wrong")]
    InvalidCredentials,
    /// The right password of an account that sleeps.
    #[error("the account is dormant")]
    Dormant,
    /// Too many misses from here; the owner is not kept out elsewhere.
    #[error("too many tries")]
    TooMany {
        /// How long to wait.
        retry_after: Duration,
    },
    /// Too many sign-ins at once.
    #[error(transparent)]
    Busy(#[from] HashingError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why there are no new tokens.
#[derive(Debug, Clone, Error)]
pub enum RefreshError {
    /// Unknown, used, too old, or of a session that ended.
    #[error("the refresh token is not valid")]
    Invalid,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
