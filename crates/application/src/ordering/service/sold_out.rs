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

    /// How many pieces there were a moment ago, if that is fewer than are wanted now.
    pub(super) fn short_of(&self, item: ItemId, wanted: i64, now: Instant) -> Option<i64> {
        let remembered = self.known().shortages.get(&item).copied()?;
        let age = now.signed_duration_since(remembered.at);
        let fresh = age >= TimeDelta::zero() && age <= BELIEVED;
        (fresh && remembered.available < wanted).then_some(remembered.available)
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
        if known.changes != since.0 {
            return;
        }
        if known.shortages.len() >= MOST {
            known
                .shortages
                .retain(|_, remembered| now.signed_duration_since(remembered.at) <= BELIEVED);
        }
        if known.shortages.len() < MOST {
            let remembered = Remembered {
                product,
                available,
                at: now,
            };
            known.shortages.insert(item, remembered);
        }
    }
}

impl Freshness for SoldOut {
    fn product_changed(&self, product: ProductId) {
        let mut known = self.known();
        known.changes = known.changes.wrapping_add(1);
        known
            .shortages
            .retain(|_, remembered| remembered.product != product);
        drop(known);
        self.told.product_changed(product);
    }

    fn catalogue_changed(&self) {
        let mut known = self.known();
        known.changes = known.changes.wrapping_add(1);
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

    #[test]
    fn a_refusal_is_believed_for_a_second() {
        let memory = memory();
        memory.remember(item(1), 2, memory.moment(), at(0));
        for (wanted, millis, known) in [
            (3, 0, Some(2)),
            (3, 1_000, Some(2)),
            // So many there may be.
            (2, 0, None),
            (3, 1_001, None),
            (3, -1, None),
        ] {
            assert_eq!(
                memory.short_of(item(1).0, wanted, at(millis)),
                known,
                "{wanted} at {millis}"
            );
        }
        assert_eq!(memory.short_of(item(2).0, 3, at(0)), None);
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
            assert_eq!(memory.short_of(item(1).0, 1, at(0)), Some(0));
            forget(&memory);
            assert_eq!(memory.short_of(item(1).0, 1, at(0)), None);
        }
        memory.remember(item(1), 0, memory.moment(), at(0));
        memory.product_changed(item(2).1);
        assert_eq!(memory.short_of(item(1).0, 1, at(0)), Some(0));
    }

    #[test]
    fn what_was_found_out_before_a_change_is_not_remembered_after_it() {
        let memory = memory();
        let before = memory.moment();
        memory.product_changed(item(1).1);
        memory.remember(item(1), 0, before, at(0));
        assert_eq!(memory.short_of(item(1).0, 1, at(0)), None);
    }
}
