use std::sync::Arc;

use moka::sync::Cache;

use super::{LIFETIME, Proof};
use crate::ring::KeyRing;

/// How many tokens are known at a time: those who are active within a few minutes on a large shop, in about 1 MiB.
const KNOWN: u64 = 1_024;

/// Tokens that were found good: somebody who comes again with one costs a look-up instead of a signature.
///
/// Only what the token says is known. Whether its key is still in the ring, and whether it is still good by the clock, is
/// asked each time. What is not good is never kept: nobody fills the memory with inventions.
pub(super) struct Proved {
    known: Cache<Box<str>, Arc<Proof>>,
}

impl Proved {
    pub(super) fn new() -> Self {
        let known = Cache::builder()
            .max_capacity(KNOWN)
            .time_to_live(LIFETIME)
            .build();
        Self { known }
    }

    /// What the token was found to say, if its key is the one it was found good with. (A file that was read again holds
    /// its keys anew: each of their tokens is checked once more.)
    pub(super) fn find(&self, token: &str, ring: &KeyRing) -> Option<Arc<Proof>> {
        let proof = self.known.get(token)?;
        let key = ring.token_key(&proof.key.kid)?;
        Arc::ptr_eq(&key, &proof.key).then_some(proof)
    }

    pub(super) fn keep(&self, token: &str, proof: Proof) {
        self.known.insert(token.into(), Arc::new(proof));
    }
}
