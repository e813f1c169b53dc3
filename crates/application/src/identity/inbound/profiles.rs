use async_trait::async_trait;
use hexmart_domain::identity::{
    Account, AddressBook, AddressBookError, CustomsCode, Email, Introduction, Nickname, Password, Phone,
    PostalAddress, Principal, RealName,
};
use hexmart_domain::shared::{AddressId, Language, UserId};
use thiserror::Error;

use super::super::{HashingError, Profile};
use super::{CodeError, CodeRequestError};
use crate::platform::StoreError;

/// What somebody keeps about themselves.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Profiles: Send + Sync {
    /// One's own account, or somebody else's for those who may; none when there is none.
    async fn profile(&self, account: UserId) -> Result<Option<Profile>, StoreError>;

    /// Changes what is named, and nothing else.
    async fn change(&self, account: UserId, change: ProfileChange) -> Result<Account, ProfileError>;

    /// Sets a new password, and ends all other sessions.
    async fn change_password(
        &self,
        principal: Principal,
        current: Option<String>,
        new: Password,
    ) -> Result<(), ProfileError>;

    /// Mails a code to a new address.
    async fn request_email_change(
        &self,
        account: UserId,
        password: Option<String>,
        new: Email,
    ) -> Result<(), CodeRequestError>;

    /// Makes the address to which the code was sent the account's; the old one is told.
    async fn confirm_email_change(&self, principal: Principal, code: &str) -> Result<(), CodeError>;

    /// Sends a code to a number.
    async fn request_phone(&self, account: UserId, phone: Phone) -> Result<(), CodeRequestError>;

    /// Makes the number to which the code was sent the account's.
    async fn confirm_phone(&self, account: UserId, code: &str) -> Result<(), CodeError>;

    /// Puts an account to sleep. A code by mail wakes it.
    async fn sleep(&self, account: UserId, password: Option<String>) -> Result<(), ProfileError>;

    /// Erases an account: nobody can sign in, its addresses are free again, and after a while its personal data is gone.
    /// What was bought stays on record.
    async fn erase(&self, account: UserId, password: Option<String>) -> Result<(), ProfileError>;

    /// The addresses of an account.
    async fn address_book(&self, account: UserId) -> Result<AddressBook, StoreError>;

    /// Adds an address.
    async fn add_address(
        &self,
        account: UserId,
        address: PostalAddress,
        default: bool,
    ) -> Result<(AddressId, AddressBook), AddressError>;

    /// Replaces an address.
    async fn replace_address(
        &self,
        account: UserId,
        id: AddressId,
        address: PostalAddress,
        default: bool,
    ) -> Result<AddressBook, AddressError>;

    /// Removes an address.
    async fn remove_address(&self, account: UserId, id: AddressId) -> Result<AddressBook, AddressError>;
}

/// What is to be changed. The outer `None` leaves a thing as it is, the inner one clears it.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// The account's version, as the client last saw it; none when the client does not care.
    pub expected_version: Option<i64>,
    /// What others see.
    pub nickname: Option<Nickname>,
    /// What they say about themselves.
    pub introduction: Change<Introduction>,
    /// The name in their papers.
    pub real_name: Change<RealName>,
    /// What customs knows them by.
    pub customs_code: Change<CustomsCode>,
    /// What the shop writes in.
    pub language: Option<Language>,
}

/// What becomes of something that may be absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// It stays.
    #[default]
    Keep,
    /// It goes.
    Clear,
    /// It is this.
    Set(T),
}

impl<T> Change<T> {
    /// What is there afterwards.
    pub fn apply_to(self, present: Option<T>) -> Option<T> {
        match self {
            Self::Keep => present,
            Self::Clear => None,
            Self::Set(new) => Some(new),
        }
    }
}

/// Why an account stays as it is.
#[derive(Debug, Clone, Error)]
pub enum ProfileError {
    /// There is no such account any more.
    #[error("there is no such account")]
    Unknown,
    /// Somebody changed it since the client looked.
    #[error("the account was changed meanwhile")]
    Stale,
    /// The password is not that of the account.
    #[error("the password is wrong")]
    WrongPassword,
    /// The new password is one that everybody tries.
    #[error("the password is easy to guess")]
    GuessablePassword,
    /// An account of the staff is not put to sleep or erased by its holder.
    #[error("an employee's account is ended by an administrator")]
    Employed,
    /// Too many tries.
    #[error("too many tries")]
    TooMany {
        /// How long to wait.
        retry_after: std::time::Duration,
    },
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Busy(#[from] HashingError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an address book stays as it is.
#[derive(Debug, Clone, Error)]
pub enum AddressError {
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] AddressBookError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
