//! Identity inside a transaction.

use async_trait::async_trait;
use hexmart_domain::identity::{
    Account, AddressBook, ApiKey, CodePurpose, Email, Fingerprint, IssuedCode, LinkedIdentity, Provider,
    RefreshToken, Session,
};
use hexmart_domain::shared::{ApiKeyId, Instant, SessionId, UserId};

use crate::platform::StoreError;

/// Accounts, and who they are elsewhere.
///
/// Addresses and numbers are unique among live accounts, those that are not deleted; without regard to case. A second
/// one MUST be answered with [`StoreError::Duplicate`] and
/// [`AccountEmail`](crate::platform::UniqueKey::AccountEmail) or
/// [`AccountPhone`](crate::platform::UniqueKey::AccountPhone).
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait AccountRepository: Send {
    /// Adds an account. MUST keep personal data unreadable at rest.
    async fn add(&mut self, account: &Account) -> Result<(), StoreError>;

    /// The account of an id, in whatever state.
    async fn find(&mut self, id: UserId) -> Result<Option<Account>, StoreError>;

    /// The live account of an address.
    async fn find_by_email(&mut self, email: &Email) -> Result<Option<Account>, StoreError>;

    /// The account of somebody at a provider.
    async fn find_by_identity(
        &mut self,
        provider: Provider,
        subject: Fingerprint,
    ) -> Result<Option<Account>, StoreError>;

    /// Writes a changed account, whose version is one more than what was read. MUST answer [`StoreError::Conflict`] when
    /// the stored version is another.
    async fn save(&mut self, account: &Account) -> Result<(), StoreError>;

    /// Forgets an account that was never verified, with its sessions, codes and links. MUST leave an account alone that
    /// is in any other state, and say false.
    async fn remove_unverified(&mut self, id: UserId) -> Result<bool, StoreError>;

    /// Says who an account is at a provider. MUST answer [`StoreError::Duplicate`] with
    /// [`LinkedIdentity`](crate::platform::UniqueKey::LinkedIdentity) when they are somebody here already.
    async fn link(&mut self, identity: &LinkedIdentity) -> Result<(), StoreError>;

    /// Forgets who an account is elsewhere.
    async fn unlink_all(&mut self, id: UserId) -> Result<(), StoreError>;
}

/// Sign-ins and the chains of their refresh tokens.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait SessionRepository: Send {
    /// Opens a session with its first token.
    async fn open(&mut self, session: &Session, token: &RefreshToken) -> Result<(), StoreError>;

    /// The token of a hash, with its session; none when nobody was ever given such a token.
    async fn find_by_token(&mut self, hash: Fingerprint) -> Result<Option<PresentedToken>, StoreError>;

    /// Appends the next token to its session's chain, whose `refreshed_at` becomes the token's `issued_at`. MUST answer
    /// [`StoreError::Conflict`] when the session has a token of that generation: one of those who race wins.
    async fn rotate(&mut self, next: &RefreshToken) -> Result<(), StoreError>;

    /// Whether an account has this session, and it has not ended.
    async fn is_open(&mut self, account: UserId, id: SessionId) -> Result<bool, StoreError>;

    /// Ends a session of an account; false when there is no such session of this account, or it had ended.
    async fn end(&mut self, account: UserId, id: SessionId, now: Instant) -> Result<bool, StoreError>;

    /// Ends all sessions of an account, except one if any is named; answers how many.
    async fn end_all(
        &mut self,
        account: UserId,
        except: Option<SessionId>,
        now: Instant,
    ) -> Result<u64, StoreError>;
}

/// A refresh token that somebody presented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentedToken {
    /// The token.
    pub token: RefreshToken,
    /// Its session.
    pub session: Session,
    /// Whether it is the newest of its session.
    pub is_newest: bool,
}

/// Codes that were sent to people: one per account and purpose.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait CodeRepository: Send {
    /// The code of an account for a purpose, spent or not.
    async fn find(&mut self, account: UserId, purpose: CodePurpose)
    -> Result<Option<IssuedCode>, StoreError>;

    /// Writes a code in place of the one before, whose version is one less; of version 1 when there was none. MUST
    /// answer [`StoreError::Conflict`] when that is not so. MUST keep its target unreadable at rest.
    async fn save(&mut self, code: &IssuedCode) -> Result<(), StoreError>;
}

/// Sign-ins under way at identity providers.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ProviderAttemptRepository: Send {
    /// Remembers an attempt.
    async fn add(&mut self, attempt: &ProviderAttempt) -> Result<(), StoreError>;

    /// Takes an attempt out by the hash of its state: whoever comes second, or at the same time, gets none.
    async fn take(&mut self, state: Fingerprint) -> Result<Option<ProviderAttempt>, StoreError>;
}

/// Somebody went to a provider and is expected back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderAttempt {
    /// The hash of the state that comes back.
    pub state: Fingerprint,
    /// Where they went.
    pub provider: Provider,
    /// The hash of what only the browser that went knows.
    pub binding: Fingerprint,
    /// Where they come back to.
    pub redirect_uri: String,
    /// The account that the identity is to be linked to; none for a sign-in.
    pub link_to: Option<UserId>,
    /// When they went.
    pub began_at: Instant,
}

/// Address books, each read and written as a whole.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait AddressRepository: Send {
    /// The book of an account; an empty one of version 0 when nothing was ever saved.
    async fn book(&mut self, account: UserId) -> Result<AddressBook, StoreError>;

    /// Writes a book, whose version is one more than what was read. MUST answer [`StoreError::Conflict`] when the stored
    /// version is another. MUST keep addresses unreadable at rest.
    async fn save(&mut self, book: &AddressBook) -> Result<(), StoreError>;
}

/// Keys of machines.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ApiKeyRepository: Send {
    /// Adds a key.
    async fn add(&mut self, key: &ApiKey) -> Result<(), StoreError>;

    /// The keys of an account that are live at `now`, oldest first.
    async fn live_of(&mut self, owner: UserId, now: Instant) -> Result<Vec<ApiKey>, StoreError>;

    /// A key of an account, live or not.
    async fn find(&mut self, owner: UserId, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError>;

    /// Writes when a key ends: its `expires_at` and `revoked_at`.
    async fn save_end(&mut self, key: &ApiKey) -> Result<(), StoreError>;
}
