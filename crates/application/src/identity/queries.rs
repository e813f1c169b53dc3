//! What is asked about accounts.

use async_trait::async_trait;
use hexmart_domain::identity::{
    Account, AccountState, AddressBook, ApiKey, Email, Fingerprint, Provider, Role, Session,
};
use hexmart_domain::shared::{ApiKeyId, Instant, SessionId, UserId};

use super::PresentedToken;
use crate::platform::StoreError;

/// Questions about accounts. One round trip each.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait AccountQueries: Send + Sync {
    /// The live account of an address, compared without regard to case.
    async fn by_email(&self, email: &Email) -> Result<Option<Account>, StoreError>;

    /// An account with what belongs to its profile, in whatever state.
    async fn profile(&self, id: UserId) -> Result<Option<Profile>, StoreError>;

    /// Accounts in the order of their ids, behind `after`, at most `limit`; of one state if it is named.
    async fn page(
        &self,
        state: Option<AccountState>,
        after: Option<UserId>,
        limit: u64,
    ) -> Result<Vec<Account>, StoreError>;

    /// The addresses of an account.
    async fn address_book(&self, account: UserId) -> Result<AddressBook, StoreError>;

    /// Accounts for which something is due, at most `limit`.
    async fn overdue(&self, due: Overdue, limit: u64) -> Result<Vec<UserId>, StoreError>;
}

/// An account, and who it is elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The account.
    pub account: Account,
    /// The providers it is linked to, in their order.
    pub providers: Vec<Provider>,
}

/// What an account may be late for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overdue {
    /// Unverified, and made before then.
    Verification {
        /// When.
        made_before: Instant,
    },
    /// Active, employed by nobody, warned of nothing, and neither signed in nor made since then.
    DormancyNotice {
        /// When.
        idle_before: Instant,
    },
    /// Active, employed by nobody, warned before `warned_before`, and neither signed in nor made since `idle_before`.
    Dormancy {
        /// When.
        idle_before: Instant,
        /// When.
        warned_before: Instant,
    },
    /// Deleted before then, with something left that tells whose it was: a nickname, a password, or personal data.
    Anonymisation {
        /// When.
        deleted_before: Instant,
    },
}

/// Questions about who calls. One round trip each.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait CredentialQueries: Send + Sync {
    /// How an account and one of its sessions stand right now; none when there is no such session of this account.
    async fn standing(&self, account: UserId, session: SessionId) -> Result<Option<Standing>, StoreError>;

    /// The refresh token of a hash.
    async fn refresh_token(&self, hash: Fingerprint) -> Result<Option<PresentedToken>, StoreError>;

    /// The sessions of an account that have not ended, newest first.
    async fn sessions(&self, account: UserId) -> Result<Vec<Session>, StoreError>;

    /// The API key of a hash, with how its owner stands.
    async fn api_key(&self, hash: Fingerprint) -> Result<Option<KeyHolder>, StoreError>;

    /// The API keys of an account that were not called back, oldest first.
    async fn api_keys(&self, owner: UserId) -> Result<Vec<ApiKey>, StoreError>;

    /// Writes down that an API key was used.
    async fn api_key_used(&self, id: ApiKeyId, at: Instant) -> Result<(), StoreError>;

    /// Forgets what nobody can use any more: sessions that ended or ran out before `before` with their tokens, codes that
    /// were issued and provider attempts that began before then. Answers how many rows, at most about `limit` of each.
    async fn purge(&self, before: Instant, limit: u64) -> Result<u64, StoreError>;
}

/// How an account and one of its sessions stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What the account may do.
    pub role: Role,
    /// Where it is in its life.
    pub state: AccountState,
    /// Which tokens count.
    pub token_version: i64,
    /// The session.
    pub session: Session,
}

/// A key and its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyHolder {
    /// The key.
    pub key: ApiKey,
    /// What its owner may do.
    pub role: Role,
    /// Where its owner's account is in its life.
    pub state: AccountState,
}
