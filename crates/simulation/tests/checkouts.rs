//! Many runs of the simulated shop.
//!
//! `HEXMART_TEST_SEEDS` says how many, `HEXMART_TEST_SEED` from which on: a failure prints its seed, and that seed alone
//! brings it back.

#![expect(clippy::expect_used, reason = "a test may stop where it cannot go on")]

mod seeds;

use hexmart_simulation::{Outcome, Size, run};

use seeds::{from_environment, run_all};

const SIZE: Size = Size {
    buyers: 40,
    checkouts: 5,
};

#[test]
fn stock_orders_and_money_agree_whatever_fails() {
    let (first, seeds) = (
        from_environment("HEXMART_TEST_SEED", 1),
        from_environment("HEXMART_TEST_SEEDS", 500),
    );
    let (outcomes, failures) = run_all((first, seeds), |seed| run(seed, SIZE));
    let mut outcome = Outcome::default();
    for run in outcomes {
        outcome.orders += run.orders;
        outcome.paid += run.paid;
        outcome.refunded += run.refunded;
    }
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
