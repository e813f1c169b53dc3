use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, TryLockError};
use std::time::{self, Duration};

use hexmart_domain::shared::Instant;

use self::file::{KeyFile, Stamp};
use self::keys::{Keys, Named, Series};

mod document;
mod error;
mod file;
mod keys;
mod secret;

pub use error::{KeyKind, KeyRingError, Weakness};
pub(crate) use keys::{FieldKey, TokenKey};
pub(crate) use secret::Secret;

/// How long a changed file may go unnoticed.
const UNNOTICED: Duration = Duration::from_secs(1);

/// The secrets of a shop, in one file: the keys that sign access tokens, the keys that seal fields, and the index key
/// that takes fingerprints. Of the first two kinds the newest is used and the older ones still open what they closed;
/// the index key is for ever, for stored fingerprints cannot be made again without what they were made of.
///
/// **Rotation needs no restart.** Every ring on the same file sees a change of it within a second of use, and at once
/// when it meets a key it does not know. While the file is gone or damaged, a ring goes on with what it has, and warns.
///
/// The file belongs to its owner alone (mode 0600), appears whole or not at all, and is never written over another's.
/// Looking at it is a `stat` a second; changing it blocks the thread until the disk has it.
pub struct KeyRing {
    /// None for a ring that ends with its process.
    file: Option<KeyFile>,
    keys: RwLock<Arc<Keys>>,
    look: Mutex<Look>,
}

/// The last look at the file.
struct Look {
    at: time::Instant,
    /// Of the file that the keys are from.
    stamp: Option<Stamp>,
    /// What was wrong with the file, so that it is said once.
    complaint: Option<String>,
}

/// When the file of a ring was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    /// Just now, by the caller: nothing that was sealed or signed before can be opened or checked.
    Now,
    /// Before.
    Before,
}

/// A key as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey<N> {
    /// Its `kid` or number.
    pub name: N,
    /// Since when it has been in the ring.
    pub created_at: Instant,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing(…)")
    }
}

impl KeyRing {
    /// The ring of a file, which is made with one key of each kind when there is none. Of several processes that come
    /// at once one makes it, and all of them open the same.
    pub fn open_or_create(path: impl Into<PathBuf>, now: Instant) -> Result<(Self, Created), KeyRingError> {
        let file = KeyFile::new(path.into());
        match file.read() {
            Err(KeyRingError::Missing) => {
                let created = file.create(&Keys::draw(now)?)?;
                let (keys, stamp) = file.read()?;
                Ok((Self::holding(Some(file), keys, Some(stamp)), created))
            }
            read => {
                let (keys, stamp) = read?;
                Ok((Self::holding(Some(file), keys, Some(stamp)), Created::Before))
            }
        }
    }

