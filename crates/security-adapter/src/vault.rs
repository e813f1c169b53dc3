use std::fmt;
use std::sync::Arc;

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, KeyInit as _};
use hexmart_application::platform::{Place, Sealed, Vault, VaultError};
use hexmart_domain::identity::Fingerprint;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::random::random;
use crate::ring::{KeyRing, Secret};

/// The first byte of what is sealed: the layout of the rest.
const VERSION: u8 = 1;
/// What HMAC-SHA256 pads a key to, in bytes.
const BLOCK: usize = 64;

/// Seals fields with AES-256-GCM and takes fingerprints with HMAC-SHA256, by the keys of a ring.
///
/// Sealed: version (1 byte), number of the key (4, big endian), random nonce (12), ciphertext, tag (16). The place and
/// the number of the key are sealed along as associated data, so a field that was copied elsewhere stays closed.
pub struct KeyVault {
    ring: Arc<KeyRing>,
}

impl fmt::Debug for KeyVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyVault(…)")
    }
}

impl KeyVault {
    /// A vault that uses the newest keys of the ring, whatever becomes newest.
    pub fn new(ring: Arc<KeyRing>) -> Self {
        Self { ring }
    }
}

impl Vault for KeyVault {
    fn seal(&self, place: Place, clear: &[u8]) -> Result<Sealed, VaultError> {
        let keys = self.ring.keys();
        let key = keys.fields.newest();
        let nonce = random::<12>().or(Err(VaultError::Failed))?;
        let context = associated(place, key.id);
        let payload = Payload {
            msg: clear,
            aad: &context,
        };
        let closed = cipher(&key.secret).encrypt(&nonce.into(), payload);
        let closed = closed.or(Err(VaultError::Failed))?;
        let id = key.id.to_be_bytes();
        Ok(Sealed([&[VERSION], id.as_slice(), &nonce, &closed].concat()))
    }

    fn open(&self, place: Place, sealed: &Sealed) -> Result<Vec<u8>, VaultError> {
        let (id, nonce, closed) = parts(sealed).ok_or(VaultError::Broken)?;
        let key = self.ring.field_key(id).ok_or(VaultError::UnknownKey)?;
        let context = associated(place, id);
        let payload = Payload {
            msg: closed,
            aad: &context,
        };
        let clear = cipher(&key.secret).decrypt(&nonce.into(), payload);
        clear.or(Err(VaultError::Broken))
    }

    fn is_current(&self, sealed: &Sealed) -> bool {
        let newest = self.ring.keys().fields.newest().id;
        parts(sealed).is_some_and(|(id, ..)| id == newest)
    }

    fn fingerprint(&self, purpose: &str, text: &[u8]) -> Fingerprint {
        // A key shorter than a block is filled up with zeros (RFC 2104); done here, nothing can fail.
        let mut padded = [0; BLOCK];
        let (key, _) = padded.split_at_mut(BLOCK / 2);
        key.copy_from_slice(self.ring.keys().index.reveal());
        let mut hash = Hmac::<Sha256>::new(&padded.into());
        hash.update(&length(purpose.as_bytes()));
        hash.update(purpose.as_bytes());
        hash.update(text);
        Fingerprint::from_bytes(hash.finalize().into_bytes().into())
    }
}

fn cipher(secret: &Secret) -> Aes256Gcm {
    Aes256Gcm::new(secret.reveal().into())
}

/// The number of the key, the nonce, and the ciphertext with its tag; none when the layout is not ours.
fn parts(sealed: &Sealed) -> Option<(u32, [u8; 12], &[u8])> {
    let (&version, rest) = sealed.0.split_first()?;
    let (&id, rest) = rest.split_first_chunk()?;
    let (&nonce, closed) = rest.split_first_chunk()?;
    (version == VERSION).then_some((u32::from_be_bytes(id), nonce, closed))
}

/// What is sealed along. Each part is led by its length: no two places read the same.
fn associated(place: Place, key: u32) -> Vec<u8> {
    let key = key.to_be_bytes();
    let parts = [place.table.as_bytes(), place.column.as_bytes(), &place.row, &key];
    parts
        .into_iter()
        .flat_map(|part| [length(part).as_slice(), part].concat())
        .collect()
}

fn length(bytes: &[u8]) -> [u8; 8] {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests;
