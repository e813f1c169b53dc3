//! Promises about misses.

use std::time::Duration;

use hexmart_application::platform::{Patience, Throttle};

use crate::given::{Asked, MINUTE, PATIENCE, a_minute, at, key};

const SECOND: i64 = 1_000_000;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Misses so often at once; answers the last waiting time.
async fn miss(throttle: &dyn Throttle, key: &str, times: u32, now: i64) -> Duration {
    let mut wait = Duration::ZERO;
    for _ in 0..times {
        wait = throttle.miss(key, PATIENCE, at(now)).await;
    }
    wait
}

pub(crate) async fn whoever_never_missed_does_not_wait(throttle: Asked) {
    assert_eq!(throttle.waiting_time(&key(), at(0)).await, Duration::ZERO);
}

pub(crate) async fn the_first_misses_are_free(throttle: Asked) {
    let key = key();
    for _ in 0..3 {
        assert_eq!(throttle.miss(&key, PATIENCE, at(0)).await, Duration::ZERO);
        assert_eq!(throttle.waiting_time(&key, at(0)).await, Duration::ZERO);
    }
    assert_eq!(throttle.miss(&key, PATIENCE, at(0)).await, seconds(1));
    assert_eq!(throttle.waiting_time(&key, at(0)).await, seconds(1));
}

pub(crate) async fn each_further_miss_costs_twice_as_much_up_to_the_longest(throttle: Asked) {
    let (key, mut now) = (key(), 0);
    miss(&*throttle, &key, 3, now).await;
    for wait in [1, 2, 4, 8, 10, 10, 10] {
        assert_eq!(miss(&*throttle, &key, 1, now).await, seconds(wait));
        now += 20 * SECOND;
    }
    // However many there are.
    assert_eq!(miss(&*throttle, &key, 100, now).await, seconds(10));
}

pub(crate) async fn a_waiting_time_runs_out(throttle: Asked) {
    let key = key();
    miss(&*throttle, &key, 5, 0).await;
    let waits = [
        (0, 2_000_000),
        (500_000, 1_500_000),
        (1_999_999, 1),
        (2_000_000, 0),
        (MINUTE, 0),
    ];
    for (now, wait) in waits {
        assert_eq!(
            throttle.waiting_time(&key, at(now)).await,
            Duration::from_micros(wait)
        );
    }
}

pub(crate) async fn a_miss_meanwhile_costs_the_next_waiting_time(throttle: Asked) {
    let key = key();
    miss(&*throttle, &key, 6, 0).await;
    assert_eq!(miss(&*throttle, &key, 1, SECOND).await, seconds(8));
    assert_eq!(throttle.waiting_time(&key, at(SECOND)).await, seconds(8));
}

pub(crate) async fn misses_are_forgotten_after_their_window(throttle: Asked) {
    let (one, other) = (key(), key());
    for key in [&one, &other] {
        miss(&*throttle, key, 3, 0).await;
    }
    assert_eq!(miss(&*throttle, &one, 1, 15 * MINUTE - 1).await, seconds(1));
    assert_eq!(miss(&*throttle, &other, 3, 15 * MINUTE).await, Duration::ZERO);
    assert_eq!(miss(&*throttle, &other, 1, 15 * MINUTE).await, seconds(1));
}

pub(crate) async fn a_miss_keeps_those_before_it_in_mind(throttle: Asked) {
    let key = key();
    for count in 0..3 {
        miss(&*throttle, &key, 1, count * 14 * MINUTE).await;
    }
    assert_eq!(miss(&*throttle, &key, 1, 42 * MINUTE).await, seconds(1));
}

pub(crate) async fn a_waiting_time_outlasts_its_window(throttle: Asked) {
    let (key, short) = (
        key(),
        Patience {
            free: 0,
            window: seconds(1),
            first: seconds(30),
            longest: seconds(60),
        },
    );
    assert_eq!(throttle.miss(&key, short, at(0)).await, seconds(30));
    assert_eq!(throttle.waiting_time(&key, at(10 * SECOND)).await, seconds(20));
    // The count is forgotten, so this costs what the first did.
    assert_eq!(throttle.miss(&key, short, at(20 * SECOND)).await, seconds(30));
    // A free miss does not shorten it.
    let generous = Patience { free: 9, ..short };
    assert_eq!(throttle.miss(&key, generous, at(40 * SECOND)).await, seconds(10));
}

pub(crate) async fn the_forgiven_start_anew(throttle: Asked) {
    let key = key();
    miss(&*throttle, &key, 9, 0).await;
    throttle.forgive(&key).await;
    assert_eq!(throttle.waiting_time(&key, at(0)).await, Duration::ZERO);
    assert_eq!(miss(&*throttle, &key, 3, 0).await, Duration::ZERO);
    assert_eq!(miss(&*throttle, &key, 1, 0).await, seconds(1));
}

pub(crate) async fn keys_are_independent(throttle: Asked) {
    let (one, other) = (key(), key());
    miss(&*throttle, &one, 5, 0).await;
    assert_eq!(throttle.waiting_time(&other, at(0)).await, Duration::ZERO);
    miss(&*throttle, &other, 4, 0).await;
    throttle.forgive(&other).await;
    assert_eq!(throttle.waiting_time(&one, at(0)).await, seconds(2));
}

pub(crate) async fn misses_that_race_are_all_counted(throttle: Asked) {
    let key = key();
    let patience = Patience { free: 63, ..PATIENCE };
    let racers: Vec<_> = (0..64)
        .map(|_| {
            let (throttle, key) = (throttle.clone(), key.clone());
            tokio::spawn(async move { throttle.miss(&key, patience, at(0)).await })
        })
        .collect();
    let mut waits = Vec::new();
    for racer in racers {
        waits.push(racer.await.unwrap());
    }
    waits.sort_unstable();
    assert_eq!(
        waits.pop(),
        Some(seconds(1)),
        "the 64th, and no other, has to wait"
    );
    assert!(waits.iter().all(Duration::is_zero));
}

pub(crate) async fn buckets_and_misses_of_a_key_are_independent(throttle: Asked) {
    let key = key();
    throttle.take(&key, 2, a_minute(3), at(0)).await;
    miss(&*throttle, &key, 4, 0).await;
    assert_eq!(throttle.take(&key, 1, a_minute(3), at(0)).await.remaining, 0);
    assert_eq!(throttle.waiting_time(&key, at(0)).await, seconds(1));
    throttle.forgive(&key).await;
    assert!(!throttle.take(&key, 1, a_minute(3), at(0)).await.granted);
}

pub(crate) async fn a_clock_that_goes_back_prolongs_nothing(throttle: Asked) {
    let (key, day) = (key(), 1_440 * MINUTE);
    miss(&*throttle, &key, 5, day).await;
    assert_eq!(throttle.waiting_time(&key, at(0)).await, seconds(2));
    assert_eq!(throttle.waiting_time(&key, at(SECOND)).await, seconds(1));
    assert_eq!(throttle.waiting_time(&key, at(2 * SECOND)).await, Duration::ZERO);
    assert_eq!(miss(&*throttle, &key, 1, 3 * SECOND).await, seconds(4));
}
