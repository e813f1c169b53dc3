//! Rates and spans in whole numbers.

use std::time::Duration;

use hexmart_application::platform::{Allowance, Rate};

use crate::bucket::Taken;

/// The longest span, in microseconds: over a year. A longer one is cut to it.
const LONGEST: u64 = 1 << 45;

/// How many bits a full bucket may have: twice as much is still exact in the numbers of Redis's Lua, which have 53.
const BITS: u32 = 52;

/// A span in whole microseconds, rounded up so that nobody comes too early.
pub(crate) fn span(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos().div_ceil(1_000)).map_or(LONGEST, |micros| micros.min(LONGEST))
}

/// What a rate is counted in: units so small that each token, and what flows back in a microsecond, are whole numbers
/// of them. Nothing is ever rounded, so a bucket of 7 tokens a second has all 7 again after exactly one.
///
/// Except where numbers get too large: a bucket of billions of tokens that share no factor with their microseconds is
/// counted in coarser units, and fills up a little early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Measure {
    /// Units of a token.
    pub(crate) token: u64,
    /// Units that flow back in a microsecond; at least 1.
    pub(crate) leak: u64,
    /// Units of a full bucket.
    pub(crate) capacity: u64,
    burst: u32,
    per: u64,
}

impl From<Rate> for Measure {
    fn from(rate: Rate) -> Self {
        let (burst, per) = (u64::from(rate.burst.max(1)), span(rate.per).max(1));
        let shared = greatest_common_divisor(burst, per);
        let (token, leak) = (per / shared, burst / shared);
        let excess = (bits(burst) + bits(token)).saturating_sub(BITS);
        let token = token >> excess;
        Self {
            token,
            leak: leak.div_ceil(1 << excess),
            capacity: burst * token,
            burst: rate.burst.max(1),
            per,
        }
    }
}

impl Measure {
    /// The units of a cost; more than a bucket holds when the cost is.
    pub(crate) fn units(&self, cost: u32) -> u64 {
        u64::from(cost).min(u64::from(self.burst) + 1) * self.token
    }

    /// What a caller hears who asked for `cost` and had its bucket left as `taken` says.
    ///
    /// A cost that no bucket holds can never be taken; its caller hears the time that fills a bucket.
    pub(crate) fn allowance(&self, taken: Taken, cost: u32) -> Allowance {
        let Taken { granted, missing } = taken;
        let retry_after = if granted {
            0
        } else if cost > self.burst {
            self.per
        } else {
            (missing + self.units(cost))
                .saturating_sub(self.capacity)
                .div_ceil(self.leak)
        };
        let remaining = self.capacity.saturating_sub(missing) / self.token;
        Allowance {
            granted,
            remaining: u32::try_from(remaining).unwrap_or(self.burst),
            full_after: Duration::from_micros(missing.div_ceil(self.leak)),
            retry_after: Duration::from_micros(retry_after),
        }
    }
}

fn bits(number: u64) -> u32 {
    u64::BITS - number.leading_zeros()
}

fn greatest_common_divisor(one: u64, other: u64) -> u64 {
    if other == 0 {
        one
    } else {
        greatest_common_divisor(other, one % other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn measure(burst: u32, per: Duration) -> Measure {
        Measure::from(Rate { burst, per })
    }

    #[test]
    fn units_are_the_largest_that_divide_all() {
        let odd = measure(7, Duration::from_secs(1));
        assert_eq!((odd.token, odd.leak, odd.capacity), (1_000_000, 7, 7_000_000));
        let even = measure(1_000, Duration::from_secs(1));
        assert_eq!((even.token, even.leak, even.capacity), (1_000, 1, 1_000_000));
    }

    #[test]
    fn a_rate_out_of_range_is_brought_into_it() {
        assert_eq!(measure(0, Duration::ZERO), measure(1, Duration::from_micros(1)));
        assert_eq!(
            measure(1, Duration::MAX),
            measure(1, Duration::from_micros(LONGEST))
        );
    }

    #[test]
    fn spans_are_rounded_up() {
        assert_eq!(span(Duration::from_nanos(1)), 1);
        assert_eq!(span(Duration::from_nanos(1_001)), 2);
        assert_eq!(span(Duration::MAX), LONGEST);
    }

    proptest! {
        /// Whatever the rate, its numbers are exact in Lua, and an empty bucket fills up within its time: on the dot
        /// when the units are exact, early by a sixteenth at the very most when they are not.
        #[test]
        fn every_rate_is_counted_in_numbers_that_fit(burst in 1..=u32::MAX, per in 1..=LONGEST) {
            let measure = measure(burst, Duration::from_micros(per));
            prop_assert!(measure.token > 0 && measure.leak > 0);
            prop_assert!(measure.capacity < 1 << BITS);
            let full_after = measure.capacity.div_ceil(measure.leak);
            prop_assert!(full_after <= per && full_after >= per - per / 16 - 1, "{full_after}");
        }

        #[test]
        fn a_common_rate_is_exact(burst in 1..=10_000_u32, seconds in 1..=86_400_u64) {
            let measure = measure(burst, Duration::from_secs(seconds));
            prop_assert_eq!(measure.capacity, measure.leak * seconds * 1_000_000);
        }
    }
}
