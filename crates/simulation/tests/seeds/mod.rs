//! Many runs, each from a seed of its own.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use hexmart_simulation::Failure;

/// A number that somebody asks for, or another.
pub(crate) fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}

/// Runs `count` seeds from the first on, on all cores; each run stays on its own.
pub(crate) fn run_all<O: Send>(
    (first, count): (u64, u64),
    run: impl Fn(u64) -> Result<O, Failure> + Sync,
) -> (Vec<O>, Vec<Failure>) {
    let next = AtomicU64::new(first);
    let found = Mutex::new((Vec::new(), Vec::new()));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count {
                        return;
                    }
                    let outcome = run(seed);
                    let mut found = found.lock().expect("no other run panicked");
                    match outcome {
                        Ok(outcome) => found.0.push(outcome),
                        Err(failure) => found.1.push(failure),
                    }
                }
            });
        }
    });
    found.into_inner().expect("no run panicked")
}
