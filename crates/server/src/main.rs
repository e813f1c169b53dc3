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

/// Requests are many small allocations on several threads, which the system's allocator takes noticeably longer for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    commands::run(Cli::parse())
        .await
        .unwrap_or_else(|failure| failure.report())
}
