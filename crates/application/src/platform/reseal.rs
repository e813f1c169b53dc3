use async_trait::async_trait;

use super::StoreError;

/// Personal data, brought from old keys to the newest.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Reseal: Send + Sync {
    /// Seals at most `limit` texts anew that an older key sealed, each only as long as nobody changed it meanwhile.
    /// Whoever reads at the same time MUST be able to.
    async fn reseal(&self, limit: u64) -> Result<Resealed, StoreError>;
}

/// How far it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resealed {
    /// Sealed anew this time.
    pub done: u64,
    /// Whether everything is sealed with the newest key now.
    pub complete: bool,
}
