//! One module per command.

mod audit;
mod completions;
mod doctor;
mod interchange;
mod invariants;
mod jobs;
mod keys;
mod migrate;
mod openapi;
mod outbox;
mod search;
mod seed;
mod serve;
mod shop;
mod user;
mod webhooks;

use std::process::ExitCode;

use hexmart_priority::Share;

use crate::cli::{
    AuditCommand, Cli, Command, ExportCommand, ImportCommand, JobsCommand, KeysCommand, OutboxCommand,
    SearchCommand, SeedCommand, UserCommand, WebhooksCommand,
};
use crate::failure::Failure;
use crate::logging;

/// Does what the command line says.
pub(crate) async fn run(cli: Cli) -> Result<ExitCode, Failure> {
    // The web server's own log says nothing that ours does not.
    logging::start(
        &cli.logging,
        if cli.command.serves() {
            "info,actix_server=warn"
        } else {
            "warn"
        },
    )?;
    if cli.command.takes_long() {
        hexmart_priority::take(Share::Quarter);
    }
    match cli.command {
        Command::Serve(args) => return serve::run(*args).await,
        Command::Doctor(args) => return doctor::run(args).await,
        Command::CheckInvariants(args) => return invariants::check(args).await,
        Command::Migrate(args) => migrate::run(args).await?,
        Command::Seed {
            what: SeedCommand::Products(args),
        } => seed::products(args).await?,
        Command::Import { what } => match what {
            ImportCommand::Products(args) => interchange::import_products(args).await?,
            ImportCommand::Milly(args) => interchange::import_milly(args).await?,
        },
        Command::Export {
            what: ExportCommand::Products(args),
        } => interchange::export_products(args).await?,
        Command::User {
            what: UserCommand::Create(args),
        } => user::create(args).await?,
        Command::Keys { what } => match what {
            KeysCommand::List(args) => keys::list(args).await?,
            KeysCommand::Rotate(args) => keys::rotate(args).await?,
            KeysCommand::Retire(args) => keys::retire(args).await?,
        },
        Command::Audit {
            what: AuditCommand::Verify(args),
        } => audit::verify(args).await?,
        Command::Outbox { what } => match what {
            OutboxCommand::DeadLetters(args) => outbox::dead_letters(args).await?,
            OutboxCommand::Replay(args) => outbox::replay(args).await?,
        },
        Command::Webhooks { what } => match what {
            WebhooksCommand::List(args) => webhooks::list(args).await?,
            WebhooksCommand::Test(args) => webhooks::test(args).await?,
            WebhooksCommand::Replay(args) => webhooks::replay(args).await?,
        },
        Command::Jobs { what } => match what {
            JobsCommand::List(args) => jobs::list(args).await?,
            JobsCommand::Run(args) => jobs::run(*args).await?,
        },
        Command::Search {
            what: SearchCommand::Reindex(args),
        } => search::reindex(args).await?,
        Command::Openapi => openapi::run()?,
        Command::Completions { shell } => completions::run(shell)?,
    }
    Ok(ExitCode::SUCCESS)
}
