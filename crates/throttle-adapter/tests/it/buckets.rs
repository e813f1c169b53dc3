//! Promises about what is taken.

use std::time::Duration;

use hexmart_application::platform::{Allowance, Rate};

use crate::given::{Asked, MINUTE, a_minute, at, key};

fn granted(remaining: u32, full_after: Duration) -> Allowance {
    Allowance {
        granted: true,
        remaining,
        full_after,
        retry_after: Duration::ZERO,
    }
}

fn refused(remaining: u32, full_after: Duration, retry_after: Duration) -> Allowance {
    Allowance {
        granted: false,
        remaining,
        full_after,
        retry_after,
    }
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) async fn a_burst_is_granted_and_what_exceeds_it_is_refused(throttle: Asked) {
    let (key, rate) = (key(), a_minute(3));
    for (left, full_after) in [(2, 20), (1, 40), (0, 60)] {
        let taken = throttle.take(&key, 1, rate, at(0)).await;
        assert_eq!(taken, granted(left, seconds(full_after)));
    }
    for _ in 0..3 {
        let taken = throttle.take(&key, 1, rate, at(0)).await;
        assert_eq!(taken, refused(0, seconds(60), seconds(20)));
    }
}

pub(crate) async fn a_token_is_back_at_its_very_instant(throttle: Asked) {
    let (key, rate) = (key(), a_minute(3));
    throttle.take(&key, 3, rate, at(0)).await;
    for place in 1..10 {
        let back = place * MINUTE / 3;
        let (early, micro) = (
            throttle.take(&key, 1, rate, at(back - 1)).await,
            Duration::from_micros(1),
        );
        assert_eq!(early, refused(0, seconds(40) + micro, micro));
        let taken = throttle.take(&key, 1, rate, at(back)).await;
        assert_eq!(taken, granted(0, seconds(60)));
    }
}

/// 60 seconds cannot be divided by 7 without a rest.
pub(crate) async fn an_odd_rate_loses_nothing(throttle: Asked) {
    let (key, rate) = (key(), a_minute(7));
    for left in (0..7).rev() {
        assert_eq!(throttle.take(&key, 1, rate, at(0)).await.remaining, left);
    }
    for token in 1..=70 {
        let back = (token * MINUTE + 6) / 7;
        assert!(!throttle.take(&key, 1, rate, at(back - 1)).await.granted);
        assert!(throttle.take(&key, 1, rate, at(back)).await.granted, "{token}");
    }
    let full = throttle.take(&key, 7, rate, at(11 * MINUTE)).await;
    assert_eq!(full, granted(0, seconds(60)));
}

pub(crate) async fn a_cost_is_taken_whole_or_not_at_all(throttle: Asked) {
    let (key, rate) = (key(), a_minute(6));
    assert_eq!(throttle.take(&key, 4, rate, at(0)).await, granted(2, seconds(40)));
    let taken = throttle.take(&key, 3, rate, at(0)).await;
    assert_eq!(taken, refused(2, seconds(40), seconds(10)));
    assert_eq!(throttle.take(&key, 2, rate, at(0)).await, granted(0, seconds(60)));
}

pub(crate) async fn a_cost_above_the_burst_is_never_granted(throttle: Asked) {
    let (key, rate) = (key(), a_minute(6));
    for (cost, now) in [(7, 0), (u32::MAX, 0), (7, 100 * MINUTE)] {
        let taken = throttle.take(&key, cost, rate, at(now)).await;
        assert_eq!(taken, refused(6, Duration::ZERO, seconds(60)));
    }
    assert!(throttle.take(&key, 6, rate, at(100 * MINUTE)).await.granted);
}

pub(crate) async fn taking_nothing_is_always_granted(throttle: Asked) {
    let (key, rate) = (key(), a_minute(6));
    assert_eq!(
        throttle.take(&key, 0, rate, at(0)).await,
        granted(6, Duration::ZERO)
    );
    throttle.take(&key, 6, rate, at(0)).await;
    assert_eq!(throttle.take(&key, 0, rate, at(0)).await, granted(0, seconds(60)));
}