    /// The ring of a file that must be there.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, KeyRingError> {
        let file = KeyFile::new(path.into());
        let (keys, stamp) = file.read()?;
        Ok(Self::holding(Some(file), keys, Some(stamp)))
    }

    /// A ring that nobody else has and that ends with its process, as does all that was sealed with it.
    pub fn ephemeral(now: Instant) -> Result<Self, KeyRingError> {
        Ok(Self::holding(None, Keys::draw(now)?, None))
    }

    fn holding(file: Option<KeyFile>, keys: Keys, stamp: Option<Stamp>) -> Self {
        let look = Look {
            at: time::Instant::now(),
            stamp,
            complaint: None,
        };
        Self {
            file,
            keys: RwLock::new(Arc::new(keys)),
            look: Mutex::new(look),
        }
    }

    /// Adds a key that signs from now on, and answers its `kid`. Tokens signed before stay good.
    pub fn add_token_key(&self, now: Instant) -> Result<String, KeyRingError> {
        self.change(|keys| keys.add_token_key(now))
    }

    /// Adds a key that seals from now on, and answers its number. What was sealed before can still be opened. Due
    /// before a key has sealed 2³² fields: random nonces could meet then.
    pub fn add_field_key(&self, now: Instant) -> Result<u32, KeyRingError> {
        self.change(|keys| keys.add_field_key(now))
    }

    /// Takes an older key away: no token it signed is good any more, however young. Refused for the newest.
    pub fn retire_token_key(&self, kid: &str) -> Result<(), KeyRingError> {
        self.change(|keys| keys.tokens.retire(kid))
    }

    /// Takes an older key away: **nothing it sealed can be opened ever again**, so all of it has to be sealed anew
    /// before. Refused for the newest.
    pub fn retire_field_key(&self, id: u32) -> Result<(), KeyRingError> {
        self.change(|keys| keys.fields.retire(&id))
    }

    /// The token keys, from the oldest to the one in use.
    pub fn token_keys(&self) -> Vec<KnownKey<String>> {
        self.keys().tokens.known()
    }

    /// The field keys, from the oldest to the one in use.
    pub fn field_keys(&self) -> Vec<KnownKey<u32>> {
        self.keys().fields.known()
    }

    /// The keys as they are now, or were within the last second.
    pub(crate) fn keys(&self) -> Arc<Keys> {
        self.keys_at(time::Instant::now())
    }

    pub(crate) fn keys_at(&self, at: time::Instant) -> Arc<Keys> {
        // Somebody who is looking already looks for everybody.
        let look = match self.look.try_lock() {
            Ok(look) => Some(look),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        };
        if let Some(mut look) = look
            && at.saturating_duration_since(look.at) >= UNNOTICED
        {
            look.at = at;
            self.look_again(&mut look);
        }
        self.current()
    }

    /// The key of a token's header.
    pub(crate) fn token_key(&self, kid: &str) -> Option<Arc<TokenKey>> {
        self.find(|keys| &keys.tokens, kid)
    }

    /// The key of a sealed field.
    pub(crate) fn field_key(&self, id: u32) -> Option<Arc<FieldKey>> {
        self.find(|keys| &keys.fields, &id)
    }

    /// A key by its name; one that is not known may be new in the file.
    fn find<K: Named>(&self, series: impl Fn(&Keys) -> &Series<K>, name: &K::Name) -> Option<Arc<K>> {
        series(&self.keys()).find(name).or_else(|| {
            self.look_again(&mut self.looking());
            series(&self.current()).find(name)
        })
    }

    fn current(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn use_from_now_on(&self, keys: Keys) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }

    fn looking(&self) -> MutexGuard<'_, Look> {
        self.look.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the file when it is another one than before.
    fn look_again(&self, look: &mut Look) {
        let Some(file) = &self.file else { return };
        match self.newer(file, look.stamp) {
            Ok(None) => look.complaint = None,
            Ok(Some((keys, stamp))) => {
                self.use_from_now_on(keys);
                look.stamp = Some(stamp);
                look.complaint = None;
            }
            Err(error) => {
                let complaint = error.to_string();
                if look.complaint.as_ref() != Some(&complaint) {
                    tracing::warn!(
                        error = complaint,
                        "key file not read again; the keys stay as they were"
                    );
                    look.complaint = Some(complaint);
                }
            }
        }
    }

    fn newer(&self, file: &KeyFile, known: Option<Stamp>) -> Result<Option<(Keys, Stamp)>, KeyRingError> {
        if Some(file.stamp()?) == known {
            return Ok(None);
        }
        let (keys, stamp) = file.read()?;
        self.refuse_replaced(&keys)?;
        Ok(Some((keys, stamp)))
    }

    fn refuse_replaced(&self, keys: &Keys) -> Result<(), KeyRingError> {
        if self.current().index == keys.index {
            return Ok(());
        }
        Err(KeyRingError::Replaced)
    }

    /// Changes the keys where they are kept: those of the file as it is under the lock, not as it was when this ring
    /// last looked, so that two who change at once both have their way.
    fn change<T>(&self, edit: impl FnOnce(&mut Keys) -> Result<T, KeyRingError>) -> Result<T, KeyRingError> {
        let mut look = self.looking();
        let Some(file) = &self.file else {
            let mut keys = Keys::clone(&self.current());
            let answer = edit(&mut keys)?;
            self.use_from_now_on(keys);
            return Ok(answer);
        };
        let _locked = file.lock()?;
        let (mut keys, _) = file.read()?;
        self.refuse_replaced(&keys)?;
        let answer = edit(&mut keys)?;
        look.stamp = Some(file.replace(&keys)?);
        self.use_from_now_on(keys);
        Ok(answer)
    }
}

#[cfg(test)]
mod tests;
