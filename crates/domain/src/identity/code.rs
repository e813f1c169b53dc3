use std::fmt;
use std::time::Duration;

use super::{Email, Phone};
use crate::shared::{Instant, UserId};

/// What a code proves, and for what it is good alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodePurpose {
    /// That mail reaches the address of a new account.
    VerifyEmail,
    /// That a forgotten password may be replaced.
    ResetPassword,
    /// That mail reaches a new address.
    ChangeEmail,
    /// That a number belongs to the account's owner.
    VerifyPhone,
}

impl CodePurpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [
        Self::VerifyEmail,
        Self::ResetPassword,
        Self::ChangeEmail,
        Self::VerifyPhone,
    ];

    /// The word in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "VERIFY_EMAIL",
            Self::ResetPassword => "RESET_PASSWORD",
            Self::ChangeEmail => "CHANGE_EMAIL",
            Self::VerifyPhone => "VERIFY_PHONE",
        }
    }

    /// The purpose of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }
}

/// A keyed hash by which something secret or personal is found or compared, and not read.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Wraps the 32 bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint(…)")
    }
}

/// What a code was sent to prove, when that is not the account's own address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeTarget {
    /// A new e-mail address.
    Email(Email),
    /// A number.
    Phone(Phone),
}

/// A code that was sent to somebody. An account has at most one per purpose: a new one replaces the old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedCode {
    /// Whose.
    pub account: UserId,
    /// For what.
    pub purpose: CodePurpose,
    /// What it proves, besides.
    pub target: Option<CodeTarget>,
    /// The hash of the code.
    pub hash: Fingerprint,
    /// When it was sent.
    pub issued_at: Instant,
    /// Wrong tries so far.
    pub misses: u32,
    /// Counts changes; the optimistic lock. 1 for the first code of this account and purpose, and never reset.
    pub version: i64,
    /// Whether it was used, or used up.
    pub spent: bool,
}

/// What became of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeTry {
    /// Right; the code is spent.
    Right,
    /// Wrong; the code may be tried this many times more.
    Wrong {
        /// How often.
        left: u32,
    },
    /// Spent, too old, or tried too often.
    Expired,
}

impl IssuedCode {
    /// How long a code is good.
    pub const LIFETIME: Duration = Duration::from_mins(5);
    /// How often it may be tried.
    pub const TRIES: u32 = 5;

    /// Compares a typed code by its hash, and says what to store: the code with its tries counted, or spent.
    pub fn tried(mut self, hash: Fingerprint, now: Instant) -> (Self, CodeTry) {
        let age = now
            .signed_duration_since(self.issued_at)
            .to_std()
            .unwrap_or(Duration::ZERO);
        if self.spent || self.misses >= Self::TRIES || age >= Self::LIFETIME {
            return (self, CodeTry::Expired);
        }
        self.version = self.version.saturating_add(1);
        if self.hash == hash {
            self.spent = true;
            return (self, CodeTry::Right);
        }
        self.misses = self.misses.saturating_add(1);
        let left = Self::TRIES.saturating_sub(self.misses);
        self.spent = left == 0;
        (self, CodeTry::Wrong { left })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    fn code() -> IssuedCode {
        IssuedCode {
            account: UserId::from_uuid(Uuid::from_u128(1)),
            purpose: CodePurpose::VerifyEmail,
            target: None,
            hash: Fingerprint::from_bytes([1; 32]),
            issued_at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            misses: 0,
            version: 1,
            spent: false,
        }
    }

    const WRONG: Fingerprint = Fingerprint::from_bytes([2; 32]);

    #[test]
    fn a_code_is_good_once() {
        let code = code();
        let (now, right) = (code.issued_at, code.hash);
        let (spent, first) = code.tried(right, now);
        assert_eq!((first, spent.version), (CodeTry::Right, 2));
        assert_eq!(spent.tried(right, now).1, CodeTry::Expired);
    }

    #[test]
    fn the_fifth_wrong_try_is_the_last() {
        let mut code = code();
        let (now, right) = (code.issued_at, code.hash);
        for left in (0..5).rev() {
            let (next, answer) = code.tried(WRONG, now);
            assert_eq!(answer, CodeTry::Wrong { left });
            code = next;
        }
        assert_eq!(code.tried(right, now).1, CodeTry::Expired);
    }

    #[test]
    fn a_code_lives_five_minutes() {
        let issued = code().issued_at;
        let right = code().hash;
        let just = issued + TimeDelta::seconds(299);
        assert_eq!(code().tried(right, just).1, CodeTry::Right);
        assert_eq!(
            code().tried(right, issued + TimeDelta::seconds(300)).1,
            CodeTry::Expired
        );
    }
}
