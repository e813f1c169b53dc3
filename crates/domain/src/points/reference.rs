use std::fmt;

use thiserror::Error;

use crate::shared::{Day, Id, Kind};

/// What an entry belongs to: an order, a day, a request. Of one kind, a wallet has one entry at most per reference, so
/// nothing is given or taken twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(String);

/// Why a text is no reference.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("must have 1 to {} visible ASCII characters", Reference::MAX)]
pub struct ReferenceError;

impl Reference {
    /// The longest allowed, in characters.
    pub const MAX: usize = 64;

    /// A reference to one thing.
    pub fn to<K: Kind>(id: Id<K>) -> Self {
        Self(id.to_string())
    }

    /// A reference to a day, as `2026-11-20`.
    pub fn on(day: Day) -> Self {
        Self(day.to_string())
    }

    /// A reference as it is stored, or put together of several things.
    pub fn parse(text: impl Into<String>) -> Result<Self, ReferenceError> {
        let text = text.into();
        let fits = (1..=Self::MAX).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text))
        } else {
            Err(ReferenceError)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
