use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::identity::{ApiKey, ApiKeyName, Scopes};
use hexmart_domain::shared::{ApiKeyId, UserId};
use thiserror::Error;

use crate::platform::StoreError;

/// Keys for machines.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Machines: Send + Sync {
    /// Makes a key. Its secret is in the answer, and never again.
    async fn make_key(&self, owner: UserId, wanted: NewApiKey) -> Result<MadeApiKey, ApiKeyError>;

    /// The keys that were not called back, oldest first.
    async fn keys(&self, owner: UserId) -> Result<Vec<ApiKey>, StoreError>;

    /// Makes a key like another, which goes on working for `overlap`, so that a machine can change over without a gap.
    async fn rotate_key(
        &self,
        owner: UserId,
        id: ApiKeyId,
        overlap: Duration,
    ) -> Result<MadeApiKey, ApiKeyError>;

    /// Calls a key back, at once.
    async fn revoke_key(&self, owner: UserId, id: ApiKeyId) -> Result<(), ApiKeyError>;
}

/// A wanted key.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// What it is for.
    pub name: ApiKeyName,
    /// What it may do.
    pub scopes: Scopes,
    /// How long it lives; at most [`ApiKey::LONGEST`].
    pub lifetime: Duration,
}

/// A new key with its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct MadeApiKey {
    /// The key.
    pub key: ApiKey,
    /// What the machine calls with.
    pub secret: String,
}

impl std::fmt::Debug for MadeApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MadeApiKey({})", self.key.id)
    }
}

/// Why keys stay as they are.
#[derive(Debug, Clone, Error)]
pub enum ApiKeyError {
    /// The account has no such live key.
    #[error("there is no such key")]
    Unknown,
    /// The account has as many live keys as it may.
    #[error("an account has at most {} live keys", ApiKey::MOST)]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
