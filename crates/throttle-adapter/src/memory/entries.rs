//! What is remembered by key, in bounded memory.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Something that means nothing any more at some time.
pub(super) trait Entry: Copy {
    /// That time, in microseconds since 1970.
    fn forgotten_at(&self) -> i64;
}

/// Callers wait for each other only when their keys share a shard.
const SHARDS: usize = 64;

/// The most entries of a shard: just what a hash table of 8192 places holds, so that none ever has more.
const LIMIT: usize = 7168;

/// What a full shard keeps. It makes room in one go, so that few callers pay for it.
const KEPT: usize = LIMIT / 4 * 3;

/// The fewest entries a shard has room for.
const SMALLEST: usize = 56;

/// By the hash of their key. Its 64 bits depend on chance that no caller knows; two keys of a full table share them once
/// in 10^8 tables.
type Shard<E> = HashMap<u64, E>;

/// Entries by key.
pub(super) struct Entries<E> {
    hasher: RandomState,
    shards: [Mutex<Shard<E>>; SHARDS],
}

impl<E> Default for Entries<E> {
    fn default() -> Self {
        Self {
            hasher: RandomState::new(),
            shards: std::array::from_fn(|_| Mutex::default()),
        }
    }
}

impl<E> fmt::Debug for Entries<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entries")
    }
}

impl<E: Entry> Entries<E> {
    /// Changes the entry of `key` by a pure function, which also makes the answer.
    pub(super) fn change<T>(
        &self,
        key: &str,
        now: i64,
        change: impl FnOnce(Option<E>) -> (Option<E>, T),
    ) -> T {
        let hash = self.hasher.hash_one(key);
        let mut shard = self.shard(hash);
        let held = shard.get_mut(&hash);
        let (after, answer) = change(held.as_deref().copied());
        match (held, after) {
            (Some(held), Some(after)) => *held = after,
            (Some(_), None) => {
                shard.remove(&hash);
            }
            (None, Some(after)) => {
                make_room(&mut shard, now);
                shard.insert(hash, after);
            }
            (None, None) => {}
        }
        answer
    }

    /// Drops the entry of `key`.
    pub(super) fn remove(&self, key: &str) {
        let hash = self.hasher.hash_one(key);
        self.shard(hash).remove(&hash);
    }

    fn shard(&self, hash: u64) -> MutexGuard<'_, Shard<E>> {
        let [place, ..] = hash.to_be_bytes();
        #[expect(clippy::indexing_slicing, reason = "a remainder of the length is below it")]
        let shard = &self.shards[usize::from(place) % SHARDS];
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room for one more entry where the table would grow by itself: into a new table, with at least a quarter of its
/// places free. Each entry pays for a few others, whatever there are.
fn make_room<E: Entry>(shard: &mut Shard<E>, now: i64) {
    if shard.len() < shard.capacity() {
        return;
    }
    shard.retain(|_, entry| entry.forgotten_at() > now);
    drop_first_forgotten(shard, shard.len().saturating_sub(KEPT));
    let mut roomy = Shard::with_capacity((shard.len() * 2).clamp(SMALLEST, LIMIT));
    roomy.extend(shard.drain());
    *shard = roomy;
}

/// Drops the `surplus` entries that would be forgotten before all others.
fn drop_first_forgotten<E: Entry>(shard: &mut Shard<E>, mut surplus: usize) {
    let Some(last) = surplus.checked_sub(1) else {
        return;
    };
    let mut times: Vec<i64> = shard.values().map(Entry::forgotten_at).collect();
    let (_, &mut time, _) = times.select_nth_unstable(last);
    shard.retain(|_, entry| {
        let dropped = surplus > 0 && entry.forgotten_at() <= time;
        surplus -= usize::from(dropped);
        !dropped
    });
}

#[cfg(test)]
mod tests;
