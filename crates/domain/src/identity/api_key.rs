use std::time::Duration;

use super::{Fingerprint, Scopes};
use crate::shared::{ApiKeyId, Instant, UserId, text_value};

text_value! {
    /// What an API key is for, in its owner's words.
    ApiKeyName, max 60, One
}

/// A key that a machine calls with, on behalf of its owner and within its scopes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Which.
    pub id: ApiKeyId,
    /// On whose behalf.
    pub owner: UserId,
    /// What it is for.
    pub name: ApiKeyName,
    /// What it may do, as far as its owner may.
    pub scopes: Scopes,
    /// The hash of the secret, which is shown once.
    pub hash: Fingerprint,
    /// Since when.
    pub created_at: Instant,
    /// Until when.
    pub expires_at: Instant,
    /// When it was used last, to the minute.
    pub last_used_at: Option<Instant>,
    /// When it was called back.
    pub revoked_at: Option<Instant>,
}

impl ApiKey {
    /// How long a key lives at most.
    pub const LONGEST: Duration = Duration::from_hours(366 * 24);
    /// How many live keys an account has at most.
    pub const MOST: usize = 20;
    /// How long a replaced key goes on working when nothing else is asked.
    pub const OVERLAP: Duration = Duration::from_hours(24);

    /// Whether it may still be used.
    pub fn is_live(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}
