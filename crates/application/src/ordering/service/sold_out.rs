//! What was refused a moment ago, so that those who want the same hear it without asking the store.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::TimeDelta;
use hexmart_domain::shared::{Instant, ItemId, ProductId, UserId};

use crate::catalogue::Freshness;

/// How long a refusal is believed.
const BELIEVED: TimeDelta = TimeDelta::seconds(1);
/// How many items are remembered at most.
const MOST: usize = 10_000;

/// Of which items there was too little a moment ago. It never sells anything: what it does not remember, the store decides.
///
/// It stands before whoever else is told of changes ([`Freshness`]), and forgets what is about a product that changed:
/// its stock among it, as when a promise is taken back.
pub struct SoldOut {
    told: Arc<dyn Freshness>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    shortages: HashMap<ItemId, Remembered>,
    /// Grows whenever anything changes: what was found out before is not worth remembering.
    changes: u64,
    /// When products changed last, by that count.
    changed: HashMap<ProductId, u64>,
    /// When any other may have changed last.
    others: u64,
}

impl Known {
    /// Notes that a product changed, and forgets what was about it.
    fn change(&mut self, product: ProductId) {
        self.changes = self.changes.wrapping_add(1);
        if self.changed.len() >= MOST {
            self.changed.clear();
            self.others = self.changes;
        }
        self.changed.insert(product, self.changes);
        self.shortages
            .retain(|_, remembered| remembered.product != product);
    }

    fn is_as_it_was(&self, product: ProductId, since: Moment) -> bool {
        let changed = self.changed.get(&product).copied().unwrap_or_default();
        changed.max(self.others) <= since.0
    }

    fn remember(&mut self, item: ItemId, remembered: Remembered) {
        if self.shortages.len() >= MOST {
            let now = remembered.at;
            self.shortages
                .retain(|_, remembered| now.signed_duration_since(remembered.at) <= BELIEVED);
        }
        if self.shortages.len() < MOST {
            self.shortages.insert(item, remembered);
        }
    }
}

#[derive(Clone, Copy)]
struct Remembered {
    product: ProductId,
    available: i64,
    at: Instant,
}

/// A moment before somebody asks the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(u64);

/// What is remembered about an item of which somebody wants some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Belief {
    /// Nothing that would be in the way.
    Nothing,
    /// There were only so many a moment ago.
    Short(i64),
    /// There were too few, too long ago to be believed: whoever is told this asks the store, and others go on believing it
    /// until they have an answer. Otherwise all who want what is sold out would ask at the same moment.
    Doubt,
}

impl fmt::Debug for SoldOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SoldOut")
    }
}

