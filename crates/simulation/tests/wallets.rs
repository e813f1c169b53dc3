//! Many runs of people with wallets.
//!
//! 50,000 things are done in all, a thousand in each run. `HEXMART_TEST_WALLET_SEEDS` asks for more runs or fewer,
//! `HEXMART_TEST_WALLET_SEED` says from which seed on: a failure prints its seed, and that seed alone brings it back.

#![expect(clippy::expect_used, reason = "a test may stop where it cannot go on")]

mod seeds;

use hexmart_simulation::wallets::{Outcome, Size, run};

use seeds::{from_environment, run_all};

const SIZE: Size = Size {
    people: 10,
    commands: 1_000,
};

#[test]
fn wallets_campaigns_and_subscriptions_add_up_whatever_fails() {
    let first = from_environment("HEXMART_TEST_WALLET_SEED", 1);
    let seeds = from_environment("HEXMART_TEST_WALLET_SEEDS", 50);
    let (outcomes, failures) = run_all((first, seeds), |seed| run(seed, SIZE));
    let mut outcome = Outcome::default();
    for run in outcomes {
        outcome.add(run);
    }
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
    assert!(
        seeds < 10 || outcome.sponsored > 0,
        "no provider was paid for a pledge"
    );
}

#[test]
fn a_seed_is_a_run() {
    assert_eq!(run(42, SIZE), run(42, SIZE));
    assert_ne!(run(42, SIZE), run(43, SIZE));
}
