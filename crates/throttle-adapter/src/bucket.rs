//! The rule of a bucket. `redis/take.lua` is this file in Lua; change both or neither.

use crate::measure::Measure;

/// What is kept of a bucket: when it is full again, to a fraction of a microsecond. A full one is not kept at all.
///
/// A time and not a number of tokens, so that it means the same under another rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bucket {
    /// The whole microsecond, since 1970.
    pub(crate) full_at: i64,
    /// The units that flow back after it, fewer than flow in a microsecond.
    rest: u64,
}

/// What became of an attempt to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) granted: bool,
    /// The units that are missing now.
    pub(crate) missing: u64,
}

/// Takes `cost` units at the microsecond `now`: all of them or none.
pub(crate) fn take(held: Option<Bucket>, cost: u64, measure: &Measure, now: i64) -> (Option<Bucket>, Taken) {
    let missing = held.map_or(0, |bucket| bucket.missing(measure, now));
    let granted = cost == 0 || missing + cost <= measure.capacity;
    let missing = if granted { missing + cost } else { missing };
    (
        Bucket::missing_at(missing, measure, now),
        Taken { granted, missing },
    )
}

impl Bucket {
    fn missing(self, measure: &Measure, now: i64) -> u64 {
        let Ok(ahead) = u64::try_from(self.full_at.saturating_sub(now)) else {
            return 0;
        };
        let rest = self.rest.min(measure.leak);
        let missing = ahead.saturating_mul(measure.leak).saturating_add(rest);
        // More than all is missing when the clock went back, or another process's clock is behind. That is left as it
        // is, or two clocks in turn would fill the bucket by their difference; but not where a bucket's owner would
        // wait for long.
        if missing > 2 * measure.capacity {
            measure.capacity
        } else {
            missing
        }
    }

    fn missing_at(missing: u64, measure: &Measure, now: i64) -> Option<Self> {
        let ahead = i64::try_from(missing / measure.leak).unwrap_or(i64::MAX);
        (missing > 0).then(|| Self {
            full_at: now.saturating_add(ahead),
            rest: missing % measure.leak,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use hexmart_application::platform::Rate;
    use proptest::prelude::*;

    proptest! {
        /// Over any stretch of time, no more is granted than a full bucket and what flows back meanwhile; and whoever
        /// waits as long as told, and no less, gets what was refused.
        #[test]
        fn nothing_is_given_away_and_no_wait_is_too_long(
            burst in 1..1_000_u32,
            per in 1..10_000_000_u64,
            steps in prop::collection::vec((0..100_000_i64, 1..1_000_u32), 1..200),
        ) {
            let measure = Measure::from(Rate { burst, per: Duration::from_micros(per) });
            let (mut held, mut now, mut granted) = (None, 0, 0);
            for (step, cost) in steps {
                let cost = cost.min(burst);
                now += step;
                let (after, taken) = take(held, measure.units(cost), &measure, now);
                let told = measure.allowance(taken, cost);
                let wait = i64::try_from(told.retry_after.as_micros()).unwrap();
                prop_assert_eq!(taken.granted, wait == 0);
                if !taken.granted {
                    prop_assert!(take(after, measure.units(cost), &measure, now + wait).1.granted);
                    prop_assert!(!take(after, measure.units(cost), &measure, now + wait - 1).1.granted);
                }
                granted += if taken.granted { u128::from(cost) } else { 0 };
                let flowed = u128::from(burst) * u128::try_from(now).unwrap() / u128::from(per);
                prop_assert!(granted <= u128::from(burst) + flowed);
                held = after;
            }
        }
    }
}
