//! Doubles of what is outside of the shop, fast and predictable.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use hexmart_application::identity::{
    AccessClaims, AccessToken, HashingError, PasswordHasher, PasswordScreen, TokenIssuer,
};
use hexmart_application::platform::{Clock, Entropy, Place, Sealed, Vault, VaultError};
use hexmart_domain::identity::{Fingerprint, Password, PasswordHash};
use hexmart_domain::shared::Instant;

/// A clock that a test turns.
pub(crate) struct TurnedClock(pub(crate) Mutex<Instant>);

impl Clock for TurnedClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

/// Eight bytes of a hash that is the same in every run.
fn digest(text: impl std::hash::Hash) -> [u8; 8] {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish().to_be_bytes()
}

/// 32 bytes of it.
fn long_digest(text: impl std::hash::Hash + Copy) -> [u8; 32] {
    let parts: Vec<u8> = (0..4_u8).flat_map(|part| digest((part, text))).collect();
    parts.try_into().unwrap()
}

/// Dice that show the same in every run, and never the same twice.
#[derive(Default)]
pub(crate) struct Dice(AtomicU64);

impl Entropy for Dice {
    fn bytes(&self) -> [u8; 10] {
        let (mut bytes, secret) = ([0; 10], self.secret());
        bytes.copy_from_slice(secret.split_at(10).0);
        bytes
    }

    fn secret(&self) -> [u8; 32] {
        long_digest(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// Seals nothing, for nothing is at rest here, and takes fingerprints without a key.
pub(crate) struct OpenVault;

impl Vault for OpenVault {
    fn seal(&self, _place: Place, _clear: &[u8]) -> Result<Sealed, VaultError> {
        Err(VaultError::Failed)
    }

    fn open(&self, _place: Place, _sealed: &Sealed) -> Result<Vec<u8>, VaultError> {
        Err(VaultError::Failed)
    }

    fn is_current(&self, _sealed: &Sealed) -> bool {
        true
    }

    fn fingerprint(&self, purpose: &str, text: &[u8]) -> Fingerprint {
        Fingerprint::from_bytes(long_digest((purpose, text)))
    }
}

/// Something that happens once, while somebody waits.
type Meanwhile = BoxFuture<'static, ()>;

/// Reads passwords backwards instead of hashing them.
#[derive(Default)]
pub(crate) struct Backwards {
    /// What happens during the next look at a password.
    pub(crate) meanwhile: Mutex<Option<Meanwhile>>,
}

fn backwards(password: &str) -> PasswordHash {
    PasswordHash::from_phc(password.chars().rev().collect::<String>())
}

#[async_trait]
impl PasswordHasher for Backwards {
    async fn hash(&self, password: String) -> Result<PasswordHash, HashingError> {
        Ok(backwards(&password))
    }

    async fn verify(&self, password: String, hash: Option<PasswordHash>) -> Result<bool, HashingError> {
        let meanwhile = self.meanwhile.lock().unwrap().take();
        if let Some(meanwhile) = meanwhile {
            meanwhile.await;
        }
        Ok(hash.is_some_and(|hash| hash == backwards(&password)))
    }
}

/// Knows one password that everybody tries, and those that are made of a hint.
pub(crate) struct Screen;

impl PasswordScreen for Screen {
    fn is_guessable(&self, password: &Password, hints: &[String]) -> bool {
        let password = password.reveal();
        password == "password1" || hints.iter().any(|hint| password.contains(hint.as_str()))
    }
}

/// Access tokens that are remembered instead of signed.
#[derive(Default)]
pub(crate) struct Tickets(Mutex<HashMap<String, (AccessClaims, Instant)>>);

impl Tickets {
    const LIFETIME: Duration = Duration::from_mins(10);
}

impl TokenIssuer for Tickets {
    fn issue(&self, claims: AccessClaims, now: Instant) -> AccessToken {
        let mut issued = self.0.lock().unwrap();
        let token = format!("ticket-{}", issued.len());
        issued.insert(token.clone(), (claims, now + Self::LIFETIME));
        AccessToken {
            token,
            expires_in: Self::LIFETIME,
        }
    }

    fn verify(&self, token: &str, now: Instant) -> Option<AccessClaims> {
        let issued = self.0.lock().unwrap();
        let (claims, until) = issued.get(token)?;
        (now < *until).then_some(*claims)
    }
}
