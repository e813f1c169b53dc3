use std::fmt;

use hexmart_domain::identity::Fingerprint;
use thiserror::Error;

/// Keeps what is personal or secret unreadable wherever it lies.
///
/// Storage adapters seal and open what they write and read; use cases take fingerprints of what they compare.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
pub trait Vault: Send + Sync {
    /// Seals a text for one place. Sealing the same text twice MUST give different bytes.
    fn seal(&self, place: Place, clear: &[u8]) -> Result<Sealed, VaultError>;

    /// Opens what was sealed for this very place. MUST fail for any other place, and for a single changed bit. MUST
    /// open what any key of the ring sealed, a key included that another process added after this one was started.
    fn open(&self, place: Place, sealed: &Sealed) -> Result<Vec<u8>, VaultError>;

    /// Whether it was sealed with the key that is used for sealing now.
    fn is_current(&self, sealed: &Sealed) -> bool;

    /// A keyed hash: the same for the same purpose and text, for ever; unpredictable without the key.
    fn fingerprint(&self, purpose: &str, text: &[u8]) -> Fingerprint;
}

/// Where a sealed text lies; it opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The key of the row.
    pub row: [u8; 16],
}

/// A sealed text: format, key id, nonce and ciphertext.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

/// Why something stays closed. Says nothing about what is inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum VaultError {
    /// Sealed with a key that is not in the ring.
    #[error("the key is not in the ring")]
    UnknownKey,
    /// Changed, cut off, or from another place.
    #[error("the seal is broken")]
    Broken,
    /// The dice or the cipher failed.
    #[error("nothing can be sealed right now")]
    Failed,
}
