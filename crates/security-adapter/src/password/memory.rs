//! What a thread hashes in.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{Error, Result, try_generate_salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// The memory of a thread that hashes passwords: taken for the first hash, used again by the next ones, until the
/// thread has had nothing to do for a moment. Taken anew for each, it would cost thousands of page faults a hash, and leave
/// the allocator with more than the hashes ever hold.
///
/// Nothing is wiped in between, as the allocator would wipe nothing; every hash overwrites what it reads.
pub(super) struct Memory {
    usual: usize,
    blocks: Vec<Block>,
}

impl Memory {
    /// Memory for hashes of so many blocks of 1 KiB, of which none is taken yet.
    pub(super) const fn of_blocks(usual: usize) -> Self {
        Self {
            usual,
            blocks: Vec::new(),
        }
    }

    /// Keeps nothing; the next hash takes it anew.
    pub(super) fn give_back(&mut self) {
        self.blocks = Vec::new();
    }

    /// The argon2id hash of a password, with a salt from the system. Fails when there is no memory or no randomness.
    pub(super) fn hash(&mut self, password: &[u8], params: &Params) -> Result<PasswordHash> {
        let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
        let salt = Salt::new(&try_generate_salt()?)?;
        let argon2 = Argon2::new(algorithm, version, params.clone());
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(params)?,
            hash: Some(self.output(&argon2, password, &salt)?),
            salt: Some(salt),
        })
    }

    /// Whether a password has this hash, by the hash's own algorithm and parameters. Fails when nothing can have it.
    pub(super) fn verify(&mut self, password: &[u8], hash: &PasswordHash) -> Result<bool> {
        let algorithm = Algorithm::try_from(hash.algorithm.as_str())?;
        let version = hash.version.map_or(Ok(Version::default()), Version::try_from)?;
        let argon2 = Argon2::new(algorithm, version, Params::try_from(hash)?);
        let salt = hash.salt.ok_or(Error::Crypto)?;
        let output = self.output(&argon2, password, &salt)?;
        // The comparison takes the same time wherever the two begin to differ.
        Ok(hash.hash.is_some_and(|expected| expected == output))
    }

    fn output(&mut self, argon2: &Argon2<'_>, password: &[u8], salt: &[u8]) -> Result<Output> {
        let length = argon2.params().output_len();
        let mut bytes = [0; Output::MAX_LENGTH];
        let bytes = bytes
            .get_mut(..length.unwrap_or(Params::DEFAULT_OUTPUT_LEN))
            .ok_or(Error::OutputSize)?;
        let needed = argon2.params().block_count();
        if needed > self.usual {
            // A hash of dearer settings than ours: that much is not kept.
            let mut own = Vec::new();
            grow(&mut own, needed)?;
            argon2.hash_password_into_with_memory(password, salt, bytes, &mut own)?;
        } else {
            grow(&mut self.blocks, self.usual)?;
            argon2.hash_password_into_with_memory(password, salt, bytes, &mut self.blocks)?;
        }
        Ok(Output::new(bytes)?)
    }
}

/// Grows to so many blocks, or fails where a mere `resize` would end the program.
fn grow(blocks: &mut Vec<Block>, needed: usize) -> Result<()> {
    let missing = needed.saturating_sub(blocks.len());
    blocks.try_reserve_exact(missing).or(Err(Error::OutOfMemory))?;
    blocks.resize(needed, Block::new());
    Ok(())
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher as _, PasswordVerifier as _};

    use super::*;

    const USUAL: usize = 64;

    fn params(blocks: u32, output: Option<usize>) -> Params {
        Params::new(blocks, 2, 1, output).unwrap()
    }

    /// Memory that is full of another password's blocks.
    fn used() -> Memory {
        let mut memory = Memory::of_blocks(USUAL);
        memory.hash(b"another password", &params(64, None)).unwrap();
        memory
    }

    #[test]
    fn used_memory_hashes_like_new_memory() {
        let mut memory = used();
        let hash = memory.hash(b"correct horse", &params(64, None)).unwrap();
        assert_eq!(Argon2::default().verify_password(b"correct horse", &hash), Ok(()));
        assert_eq!(memory.verify(b"correct horse", &hash), Ok(true));
        assert_eq!(memory.verify(b"correct hors", &hash), Ok(false));
    }

    #[test]
    fn memory_that_was_given_back_is_taken_anew() {
        let mut memory = used();
        memory.give_back();
        assert_eq!(memory.blocks.capacity(), 0);
        let hash = memory.hash(b"correct horse", &params(64, None)).unwrap();
        assert_eq!(Argon2::default().verify_password(b"correct horse", &hash), Ok(()));
    }

    #[test]
    fn hashes_of_any_parameters_are_verified_and_leave_the_memory_as_it_was() {
        let mut memory = used();
        for algorithm in [Algorithm::Argon2d, Algorithm::Argon2i, Algorithm::Argon2id] {
            for version in [Version::V0x10, Version::V0x13] {
                for params in [params(8, Some(64)), params(64, None), params(200, Some(10))] {
                    let argon2 = Argon2::new(algorithm, version, params);
                    let hash = argon2.hash_password(b"correct horse").unwrap();
                    assert_eq!(memory.verify(b"correct horse", &hash), Ok(true), "{hash}");
                    assert_eq!(memory.verify(b"correct hors", &hash), Ok(false), "{hash}");
                    assert_eq!(memory.blocks.len(), USUAL, "{hash}");
                }
            }
        }
    }

    #[test]
    fn memory_is_taken_with_the_first_hash_and_kept() {
        let mut memory = Memory::of_blocks(USUAL);
        assert_eq!(memory.blocks.capacity(), 0);
        memory.hash(b"correct horse", &params(64, None)).unwrap();
        let taken = memory.blocks.as_ptr();
        memory.hash(b"correct horse", &params(64, None)).unwrap();
        assert_eq!((memory.blocks.as_ptr(), memory.blocks.capacity()), (taken, USUAL));
    }

    #[test]
    fn a_hash_that_nothing_can_have_is_an_error() {
        let mut memory = used();
        for text in [
            "$argon2id$v=19$m=64,t=2,p=1",
            "$scrypt$v=19$m=64,t=2,p=1$zsqVd3YvWcmZ2pLNrgY5hQ$0Vq7tN0dWk1Qd3mKXhLxkE4yGg2cRrJb5uHf8oSaT6M",
            "$argon2id$v=18$m=64,t=2,p=1$zsqVd3YvWcmZ2pLNrgY5hQ$0Vq7tN0dWk1Qd3mKXhLxkE4yGg2cRrJb5uHf8oSaT6M",
            "$argon2id$v=19$m=64,t=0,p=1$zsqVd3YvWcmZ2pLNrgY5hQ$0Vq7tN0dWk1Qd3mKXhLxkE4yGg2cRrJb5uHf8oSaT6M",
        ] {
            let hash = PasswordHash::new(text).unwrap();
            assert!(memory.verify(b"correct horse", &hash).is_err(), "{text}");
        }
    }
}
