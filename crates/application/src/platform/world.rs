use std::fmt;
use std::sync::Arc;

use hexmart_domain::shared::{Id, Instant, to_micros};

/// What time it is. Use cases ask once and pass the answer on.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Instant;
}

/// Chance, unguessable.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
pub trait Entropy: Send + Sync {
    /// Ten random bytes, enough for an id.
    fn bytes(&self) -> [u8; 10];

    /// 32 random bytes, enough for a secret.
    fn secret(&self) -> [u8; 32];
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// The clock and the dice of a service: what ids are made of.
#[derive(Clone)]
pub struct Mint {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl fmt::Debug for Mint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mint")
    }
}

impl Mint {
    /// Joins the two ports.
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { clock, entropy }
    }

    /// The present instant, in whole microseconds.
    pub fn now(&self) -> Instant {
        to_micros(self.clock.now())
    }

    /// 32 bytes that nobody can guess.
    pub fn secret(&self) -> [u8; 32] {
        self.entropy.secret()
    }

    /// 256 bits that nobody can guess as text, behind a prefix that says what they are for.
    pub fn token(&self, prefix: &str) -> String {
        format!("{prefix}{}", hex(&self.secret()))
    }

    /// A name for this process among those that may hold a lease.
    pub fn holder(&self) -> [u8; 16] {
        let secret = self.entropy.secret();
        std::array::from_fn(|place| secret.get(place).copied().unwrap_or_default())
    }

    /// A new id, made at `now`.
    pub fn id<K>(&self, now: Instant) -> Id<K> {
        Id::mint(now, self.entropy.bytes())
    }
}