pub(crate) async fn a_bucket_never_holds_more_than_its_burst(throttle: Asked) {
    let (key, rate) = (key(), a_minute(6));
    for now in [0, MINUTE, 1_000 * MINUTE] {
        assert_eq!(
            throttle.take(&key, 5, rate, at(now)).await,
            granted(1, seconds(50))
        );
        assert!(!throttle.take(&key, 2, rate, at(now)).await.granted);
    }
}

pub(crate) async fn a_bucket_that_was_seen_full_is_forgotten(throttle: Asked) {
    let (key, rate) = (key(), a_minute(1));
    throttle.take(&key, 1, rate, at(0)).await;
    for now in [MINUTE, MINUTE - 1] {
        assert_eq!(
            throttle.take(&key, 0, rate, at(now)).await,
            granted(1, Duration::ZERO)
        );
    }
}

pub(crate) async fn whoever_waits_as_told_is_granted(throttle: Asked) {
    for (burst, per) in [
        (1, 1),
        (7, 60_000_001),
        (4_999, 86_400_000_007),
        (u32::MAX, 60_000_000),
    ] {
        let (key, per) = (key(), Duration::from_micros(per));
        let (rate, mut now) = (Rate { burst, per }, 0);
        for cost in [burst, 1, burst / 2 + 1, burst, 1] {
            let told = throttle.take(&key, cost, rate, at(now)).await;
            if !told.granted {
                let wait = i64::try_from(told.retry_after.as_micros()).unwrap();
                assert!(!throttle.take(&key, cost, rate, at(now + wait - 1)).await.granted);
                now += wait;
                assert!(throttle.take(&key, cost, rate, at(now)).await.granted, "{rate:?}");
            }
        }
    }
}

pub(crate) async fn callers_that_race_get_no_more_than_the_burst(throttle: Asked) {
    let (key, rate) = (key(), a_minute(100));
    let racers: Vec<_> = (0..64)
        .map(|_| {
            let (throttle, key) = (throttle.clone(), key.clone());
            tokio::spawn(async move {
                let mut granted = 0;
                for _ in 0..4 {
                    granted += u32::from(throttle.take(&key, 1, rate, at(0)).await.granted);
                }
                granted
            })
        })
        .collect();
    let mut granted = 0;
    for racer in racers {
        granted += racer.await.unwrap();
    }
    assert_eq!(granted, 100);
}

pub(crate) async fn keys_are_independent(throttle: Asked) {
    let (one, other, rate) = (key(), key(), a_minute(2));
    throttle.take(&one, 2, rate, at(0)).await;
    assert!(throttle.take(&other, 2, rate, at(0)).await.granted);
    assert!(!throttle.take(&one, 1, rate, at(0)).await.granted);
}

/// A bucket is kept as the time until it is full, which holds under the new rate.
pub(crate) async fn another_rate_goes_on_from_the_same_bucket(throttle: Asked) {
    let key = key();
    throttle.take(&key, 3, a_minute(6), at(0)).await;
    let taken = throttle.take(&key, 0, a_minute(60), at(0)).await;
    assert_eq!(taken, granted(30, seconds(30)));
}

/// Two processes whose clocks differ by a second, in turn.
pub(crate) async fn a_clock_behind_by_a_little_fills_nothing(throttle: Asked) {
    let (key, rate, second) = (key(), a_minute(60), 1_000_000);
    throttle.take(&key, 60, rate, at(second)).await;
    for _ in 0..10 {
        let behind = throttle.take(&key, 1, rate, at(0)).await;
        assert_eq!(behind, refused(0, seconds(61), seconds(2)));
        assert!(!throttle.take(&key, 1, rate, at(second)).await.granted);
    }
    assert!(throttle.take(&key, 1, rate, at(2 * second)).await.granted);
}

pub(crate) async fn a_clock_that_goes_back_far_holds_up_nobody_for_long(throttle: Asked) {
    let (key, rate, day) = (key(), a_minute(6), 1_440 * MINUTE);
    throttle.take(&key, 1, rate, at(day)).await;
    let taken = throttle.take(&key, 1, rate, at(0)).await;
    assert_eq!(taken, refused(0, seconds(60), seconds(10)));
    assert!(throttle.take(&key, 1, rate, at(MINUTE / 6)).await.granted);
    assert!(throttle.take(&key, 6, rate, at(day)).await.granted);
}
