use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use argon2::Params;
use argon2::password_hash::phc;
use async_trait::async_trait;
use crossbeam_channel::Sender;
use hexmart_application::identity::{HashingError, PasswordHasher};
use hexmart_domain::identity::PasswordHash;
use thiserror::Error;
use tokio::sync::{Semaphore, oneshot};

use self::memory::Memory;
use self::threads::Hashing;

/// What a password is compared with when there is no account, behind the parameters of every other hash: random bytes
/// for the salt and for the hash.
const DECOY: &str = "zsqVd3YvWcmZ2pLNrgY5hQ$0Vq7tN0dWk1Qd3mKXhLxkE4yGg2cRrJb5uHf8oSaT6M";

/// What a hash costs, and how many there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argon2Settings {
    /// Memory of one hash, in KiB: 8 to 1,048,576. Below 19,456 with two passes, hashes are weaker than OWASP
    /// recommends.
    pub memory_kib: u32,
    /// How often a hash goes through its memory, from 1.
    pub passes: u32,
    /// How many hashes run at once, at most 256; each has a thread.
    pub parallel_hashes: NonZeroUsize,
    /// How many callers may wait for their turn; all others are sent away.
    pub queue: usize,
}

impl Default for Argon2Settings {
    /// OWASP's floor, 19 MiB and two passes; a hash on every core; 32 waiting. At some 20 ms a hash they wait less than
    /// a second, and more would only time out.
    fn default() -> Self {
        Self {
            memory_kib: Params::DEFAULT_M_COST,
            passes: Params::DEFAULT_T_COST,
            parallel_hashes: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            queue: 32,
        }
    }
}

/// Settings by which nothing can be hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "argon2 needs 8 to {} KiB of memory, at least one pass, and at most {} hashes at once",
    Argon2Hasher::MOST_MEMORY_KIB,
    Argon2Hasher::MOST_THREADS
)]
pub struct ImpossibleSettings;

/// argon2id with one lane, as PHC strings with a salt from the system.
///
/// Hashes run on threads of their own, so many at once and a few waiting: passwords are the dearest thing an anonymous
/// caller can ask for, in time and in memory. The threads give way to all others, so that a wave of sign-ins slows down
/// sign-ins and nothing else. Each keeps the memory of one hash while there are more to come.
pub struct Argon2Hasher {
    params: Params,
    decoy: String,
    /// Those who run and those who wait.
    places: Arc<Semaphore>,
    threads: Sender<Hashing>,
}

impl fmt::Debug for Argon2Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Argon2Hasher")
    }
}

impl Argon2Hasher {
    /// A slip in a setting must not take all memory there is.
    const MOST_MEMORY_KIB: u32 = 1 << 20;
    const MOST_THREADS: usize = 256;

    /// A hasher that keeps to the settings. Passwords hashed by other settings can still be verified, at their price.
    pub fn new(settings: Argon2Settings) -> Result<Self, ImpossibleSettings> {
        let (memory, passes) = (settings.memory_kib, settings.passes);
        let params = Params::new(memory, passes, Params::DEFAULT_P_COST, None).or(Err(ImpossibleSettings))?;
        let threads = settings.parallel_hashes.get();
        if memory > Self::MOST_MEMORY_KIB || threads > Self::MOST_THREADS {
            return Err(ImpossibleSettings);
        }
        let places = threads.saturating_add(settings.queue).min(Semaphore::MAX_PERMITS);
        let threads = threads::start(settings.parallel_hashes, params.block_count());
        Ok(Self {
            params,
            decoy: format!("$argon2id$v=19$m={memory},t={passes},p=1${DECOY}"),
            places: Arc::new(Semaphore::new(places)),
            threads,
        })
    }

    /// Runs `hashing` when its turn comes. The permit travels with it: a caller who stops waiting frees no core.
    async fn in_turn<T, F>(&self, hashing: F) -> Result<T, HashingError>
    where
        F: FnOnce(&mut Memory) -> Result<T, HashingError> + Send + 'static,
        T: Send + 'static,
    {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .or(Err(HashingError))?;
        let (reply, hashed) = oneshot::channel();
        let hashing = Box::new(move |memory: &mut Memory| {
            let hashed = hashing(memory);
            drop(place);
            // Nobody listens when the caller is gone.
            let _gone = reply.send(hashed);
        });
        self.threads.send(hashing).or(Err(HashingError))?;
        hashed.await.unwrap_or(Err(HashingError))
    }
}

#[async_trait]
impl PasswordHasher for Argon2Hasher {
    async fn hash(&self, password: String) -> Result<PasswordHash, HashingError> {
        let params = self.params.clone();
        self.in_turn(move |memory| {
            // A system without memory or randomness is as good as busy: nothing can be hashed now.
            let hash = memory.hash(password.as_bytes(), &params).or(Err(HashingError))?;
            Ok(PasswordHash::from_phc(hash.to_string()))
        })
        .await
    }

    async fn verify(&self, password: String, hash: Option<PasswordHash>) -> Result<bool, HashingError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| PasswordHash::from_phc(self.decoy.clone()));
        self.in_turn(move |memory| {
            let matches = phc::PasswordHash::new(hash.as_phc())
                .is_ok_and(|hash| memory.verify(password.as_bytes(), &hash) == Ok(true));
            Ok(known && matches)
        })
        .await
    }
}

mod memory;
#[cfg(test)]
mod tests;
mod threads;
