use thiserror::Error;

use crate::shared::{Instant, UserId, text_value};

text_value! {
    /// What kind of account somebody funds from and is paid to, as "checking account". No number.
    AccountType, max 50, One
}

/// That somebody registered for funding. Only who has an active one opens campaigns and pledges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pocket {
    /// Whose; an account has one.
    pub user: UserId,
    /// From and to what kind of account.
    pub account_type: AccountType,
    /// Whether it is in use.
    pub is_active: bool,
    /// When it was first registered.
    pub registered_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// How often it was changed, from 1; the optimistic lock.
    pub version: i64,
}

/// Why a pocket stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PocketError {
    /// There is none in use.
    #[error("there is no active pocket")]
    NotActive,
}

impl Pocket {
    /// A first registration, in use at once.
    pub const fn registering(user: UserId, account_type: AccountType, now: Instant) -> Self {
        Self {
            user,
            account_type,
            is_active: true,
            registered_at: now,
            updated_at: now,
            version: 1,
        }
    }

    /// The pocket registered again: with another account, or back in use.
    #[must_use]
    pub fn registered_again(mut self, account_type: AccountType, now: Instant) -> Self {
        self.account_type = account_type;
        self.is_active = true;
        self.changed(now)
    }

    /// The pocket out of use. What was pledged stays pledged, and what goes back goes to the wallet in any case.
    pub fn closed(mut self, now: Instant) -> Result<Self, PocketError> {
        if !self.is_active {
            return Err(PocketError::NotActive);
        }
        self.is_active = false;
        Ok(self.changed(now))
    }

    fn changed(mut self, now: Instant) -> Self {
        self.version = self.version.saturating_add(1);
        self.updated_at = now;
        self
    }
}
