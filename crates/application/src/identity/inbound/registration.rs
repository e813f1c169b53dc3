use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::identity::{Account, CodeTry, Email, Nickname, Password, Principal, Role};
use hexmart_domain::shared::Language;
use thiserror::Error;

use super::super::HashingError;
use super::Caller;
use crate::platform::{StoreError, UniqueKey};

/// Coming into the shop, and back into it.
///
/// What an answer says, and how long it takes, MUST NOT depend on whether an address has an account.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Registration: Send + Sync {
    /// Makes an account that waits for its address to be proved, and mails a code. An address that has a verified account
    /// already is told so by mail; an unverified one is taken over, and whoever was signed in to it no longer is.
    async fn sign_up(&self, wanted: NewAccount, caller: &Caller) -> Result<(), SignUpError>;

    /// Makes an account that can sign in at once, with any role; for the command line.
    async fn make_account(&self, wanted: NewAccount, role: Role) -> Result<Account, SignUpError>;

    /// Mails a new code to somebody who signed in and is unverified.
    async fn request_email_code(&self, principal: Principal) -> Result<(), CodeRequestError>;

    /// Proves the address of a new account. The session that proves it knows the password, and the code knows the
    /// mailbox: neither alone makes an account active.
    async fn verify_email(&self, principal: Principal, code: &str) -> Result<(), CodeError>;

    /// Mails a code for a new password, if the address has an account. Says nothing else.
    async fn request_reset(&self, email: &Email, caller: &Caller) -> Result<(), CodeRequestError>;

    /// Sets a new password by a code, wakes or verifies the account, and ends all its sessions.
    async fn reset_password(
        &self,
        email: &Email,
        code: &str,
        password: Password,
        caller: &Caller,
    ) -> Result<(), CodeError>;
}

/// A wanted account. What it may do is not for its owner to say.
#[derive(Debug)]
pub struct NewAccount {
    /// What it signs in with.
    pub email: Email,
    /// What others see.
    pub nickname: Nickname,
    /// How it proves to be itself.
    pub password: Password,
    /// What the shop writes in.
    pub language: Language,
}

/// Why there is no new account.
#[derive(Debug, Clone, Error)]
pub enum SignUpError {
    /// Another account has this address. Said to the command line alone.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// The password is one that everybody tries.
    #[error("the password is easy to guess")]
    GuessablePassword,
    /// Too many sign-ups from here.
    #[error("too many tries")]
    TooMany {
        /// How long to wait.
        retry_after: Duration,
    },
    /// Too many passwords are being hashed.
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

/// Why no code was sent.
#[derive(Debug, Clone, Error)]
pub enum CodeRequestError {
    /// Too many codes were asked for.
    #[error("too many tries")]
    TooMany {
        /// How long to wait.
        retry_after: Duration,
    },
    /// There is nothing to prove: it was proved already, or there is no such account any more.
    #[error("there is nothing to verify")]
    NothingToVerify,
    /// Somebody else has the address, or the number.
    #[error("it is taken")]
    Taken,
    /// The password is not that of the account.
    #[error("the password is wrong")]
    WrongPassword,
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Busy(#[from] HashingError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a code had no effect.
#[derive(Debug, Clone, Error)]
pub enum CodeError {
    /// Wrong. The code that was sent can be tried again, so often.
    #[error("the code is wrong")]
    Wrong {
        /// How often.
        left: u32,
    },
    /// None was sent, or it is spent, too old or tried too often; or, for a reset, simply wrong.
    #[error("the code is not valid")]
    Invalid,
    /// Meanwhile somebody else has the address, or the number.
    #[error("it is taken")]
    Taken,
    /// The password is one that everybody tries.
    #[error("the password is easy to guess")]
    GuessablePassword,
    /// Too many tries from here.
    #[error("too many tries")]
    TooMany {
        /// How long to wait.
        retry_after: Duration,
    },
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Busy(#[from] HashingError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for CodeError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(UniqueKey::AccountEmail | UniqueKey::AccountPhone) => Self::Taken,
            other => Self::Store(other),
        }
    }
}

impl CodeError {
    /// What a try that did not succeed tells its owner.
    pub(crate) const fn of(tried: CodeTry) -> Self {
        match tried {
            CodeTry::Wrong { left } => Self::Wrong { left },
            CodeTry::Right | CodeTry::Expired => Self::Invalid,
        }
    }
}
