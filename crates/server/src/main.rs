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
    let cli = Cli::parse();
    // Whatever else there is to do is over soon, and faster with the memory that it has: an import by a twentieth.
    if cli.command.serves() {
        hexmart_allocator::give_back_soon();
    }
    run(cli)
}

#[tokio::main]
async fn run(cli: Cli) -> ExitCode {
    commands::run(cli)
        .await
        .unwrap_or_else(|failure| failure.report())
}
