use std::sync::Mutex;
use std::sync::PoisonError;

use hexmart_application::platform::Entropy;

/// Chance that can be had again: the same seed throws the same numbers (`SplitMix64`).
#[derive(Debug)]
pub(crate) struct Dice(Mutex<u64>);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    pub(crate) fn throw(&self) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `count`, which is more than 0.
    pub(crate) fn below(&self, count: usize) -> usize {
        let count = u64::try_from(count.max(1)).unwrap_or(1);
        usize::try_from(self.throw() % count).unwrap_or_default()
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(crate) fn happens(&self, per_mille: u64) -> bool {
        self.throw() % 1000 < per_mille
    }
}

impl Entropy for Dice {
    fn bytes(&self) -> [u8; 10] {
        let secret = self.secret();
        std::array::from_fn(|place| secret.get(place).copied().unwrap_or_default())
    }

    fn secret(&self) -> [u8; 32] {
        let throws = [self.throw(), self.throw(), self.throw(), self.throw()].map(u64::to_le_bytes);
        std::array::from_fn(|place| throws.as_flattened().get(place).copied().unwrap_or_default())
    }
}
