//! The use cases of accounts, on one set of ports.

mod codes;
mod federation;
mod lifecycle;
mod machines;
mod people;
mod profiles;
mod registration;
mod secrets;
mod sign_in;
mod throttling;
mod welcome;

use std::fmt;
use std::sync::Arc;

use hexmart_domain::identity::{Account, Fingerprint, Password, PasswordHash, Provider};
use hexmart_domain::shared::Instant;

use self::codes::Pen;
use super::{
    AccountQueries, CredentialQueries, HashingError, IdentityProvider, PasswordHasher, PasswordScreen,
    TokenIssuer,
};
use crate::platform::{Message, Mint, OutboxMessage, Store, StoreError, Throttle, Vault};
use crate::points::Bookkeeper;

pub use lifecycle::{Lifecycle, lifecycle_jobs};
pub use throttling::IdentitySettings;

/// What the use cases of accounts need of the world.
#[derive(Clone)]
pub struct IdentityPorts {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// What is asked about accounts.
    pub accounts: Arc<dyn AccountQueries>,
    /// What is asked to know who calls.
    pub credentials: Arc<dyn CredentialQueries>,
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Knows bad passwords.
    pub screen: Arc<dyn PasswordScreen>,
    /// Makes and checks access tokens.
    pub tokens: Arc<dyn TokenIssuer>,
    /// Takes fingerprints.
    pub vault: Arc<dyn Vault>,
    /// Counts tries.
    pub throttle: Arc<dyn Throttle>,
    /// Those who know people; none, or one of each.
    pub providers: Vec<Arc<dyn IdentityProvider>>,
    /// Who welcomes people.
    pub bookkeeper: Bookkeeper,
    /// The clock and the dice.
    pub mint: Mint,
}

impl fmt::Debug for IdentityPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityPorts")
    }
}

/// The use cases of accounts: implements every inbound port of this context.
pub struct IdentityService {
    ports: IdentityPorts,
    settings: IdentitySettings,
}

impl fmt::Debug for IdentityService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityService")
    }
}

impl IdentityService {
    /// Joins the ports.
    pub const fn new(ports: IdentityPorts, settings: IdentitySettings) -> Self {
        Self { ports, settings }
    }

    fn now(&self) -> Instant {
        self.ports.mint.now()
    }

    async fn hash(&self, password: &Password) -> Result<PasswordHash, HashingError> {
        self.ports.hasher.hash(password.reveal().to_owned()).await
    }

    /// Whether the password is the account's. An account without one is proved by being signed in to it.
    async fn is_password_of(
        &self,
        account: &Account,
        password: Option<String>,
    ) -> Result<bool, HashingError> {
        match (&account.password, password) {
            (None, _) => Ok(true),
            (Some(_), None) => Ok(false),
            (Some(hash), Some(password)) => self.ports.hasher.verify(password, Some(hash.clone())).await,
        }
    }

    fn is_guessable(&self, password: &Password, account: &Account) -> bool {
        let mut hints = vec![account.nickname.as_str().to_owned()];
        hints.extend(
            account
                .personal
                .email
                .iter()
                .map(|email| email.as_str().to_owned()),
        );
        self.ports.screen.is_guessable(password, &hints)
    }

    fn subject(&self, provider: Provider, subject: &str) -> Fingerprint {
        self.ports
            .vault
            .fingerprint(provider.as_str(), subject.as_bytes())
    }

    /// A mail to an account as a row of the outbox; none when the account has no address.
    fn mail(
        &self,
        account: &Account,
        message: Message,
        now: Instant,
    ) -> Result<Option<OutboxMessage>, StoreError> {
        Pen::of(&self.ports).mail(account, message, now)
    }
}
