use std::time::Duration;

use super::Fingerprint;
use crate::shared::{Instant, SessionId, UserId};

/// A sign-in, kept alive by refresh tokens. Each is used once and replaced by the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub account: UserId,
    /// What it was opened with, as the client calls itself; at most 200 characters.
    pub client: Option<String>,
    /// Since when.
    pub created_at: Instant,
    /// When its newest token was given out.
    pub refreshed_at: Instant,
    /// When it was ended: by sign-out, by its owner from elsewhere, or because a used token came again.
    pub ended_at: Option<Instant>,
}

impl Session {
    /// How long a session lasts at most.
    pub const ABSOLUTE: Duration = Duration::from_hours(30 * 24);
    /// How long it lasts unused.
    pub const IDLE: Duration = Duration::from_hours(14 * 24);

    /// Whether it can still be refreshed.
    pub fn is_live(&self, now: Instant) -> bool {
        let age = |since: Instant| {
            now.signed_duration_since(since)
                .to_std()
                .unwrap_or(Duration::ZERO)
        };
        self.ended_at.is_none()
            && age(self.created_at) < Self::ABSOLUTE
            && age(self.refreshed_at) < Self::IDLE
    }
}

/// One refresh token of a session. The tokens of a session are a chain; only the newest is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshToken {
    /// Of which session.
    pub session: SessionId,
    /// Its place in the chain, from 1.
    pub generation: i64,
    /// Its hash; the token itself is known to its bearer alone.
    pub hash: Fingerprint,
    /// When it was given out.
    pub issued_at: Instant,
}
