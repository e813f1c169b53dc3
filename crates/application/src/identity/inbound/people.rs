use async_trait::async_trait;
use hexmart_domain::identity::{Account, AccountState, Role};
use hexmart_domain::shared::UserId;
use thiserror::Error;

use super::super::Profile;
use crate::platform::{StoreError, UniqueKey};

/// What staff do with accounts. Everything but a masked look is written to the audit log in the same commit.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait People: Send + Sync {
    /// Accounts in the order of their ids, behind `after`, at most `limit`.
    async fn page(
        &self,
        state: Option<AccountState>,
        after: Option<UserId>,
        limit: u64,
    ) -> Result<Vec<Account>, StoreError>;

    /// An account, for a masked view.
    async fn account(&self, id: UserId) -> Result<Profile, PeopleError>;

    /// An account, for a full view: the audit log says who looked, and why.
    async fn account_in_full(&self, actor: UserId, id: UserId, reason: &str) -> Result<Profile, PeopleError>;

    /// Gives an account another role. Its tokens lose their worth.
    async fn change_role(&self, actor: UserId, id: UserId, role: Role) -> Result<Account, PeopleError>;

    /// Ends all sessions of an account, and with them all its tokens.
    async fn end_sessions(&self, actor: UserId, id: UserId) -> Result<(), PeopleError>;

    /// Erases an account.
    async fn erase(&self, actor: UserId, id: UserId, reason: &str) -> Result<(), PeopleError>;

    /// Restores an erased account whose personal data is still there.
    async fn restore(&self, actor: UserId, id: UserId) -> Result<Account, PeopleError>;
}

/// Why staff could not.
#[derive(Debug, Clone, Error)]
pub enum PeopleError {
    /// There is no such account.
    #[error("there is no such account")]
    Unknown,
    /// Nobody changes their own role or erases themselves here.
    #[error("nobody does this to themselves")]
    Oneself,
    /// The account is not erased, or was anonymised since.
    #[error("the account cannot be restored")]
    NotRestorable,
    /// Meanwhile another account has its address or number.
    #[error("another account has its address or number")]
    Taken,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for PeopleError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(UniqueKey::AccountEmail | UniqueKey::AccountPhone) => Self::Taken,
            other => Self::Store(other),
        }
    }
}