impl SoldOut {
    /// Remembers nothing yet; tells `told` what it is told.
    pub fn before(told: Arc<dyn Freshness>) -> Self {
        Self {
            told,
            known: Mutex::default(),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be believed about an item by somebody who wants so many pieces.
    pub(super) fn belief(&self, item: ItemId, wanted: i64, now: Instant) -> Belief {
        let mut known = self.known();
        let short = known.shortages.get_mut(&item);
        let Some(remembered) = short.filter(|remembered| remembered.available < wanted) else {
            return Belief::Nothing;
        };
        let age = now.signed_duration_since(remembered.at);
        if age >= TimeDelta::zero() && age <= BELIEVED {
            return Belief::Short(remembered.available);
        }
        remembered.at = now;
        Belief::Doubt
    }

    /// When somebody asks the store; what they hear counts only if nothing changes until they remember it.
    pub(super) fn moment(&self) -> Moment {
        Moment(self.known().changes)
    }

    /// Remembers what the store answered to somebody who asked at `since`.
    pub(super) fn remember(
        &self,
        (item, product): (ItemId, ProductId),
        available: i64,
        since: Moment,
        now: Instant,
    ) {
        let mut known = self.known();
        if known.is_as_it_was(product, since) {
            let at = now;
            known.remember(
                item,
                Remembered {
                    product,
                    available,
                    at,
                },
            );
        }
    }

    /// Somebody who asked at `since` bought pieces of a product, and left nothing of these items: so nobody who waits behind
    /// them needs to ask. When anything else changed meanwhile, others find out what there is. What others buy at the same
    /// time is no such change: it leaves less, and whatever was too little before still is.
    pub(super) fn bought(&self, product: ProductId, gone: &[ItemId], since: Moment, now: Instant) {
        let mut known = self.known();
        let is_as_it_was = known.is_as_it_was(product, since);
        for item in gone.iter().filter(|_| is_as_it_was) {
            let (available, at) = (0, now);
            known.remember(
                *item,
                Remembered {
                    product,
                    available,
                    at,
                },
            );
        }
        drop(known);
        self.told.product_changed(product);
    }

    /// Somebody who was to ask found no shortage of this item.
    pub(super) fn forget(&self, item: ItemId) {
        self.known().shortages.remove(&item);
    }
}

impl Freshness for SoldOut {
    fn product_changed(&self, product: ProductId) {
        self.known().change(product);
        self.told.product_changed(product);
    }

    fn catalogue_changed(&self) {
        let mut known = self.known();
        known.changes = known.changes.wrapping_add(1);
        known.others = known.changes;
        known.changed.clear();
        known.shortages.clear();
        drop(known);
        self.told.catalogue_changed();
    }

    fn coupons_changed(&self, user: UserId) {
        self.told.coupons_changed(user);
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::catalogue::AlwaysFresh;

    fn memory() -> SoldOut {
        SoldOut::before(Arc::new(AlwaysFresh))
    }

    fn item(number: u8) -> (ItemId, ProductId) {
        let product = ProductId::mint(DateTime::UNIX_EPOCH, [number; 10]);
        (product.into(), product)
    }

    fn at(millis: i64) -> Instant {
        DateTime::from_timestamp_millis(1_790_000_000_000 + millis).unwrap()
    }

    /// What somebody believes who wants one.
    fn believed(memory: &SoldOut, number: u8, millis: i64) -> Belief {
        memory.belief(item(number).0, 1, at(millis))
    }

    #[test]
    fn a_refusal_is_believed_for_a_second() {
        for (wanted, millis, known) in [
            (3, 0, Belief::Short(2)),
            (3, 1_000, Belief::Short(2)),
            // So many there may be.
            (2, 0, Belief::Nothing),
            (3, 1_001, Belief::Doubt),
            (3, -1, Belief::Doubt),
        ] {
            let memory = memory();
            memory.remember(item(1), 2, memory.moment(), at(0));
            let belief = memory.belief(item(1).0, wanted, at(millis));
            assert_eq!(belief, known, "{wanted} at {millis}");
            assert_eq!(memory.belief(item(2).0, 3, at(0)), Belief::Nothing);
        }
    }

    #[test]
    fn what_is_in_doubt_one_asks_and_the_others_go_on_believing() {
        let memory = memory();
        memory.remember(item(1), 0, memory.moment(), at(0));
        assert_eq!(believed(&memory, 1, 1_001), Belief::Doubt);
        for millis in [1_001, 2_001] {
            assert_eq!(believed(&memory, 1, millis), Belief::Short(0));
        }
        // No answer came.
        assert_eq!(believed(&memory, 1, 2_002), Belief::Doubt);
        memory.forget(item(1).0);
        assert_eq!(believed(&memory, 1, 2_003), Belief::Nothing);
    }

    #[test]
    fn a_change_is_heard_of_at_once() {
        let memory = memory();
        let forgets: [fn(&SoldOut); 2] = [
            |memory| memory.product_changed(item(1).1),
            SoldOut::catalogue_changed,
        ];
        for forget in forgets {
            memory.remember(item(1), 0, memory.moment(), at(0));
            assert_eq!(believed(&memory, 1, 0), Belief::Short(0));
            forget(&memory);
            assert_eq!(believed(&memory, 1, 0), Belief::Nothing);
        }
        memory.remember(item(1), 0, memory.moment(), at(0));
        memory.product_changed(item(2).1);
        assert_eq!(believed(&memory, 1, 0), Belief::Short(0));
    }

    #[test]
    fn what_was_found_out_before_a_change_is_not_remembered_after_it() {
        let memory = memory();
        for change in [SoldOut::catalogue_changed, |memory: &SoldOut| {
            memory.product_changed(item(1).1);
        }] {
            let before = memory.moment();
            change(&memory);
            memory.remember(item(1), 0, before, at(0));
            assert_eq!(believed(&memory, 1, 0), Belief::Nothing);
        }
        // Whatever happens to other products, as long as they can be told apart.
        let before = memory.moment();
        memory.product_changed(item(2).1);
        memory.remember(item(1), 0, before, at(0));
        assert_eq!(believed(&memory, 1, 0), Belief::Short(0));
        for number in 0..=MOST {
            let mut dice = [9; 10];
            dice[..8].copy_from_slice(&u64::try_from(number).unwrap().to_be_bytes());
            memory.product_changed(ProductId::mint(DateTime::UNIX_EPOCH, dice));
        }
        memory.remember(item(3), 0, before, at(0));
        assert_eq!(believed(&memory, 3, 0), Belief::Nothing);
    }

    #[test]
    fn whoever_takes_the_last_piece_tells_the_others() {
        let memory = memory();
        let (last, product) = item(1);
        memory.bought(product, &[last], memory.moment(), at(0));
        assert_eq!(believed(&memory, 1, 0), Belief::Short(0));
        // Others buy at the same time, and are answered first.
        let memory = self::memory();
        let before = memory.moment();
        memory.bought(product, &[], before, at(0));
        memory.bought(product, &[last], before, at(0));
        assert_eq!(believed(&memory, 1, 0), Belief::Short(0));
        memory.bought(product, &[], before, at(0));
        assert_eq!(believed(&memory, 1, 0), Belief::Short(0));
        // Pieces came back, although nobody knows whether before or after the last was taken.
        let before = memory.moment();
        memory.product_changed(product);
        memory.bought(product, &[last], before, at(0));
        assert_eq!(believed(&memory, 1, 0), Belief::Nothing);
    }
}
