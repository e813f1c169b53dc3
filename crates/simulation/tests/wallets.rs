//! Many runs of people with wallets.
//!
//! 50,000 things are done in all, a thousand in each run. `HEXMART_TEST_WALLET_SEEDS` asks for more runs or fewer,
//! `HEXMART_TEST_WALLET_SEED` says from which seed on: a failure prints its seed, and that seed alone brings it back.

#![expect(clippy::expect_used, reason = "a test may stop where it cannot go on")]

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use hexmart_simulation::Failure;
use hexmart_simulation::wallets::{Outcome, Size, run};

const SIZE: Size = Size {
    people: 10,
    commands: 1_000,
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
                        Ok(outcome) => found.0.add(outcome),
                        Err(failure) => found.1.push(failure),
                    }
                }
            });
        }
    });
    found.into_inner().expect("no run panicked")
}

#[test]
fn wallets_campaigns_and_subscriptions_add_up_whatever_fails() {
    let first = from_environment("HEXMART_TEST_WALLET_SEED", 1);
    let seeds = from_environment("HEXMART_TEST_WALLET_SEEDS", 50);
    let (outcome, failures) = run_all(first, seeds);
    println!("{seeds} runs from seed {first}: {outcome:?}");
    for failure in &failures {
        let seed = failure.seed;
        println!(
            "again: HEXMART_TEST_WALLET_SEED={seed} HEXMART_TEST_WALLET_SEEDS=1 cargo test -p hexmart-simulation --test wallets"
        );
    }
    assert!(failures.is_empty(), "{failures:#?}");
    // One run alone need not come across everything.
    let idle = outcome.idle();
    assert!(seeds < 10 || idle.is_empty(), "nobody came across {idle:?}");
}

#[test]
fn a_seed_is_a_run() {
    assert_eq!(run(42, SIZE), run(42, SIZE));
    assert_ne!(run(42, SIZE), run(43, SIZE));
}
