use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use hexmart_application::catalogue::Freshness;
use hexmart_domain::shared::{Id, ProductId, UserId};

/// Counters that many products, or users, share. Two of the same counter only make each other's answers old early.
const SHARDS: usize = 4096;

/// How often this process changed what answers speak of.
///
/// A question notes the generation before it is put, and its answer is given only while that generation stands: an answer
/// that was read before a commit but comes after it is never given to anybody who asks after it.
pub struct Generations {
    /// Changes of any product.
    lists: AtomicU64,
    /// Changes of nobody knows which products, or of the tree.
    everything: AtomicU64,
    products: Vec<AtomicU64>,
    coupons: Vec<AtomicU64>,
}

impl Default for Generations {
    fn default() -> Self {
        let shards = || std::iter::repeat_with(AtomicU64::default).take(SHARDS).collect();
        Self {
            lists: AtomicU64::default(),
            everything: AtomicU64::default(),
            products: shards(),
            coupons: shards(),
        }
    }
}

impl fmt::Debug for Generations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Generations")
    }
}

impl Generations {
    /// Counters at 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// The generation of answers that speak of many products.
    pub(crate) fn of_lists(&self) -> u64 {
        read(&self.lists)
    }

    /// The generation of answers that speak of the tree of categories.
    pub(crate) fn of_forest(&self) -> u64 {
        read(&self.everything)
    }

    /// The generation of answers that speak of one product. Both counters only grow, so their sum stays the same only
    /// while both do.
    pub(crate) fn of_product(&self, product: ProductId) -> u64 {
        read(&self.everything) + shard(&self.products, product).map_or(0, read)
    }

    /// The generation of answers that speak of a user's coupons.
    pub(crate) fn of_coupons(&self, user: UserId) -> u64 {
        shard(&self.coupons, user).map_or(0, read)
    }
}

impl Freshness for Generations {
    fn product_changed(&self, product: ProductId) {
        shard(&self.products, product).map(advance);
        advance(&self.lists);
    }

    fn catalogue_changed(&self) {
        advance(&self.everything);
        advance(&self.lists);
    }

    fn coupons_changed(&self, user: UserId) {
        shard(&self.coupons, user).map(advance);
    }
}

/// The counter of an id, by its last bits: chance chose them.
fn shard<K>(counters: &[AtomicU64], id: Id<K>) -> Option<&AtomicU64> {
    let [.., high, low] = *id.as_uuid().as_bytes();
    counters.get(usize::from(u16::from_be_bytes([high, low])) % SHARDS)
}

/// A reader that sees the new generation also sees what was committed before it was counted.
fn read(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Acquire)
}

fn advance(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::AcqRel);
}
