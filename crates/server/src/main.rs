//! `hexmart`: the command line, the configuration, and the place where adapters meet use cases.

mod background;
mod cli;
mod clock;
mod commands;
mod database;
mod entropy;
mod failure;
mod integrations;
mod keys;
mod logging;
mod progress;
mod seed;
mod signals;
mod terminal;
mod turns;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;

fn main() -> ExitCode {
    hexmart_allocator::give_back_soon();
    run()
}

#[tokio::main]
async fn run() -> ExitCode {
    commands::run(Cli::parse())
        .await
        .unwrap_or_else(|failure| failure.report())
}
