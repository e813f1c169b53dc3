use async_trait::async_trait;
use hexmart_domain::identity::{Principal, Provider};
use hexmart_domain::shared::Language;
use thiserror::Error;

use super::super::ProviderError;
use super::{Caller, Tokens};
use crate::platform::{StoreError, UniqueKey};

/// Signing in by somebody who knows people.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Federation: Send + Sync {
    /// The providers that this shop works with.
    fn providers(&self) -> Vec<Provider>;

    /// Begins a sign-in, or with a principal the linking of an identity to their account, which must be active. `redirect_uri` must be one of
    /// the shop's list, letter by letter.
    async fn begin(
        &self,
        provider: Provider,
        redirect_uri: &str,
        link_to: Option<Principal>,
    ) -> Result<Departure, FederationError>;

    /// Ends it with what the browser brought back. Each departure has one return.
    async fn complete(
        &self,
        provider: Provider,
        comeback: Return,
        caller: &Caller,
    ) -> Result<Arrival, FederationError>;
}

/// Somebody sets out for a provider.
#[derive(Clone, PartialEq, Eq)]
pub struct Departure {
    /// Where the browser goes.
    pub authorization_url: String,
    /// What comes back with the code.
    pub state: String,
    /// What the browser keeps, and shows on its return: a state that was foisted on another browser is worth nothing.
    pub binding: String,
}

impl std::fmt::Debug for Departure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Departure(…)")
    }
}

/// What the browser brought back.
pub struct Return {
    /// As it was sent.
    pub state: String,
    /// Good once.
    pub code: String,
    /// What the browser kept.
    pub binding: String,
    /// What the shop writes in, should it be somebody new.
    pub language: Language,
}

impl std::fmt::Debug for Return {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Return(…)")
    }
}

/// Who came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// Somebody known.
    SignedIn(Tokens),
    /// Somebody new, who has an account now.
    SignedUp(Tokens),
    /// The account that asked for it is linked.
    Linked,
}

/// Why nobody arrived.
#[derive(Debug, Clone, Error)]
pub enum FederationError {
    /// This shop does not work with the provider.
    #[error("the provider is not set up")]
    NotSetUp,
    /// The address to come back to is not on the shop's list.
    #[error("the redirect URI is not on the list")]
    UnknownRedirect,
    /// Only an active account can be linked.
    #[error("the account is not active")]
    NotActive,
    /// Nobody set out like this, or too long ago, or they returned already, or it was another browser.
    #[error("the sign-in cannot be completed")]
    InvalidReturn,
    /// The provider did not vouch for anybody.
    #[error("the provider did not vouch for anybody")]
    Refused,
    /// Somebody here has the address that the provider proved: they sign in first, and link.
    #[error("an account has this address")]
    AccountExists,
    /// They are somebody else here already.
    #[error("the identity belongs to another account")]
    IdentityTaken,
    /// The provider does not answer, or does not accept this shop.
    #[error("the provider is unavailable")]
    Unavailable(#[source] ProviderError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for FederationError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(UniqueKey::AccountEmail) => Self::AccountExists,
            other => Self::Store(other),
        }
    }
}

impl From<ProviderError> for FederationError {
    fn from(error: ProviderError) -> Self {
        match error {
            ProviderError::Refused { .. } => Self::Refused,
            other => Self::Unavailable(other),
        }
    }
}
