//! The benchmark of Hexmart: a release server, a light load generator and two baselines in one run.
//!
//! Every figure that has a target is a ratio between two measurements taken seconds apart on the same
//! machine, so that a slow disk or a busy neighbour changes both. `docs/benchmarks.md` explains each.

mod account;
mod baseline;
mod catalogue;
mod cli;
mod client;
mod crowd;
mod database;
mod figure;
mod line;
mod load;
mod machine;
mod measurement;
mod memory;
mod pen;
mod points;
mod progress;
mod purchase;
mod report;
mod rest;
mod rounds;
mod scenario;
mod server;
mod startup;
mod suite;
mod tally;
mod visitor;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Options;

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures, reports, and says whether the run counts as passed.
fn run(options: &Options) -> anyhow::Result<bool> {
    let report = suite::run(options)?;
    report::publish(&report, &options.out)?;
    Ok(options.no_fail || report.passed())
}
