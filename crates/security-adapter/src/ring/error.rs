use std::fmt;
use std::io;

use thiserror::Error;

/// Why there is no key ring, or none like the one that was asked for. Never shows a secret; the caller knows the file.
#[derive(Debug, Error)]
pub enum KeyRingError {
    /// No file.
    #[error("there is no key file")]
    Missing,
    /// The file system said no.
    #[error("the key file cannot be used")]
    File(#[source] io::Error),
    /// Others may read or write the file.
    #[error("others than its owner have a right to the key file (mode {mode:03o}); chmod 600 takes it away")]
    Exposed {
        /// The permission bits.
        mode: u32,
    },
    /// Not the JSON of a key ring.
    #[error("the key file is not a key ring, as line {line}, column {column} shows")]
    Malformed {
        /// From 1; 0 when the file ends too soon to tell.
        line: usize,
        /// From 1; 0 likewise.
        column: usize,
    },
    /// A key ring, but of another release.
    #[error("the key file has format {found}, and this release reads format {known}")]
    Format {
        /// In the file.
        found: u32,
        /// The one format there is.
        known: u32,
    },
    /// No key of a kind that is needed.
    #[error("the key file holds no {kind} key")]
    Incomplete {
        /// Which kind.
        kind: KeyKind,
    },
    /// A secret that somebody could guess.
    #[error("the secret of {kind} key {place} {why}")]
    Weak {
        /// Which kind.
        kind: KeyKind,
        /// Its place in the file, from 1.
        place: usize,
        /// What is wrong with it.
        why: Weakness,
    },
    /// A name that is malformed, used twice or out of order.
    #[error("the name of {kind} key {place} is malformed, used twice or out of order")]
    Misnamed {
        /// Which kind.
        kind: KeyKind,
        /// Its place in the file, from 1.
        place: usize,
    },
    /// The file was replaced by one with another index key, by which nothing stored would be found again.
    #[error("the key file was replaced by another shop's: its index key is different")]
    Replaced,
    /// No such key to retire.
    #[error("the ring has no such key")]
    Unknown,
    /// The key to retire is the one in use.
    #[error("the newest key is in use; add another before this one is retired")]
    InUse,
    /// Every number a field key can have was used.
    #[error("the ring has had every field key there can be")]
    Exhausted,
    /// The dice failed.
    #[error("the system gives no random bytes")]
    Random(#[from] getrandom::Error),
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Signs access tokens (HS256).
    Token,
    /// Seals fields (AES-256).
    Field,
    /// Takes fingerprints (HMAC-SHA256).
    Index,
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token => "token",
            Self::Field => "field",
            Self::Index => "index",
        })
    }
}

/// What makes a secret weak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Weakness {
    /// Not base64 (URL alphabet, no padding).
    #[error("is not base64 of the URL alphabet")]
    Encoding,
    /// Of the wrong length.
    #[error("has {bytes} bytes instead of 32")]
    Length {
        /// What it has.
        bytes: usize,
    },
    /// Typed, not drawn.
    #[error("was typed, not drawn by chance")]
    Typed,
    /// The secret of an earlier key too.
    #[error("is that of another key, too")]
    Reused,
}
