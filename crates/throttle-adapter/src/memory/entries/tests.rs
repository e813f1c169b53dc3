use super::*;
use crate::bucket::Bucket;
use crate::misses::Misses;

/// Forgotten at its own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Until(i64);

impl Entry for Until {
    fn forgotten_at(&self) -> i64 {
        self.0
    }
}

impl Entries<Until> {
    fn remember(&self, key: i64, until: i64, now: i64) {
        self.change(&key.to_string(), now, |_| (Some(Until(until)), ()));
    }

    fn held(&self) -> Vec<i64> {
        let mut held = Vec::new();
        for shard in &self.shards {
            held.extend(shard.lock().unwrap().values().map(|entry| entry.0));
        }
        held
    }

    /// The places of all tables, of which one in eight stays free; some fewer after removals, which spoil places until
    /// the next table.
    fn places(&self) -> usize {
        let places = |shard: &Mutex<Shard<Until>>| shard.lock().unwrap().capacity() / 7 * 8;
        self.shards.iter().map(places).sum()
    }
}

#[test]
fn a_million_keys_fill_no_more_than_the_limit() {
    let entries = Entries::default();
    for key in 0..1_000_000 {
        entries.remember(key, 1_000_000 + key, 0);
    }
    let held = entries.held();
    assert!(
        (SHARDS * KEPT..=SHARDS * LIMIT).contains(&held.len()),
        "{}",
        held.len()
    );
    assert_eq!(entries.places(), SHARDS * 8192);
    let last = held.iter().filter(|until| **until >= 1_700_000).count();
    assert_eq!(
        last, 300_000,
        "of those that mean something longest, only {last} are kept"
    );
}

#[test]
fn what_is_forgotten_makes_room_first() {
    let entries = Entries::default();
    for key in 0..400_000 {
        entries.remember(key, if key % 1_000 == 0 { 11 } else { 10 }, 0);
    }
    for key in 400_000..800_000 {
        entries.remember(key, 12, 10);
    }
    let held = entries.held();
    assert_eq!(held.iter().filter(|until| **until == 11).count(), 400);
    assert_eq!(held.iter().filter(|until| **until == 12).count(), 400_000);
}

#[test]
fn memory_is_given_back_after_a_flood() {
    let entries = Entries::default();
    for key in 0..500_000 {
        entries.remember(key, 10, 0);
    }
    for key in 500_000..1_000_000 {
        entries.remember(key, key + 1, key);
    }
    assert!(entries.places() <= SHARDS * 64, "{}", entries.places());
}

#[test]
fn coming_and_going_does_not_make_the_tables_grow() {
    let entries = Entries::default();
    for key in 0..300_000 {
        entries.remember(key, 10, 0);
    }
    for key in 300_000..600_000 {
        entries.remember(key, 10, 0);
        entries.remove(&key.to_string());
        if key % 1_000 == 0 {
            assert!(entries.places() <= SHARDS * 8192);
        }
    }
    assert_eq!(entries.held().len(), 300_000);
}

#[test]
fn full_tables_stay_below_what_is_promised() {
    // Each place has a byte of its own.
    let place = size_of::<(u64, Bucket)>() + size_of::<(u64, Misses)>() + 2;
    assert!(SHARDS * 8192 * place < 35_000_000);
    assert_eq!(SHARDS * LIMIT, 458_752);
}
