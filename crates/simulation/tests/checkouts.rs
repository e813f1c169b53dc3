//! Many runs of the simulated shop.
//!
//! `HEXMART_TEST_SEEDS` says how many, `HEXMART_TEST_SEED` from which on: a failure prints its seed, and that seed alone
//! brings it back.

#![expect(clippy::expect_used, reason = "a test may stop where it cannot go on")]

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use hexmart_simulation::{Failure, Outcome, Size, run};

const SIZE: Size = Size {
    buyers: 40,
    checkouts: 5,
};

fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}

/// Runs the seeds on all cores; each run stays on its own.
fn run_all(first: u64, count: u64) -> (Outcome, Vec<Failure>) {
    let next = AtomicU64::new(first);
    let found = Mutex::new((Outcome::default(), Vec::new()));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count {
                        return;
                    }
                    let outcome = run(seed, SIZE);
                    let mut found = found.lock().expect("no other run panicked");
                    match outcome {
                        Ok(outcome) => {
                            found.0.orders += outcome.orders;
                            found.0.paid += outcome.paid;
                            found.0.refunded += outcome.refunded;
                        }
                        Err(failure) => found.1.push(failure),
                    }
                }
            });
        }
    });
    found.into_inner().expect("no run panicked")
}

#[test]
fn stock_orders_and_money_agree_whatever_fails() {
    let (first, seeds) = (
        from_environment("HEXMART_TEST_SEED", 1),
        from_environment("HEXMART_TEST_SEEDS", 500),
    );
    let (outcome, failures) = run_all(first, seeds);
    println!("{seeds} shops from seed {first}: {outcome:?}");
    assert!(failures.is_empty(), "{failures:#?}");
    assert!(
        outcome.paid > 0 && outcome.refunded > 0,
        "nothing happened: {outcome:?}"
    );
}

#[test]
fn a_seed_is_a_run() {
    assert_eq!(run(42, SIZE), run(42, SIZE));
    assert_ne!(run(42, SIZE), run(43, SIZE));
}
