//! One module per command.

mod completions;
mod doctor;
mod migrate;
mod openapi;
mod seed;
mod serve;
mod user;

use std::process::ExitCode;

use crate::cli::{Cli, Command, SeedCommand, UserCommand};
use crate::failure::Failure;
use crate::logging;

/// Does what the command line says.
pub(crate) async fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let serves = matches!(cli.command, Command::Serve(_));
    // The web server's own log says nothing that ours does not.
    logging::start(
        &cli.logging,
        if serves { "info,actix_server=warn" } else { "warn" },
    )?;
    match cli.command {
        Command::Serve(args) => return serve::run(args).await,
        Command::Doctor(args) => return doctor::run(args).await,
        Command::Migrate(args) => migrate::run(args).await?,
        Command::Seed {
            what: SeedCommand::Products(args),
        } => seed::products(args).await?,
        Command::User {
            what: UserCommand::Create(args),
        } => user::create(args).await?,
        Command::Openapi => openapi::run()?,
        Command::Completions { shell } => completions::run(shell)?,
    }
    Ok(ExitCode::SUCCESS)
}
