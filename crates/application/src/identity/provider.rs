//! What the shop needs of somebody who knows people.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::identity::{Email, Provider};
use thiserror::Error;

/// An identity provider, spoken to by the authorization code flow (RFC 6749, 4.1).
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// Which.
    fn provider(&self) -> Provider;

    /// Where the browser goes to be asked. With PKCE (S256) and a nonce where the provider has them.
    fn authorization_url(&self, request: &AuthorizationRequest) -> String;

    /// Turns a code into who came back. Asks the provider, and nobody else: MUST give up after 3 s without a connection
    /// and 5 s without an answer. MUST check an ID token's signature, issuer, audience, expiry and nonce.
    async fn redeem(&self, redemption: &Redemption) -> Result<ExternalIdentity, ProviderError>;
}

/// What the browser carries to the provider.
#[derive(Clone)]
pub struct AuthorizationRequest {
    /// Comes back with the code; binds both to the browser that asked.
    pub state: String,
    /// Comes back in an ID token.
    pub nonce: String,
    /// The secret whose hash goes along, and which is shown when the code is redeemed (RFC 7636).
    pub code_verifier: String,
    /// Where the provider sends the browser back to.
    pub redirect_uri: String,
}

/// What the browser brought back.
#[derive(Clone)]
pub struct Redemption {
    /// Good once.
    pub code: String,
    /// As it was sent; checked before anybody is asked.
    pub state: String,
    /// As it was sent.
    pub nonce: String,
    /// The secret behind the challenge.
    pub code_verifier: String,
    /// As it was sent.
    pub redirect_uri: String,
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthorizationRequest(…)")
    }
}

impl fmt::Debug for Redemption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redemption(…)")
    }
}

/// Somebody, as a provider knows them.
#[derive(Clone, PartialEq, Eq)]
pub struct ExternalIdentity {
    /// Who says so.
    pub provider: Provider,
    /// The provider's id for them, which never changes.
    pub subject: String,
    /// An address of theirs that the provider itself has proved; none when it has none, or only one it took on trust.
    pub verified_email: Option<Email>,
    /// What they call themselves.
    pub nickname: Option<String>,
}

impl fmt::Debug for ExternalIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExternalIdentity({:?})", self.provider)
    }
}

/// Why a provider did not say who came.
#[derive(Debug, Clone, Error)]
pub enum ProviderError {
    /// The code is wrong, used or old, or its answer does not prove anything.
    #[error("the provider did not vouch for anybody: {why}")]
    Refused {
        /// Why, without personal data.
        why: String,
    },
    /// It did not answer in time, or not sensibly.
    #[error("the provider does not answer")]
    Unavailable(#[source] Arc<dyn Error + Send + Sync>),
    /// It does not accept us: a wrong key or address.
    #[error("the provider does not accept this shop: {why}")]
    Misconfigured {
        /// What it said, without secrets.
        why: String,
    },
}
