use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;

use argon2::password_hash::phc;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use async_trait::async_trait;
use hexmart_application::identity::{HashingError, PasswordHasher};
use hexmart_domain::identity::PasswordHash;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many callers may wait for their turn. At some 20 ms each they wait less than a second; more would only time out.
const QUEUE: usize = 32;

/// What a password is compared with when there is no account: the parameters of every other hash, and random bytes
/// instead of a password's.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$zsqVd3YvWcmZ2pLNrgY5hQ$0Vq7tN0dWk1Qd3mKXhLxkE4yGg2cRrJb5uHf8oSaT6M";

/// argon2id with 19 MiB, two passes and one lane (OWASP's floor), as PHC strings with a salt from the system.
///
/// Hashes run on the runtime's blocking threads, so many at once and a few waiting: passwords are the dearest thing an
/// anonymous caller can ask for, in time and in memory.
pub struct Argon2Hasher {
    argon2: Argon2<'static>,
    /// Those who run and those who wait.
    places: Arc<Semaphore>,
    /// Those who run.
    turns: Arc<Semaphore>,
}

impl fmt::Debug for Argon2Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Argon2Hasher")
    }
}

impl Argon2Hasher {
    /// A hasher that runs `at_once` hashes at a time, one per core as a rule.
    pub fn new(at_once: NonZeroUsize) -> Self {
        Self::with_queue(at_once, QUEUE)
    }

    fn with_queue(at_once: NonZeroUsize, queue: usize) -> Self {
        Self {
            argon2: Argon2::default(),
            places: Arc::new(Semaphore::new(at_once.get().saturating_add(queue))),
            turns: Arc::new(Semaphore::new(at_once.get())),
        }
    }

    /// Runs `hashing` when its turn comes. The permits travel with it: a caller who stops waiting frees no core.
    async fn in_turn<T, F>(&self, hashing: F) -> Result<T, HashingError>
    where
        F: FnOnce(&Argon2<'_>) -> Result<T, HashingError> + Send + 'static,
        T: Send + 'static,
    {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .or(Err(HashingError))?;
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .or(Err(HashingError))?;
        let argon2 = self.argon2.clone();
        tokio::task::spawn_blocking(move || {
            let _held: (OwnedSemaphorePermit, OwnedSemaphorePermit) = (place, turn);
            hashing(&argon2)
        })
        .await
        .unwrap_or(Err(HashingError))
    }
}

#[async_trait]
impl PasswordHasher for Argon2Hasher {
    async fn hash(&self, password: String) -> Result<PasswordHash, HashingError> {
        self.in_turn(move |argon2| {
            // The one way to fail is a system without randomness, which is as good as busy: nothing can be hashed now.
            let hash: phc::PasswordHash = argon2.hash_password(password.as_bytes()).or(Err(HashingError))?;
            Ok(PasswordHash::from_phc(hash.to_string()))
        })
        .await
    }

    async fn verify(&self, password: String, hash: Option<PasswordHash>) -> Result<bool, HashingError> {
        self.in_turn(move |argon2| {
            let known = hash.is_some();
            let text = hash.as_ref().map_or(DECOY, PasswordHash::as_phc);
            let matches = phc::PasswordHash::new(text)
                .is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok());
            Ok(known && matches)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::task::{Context, Poll, Waker};

    use argon2::Params;

    use super::*;

    fn hasher() -> Argon2Hasher {
        Argon2Hasher::with_queue(NonZeroUsize::MIN, 1)
    }

    #[tokio::test]
    async fn a_hash_knows_its_password_and_no_other() {
        let hasher = hasher();
        let hash = hasher.hash("correct horse".to_owned()).await.unwrap();
        assert!(hash.as_phc().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(
            hasher
                .verify("correct horse".to_owned(), Some(hash.clone()))
                .await,
            Ok(true)
        );
        assert_eq!(
            hasher.verify("correct hors".to_owned(), Some(hash)).await,
            Ok(false)
        );
    }

    #[tokio::test]
    async fn the_same_password_never_hashes_to_the_same_text() {
        let hasher = hasher();
        let first = hasher.hash("correct horse".to_owned()).await.unwrap();
        let second = hasher.hash("correct horse".to_owned()).await.unwrap();
        assert_ne!(first, second);
    }

    #[test]
    fn the_decoy_costs_what_every_hash_costs() {
        let decoy = phc::PasswordHash::new(DECOY).unwrap();
        let (costs, usual) = (Params::try_from(&decoy).unwrap(), Argon2::default());
        assert_eq!(
            (costs.m_cost(), costs.t_cost(), costs.p_cost()),
            (
                usual.params().m_cost(),
                usual.params().t_cost(),
                usual.params().p_cost()
            )
        );
        assert_eq!(decoy.hash.unwrap().len(), Params::DEFAULT_OUTPUT_LEN);
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert_eq!(hasher().verify("anything".to_owned(), None).await, Ok(false));
    }

    #[tokio::test]
    async fn a_stored_text_that_is_no_hash_matches_nothing() {
        let broken = PasswordHash::from_phc("$argon2id$nonsense");
        assert_eq!(
            hasher().verify("anything".to_owned(), Some(broken)).await,
            Ok(false)
        );
    }

    #[tokio::test]
    async fn beyond_the_queue_callers_are_sent_away_at_once() {
        let hasher = hasher();
        let turn = Arc::clone(&hasher.turns).acquire_owned().await.unwrap();
        let mut context = Context::from_waker(Waker::noop());
        let mut running = Box::pin(hasher.hash("first password".to_owned()));
        let mut waiting = Box::pin(hasher.hash("second password".to_owned()));
        assert!(matches!(running.as_mut().poll(&mut context), Poll::Pending));
        assert!(matches!(waiting.as_mut().poll(&mut context), Poll::Pending));

        let mut refused = Box::pin(hasher.hash("third password".to_owned()));
        assert_eq!(
            refused.as_mut().poll(&mut context),
            Poll::Ready(Err(HashingError))
        );

        drop(waiting);
        drop(turn);
        assert!(running.await.is_ok());
        assert!(hasher.hash("fourth password".to_owned()).await.is_ok());
    }
}
