use async_trait::async_trait;
use hexmart_domain::identity::{Account, Email, Nickname, Password, Principal, Role};
use thiserror::Error;

use super::{AccessToken, HashingError};
use crate::platform::{StoreError, UniqueKey};

/// Who is who.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Identity: Send + Sync {
    /// Makes an account that can sign in.
    async fn sign_up(&self, account: NewAccount) -> Result<Account, SignUpError>;

    /// Proves a password and answers a token.
    async fn sign_in(&self, credentials: SignIn) -> Result<AccessToken, SignInError>;

    /// Whom an access token proves; none when it proves nobody.
    fn authenticate(&self, token: &str) -> Option<Principal>;
}

/// A wanted account.
#[derive(Debug)]
pub struct NewAccount {
    /// What it signs in with.
    pub email: Email,
    /// What others see.
    pub nickname: Nickname,
    /// How it proves to be itself.
    pub password: Password,
    /// What it may do. Never taken from a request of the public API.
    pub role: Role,
}

/// Somebody's claim to an account.
pub struct SignIn {
    /// Which account.
    pub email: Email,
    /// The proof, as it was typed: an old account may have a password that today's rules refuse.
    pub password: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn(…)")
    }
}

/// Why there is no new account.
#[derive(Debug, Clone, Error)]
pub enum SignUpError {
    /// Another account has this address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// Too many sign-ups at once.
    #[error(transparent)]
    Busy(#[from] HashingError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for SignUpError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(UniqueKey::AccountEmail) => Self::EmailTaken,
            other => Self::Store(other),
        }
    }
}

/// Why there is no token.
#[derive(Debug, Clone, Error)]
pub enum SignInError {
    /// No such account, or not its password; which of the two is nobody's business.
    #[error("the e-mail address or the password is wrong")]
    InvalidCredentials,
    /// Too many sign-ins at once.
    #[error(transparent)]
    Busy(#[from] HashingError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
