mod interchange;
mod operate;
mod points;
mod purchase;
mod serve;
mod webhooks;

use std::num::NonZeroU64;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use hexmart_domain::identity::{Email, Nickname, Role};

pub(crate) use interchange::{
    ExportCommand, ExportProductsArgs, ImportCommand, ImportMillyArgs, ImportProductsArgs,
};
pub(crate) use operate::{
    AuditCommand, CheckInvariantsArgs, JobRunArgs, JobsCommand, KeysCommand, OutboxCommand, ReindexArgs,
    ReplayArgs, SearchCommand, ShopArgs,
};
pub(crate) use points::PointsArgs;
pub(crate) use purchase::{OrderArgs, PaymentArgs, PlaceArgs};
pub(crate) use serve::{
    EdgeArgs, ListenArgs, MediaArgs, MessageArgs, PasswordArgs, ProviderArgs, RateLimits, SearchArgs,
    ServeArgs,
};

pub(crate) use webhooks::{DeliveryIdsArgs, WebhookArgs, WebhookIdArgs, WebhooksCommand};

/// A headless shop: products, stock, discounts and coupons over HTTP.
///
/// Every option can also be set in the environment, under the name its help shows; what is on the command line wins.
#[derive(Debug, Parser)]
#[command(name = "hexmart", version, arg_required_else_help = true, after_help = EXAMPLE)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) logging: Logging,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLE: &str = "\
Example: a shop with demo data on http://127.0.0.1:8000, kept in ./data
  hexmart serve --demo

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 wrong configuration, 4 a dependency is down";

const LEVELS: &str = "\
What to log: error, warn, info, debug or trace, or by part, as in info,hexmart_web_adapter=debug. The default is info \
for serve, warn for the other commands";

/// What to log; logs go to standard error.
#[derive(Debug, Args)]
pub(crate) struct Logging {
    #[arg(long, global = true, env = "HEXMART_LOG", value_name = "LEVEL", help = LEVELS)]
    pub(crate) log_level: Option<String>,
    /// How a line of the log looks
    #[arg(
        long,
        global = true,
        env = "HEXMART_LOG_FORMAT",
        value_enum,
        default_value = "text"
    )]
    pub(crate) log_format: LogFormat,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For eyes
    Text,
    /// For machines: one JSON object per line
    Json,
}

/// Which database.
#[derive(Debug, Args)]
pub(crate) struct DatabaseArgs {
    // Neither its value nor a complaint about it comes from clap, which would print the password in it.
    #[arg(
        long = "database-url",
        env = "HEXMART_DATABASE_URL",
        hide_env_values = true,
        value_name = "URL",
        help = "sqlite://PATH, mysql://USER:PASSWORD@HOST:PORT/NAME (MariaDB too), or memory:",
        default_value = "sqlite://data/hexmart.db"
    )]
    pub(crate) url: String,
}

/// Which keys.
#[derive(Debug, Args)]
pub(crate) struct KeysArgs {
    /// Where the shop's keys are; beside an SQLite database unless said otherwise, in data/hexmart.keys for others
    #[arg(long, env = "HEXMART_KEYS_FILE", value_name = "FILE")]
    pub(crate) keys_file: Option<PathBuf>,
}

/// What the binary can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer requests until told to stop
    #[command(after_help = "\
Example: the shop of one machine
  hexmart serve --listen 127.0.0.1:8000 --database-url sqlite://data/hexmart.db

The key file holds what signs access tokens and seals personal data. It is made when there is none; the servers of one \
shop share it, and without it the personal data is lost: back it up apart from the database.

SIGTERM and SIGINT let running requests finish; a second signal does not.")]
    Serve(Box<ServeArgs>),
    /// Bring the database's schema up to date
    #[command(after_help = "\
Example:
  hexmart migrate --database-url mysql://hexmart:PASSWORD@db:3306/hexmart --status")]
    Migrate(MigrateArgs),
    /// Fill the shop with made-up data
    #[command(after_help = "\
Example:
  hexmart seed products --count 100000")]
    Seed {
        #[command(subcommand)]
        what: SeedCommand,
    },
    /// Bring things in
    #[command(after_help = "\
Example:
  hexmart import products catalogue.csv --dry-run")]
    Import {
        #[command(subcommand)]
        what: ImportCommand,
    },
    /// Give things out
    #[command(after_help = "\
Example:
  hexmart export products catalogue.csv")]
    Export {
        #[command(subcommand)]
        what: ExportCommand,
    },
    /// Look after accounts
    #[command(after_help = "\
Example:
  hexmart user create --email staff@example.com --role staff --password-stdin <password.txt")]
    User {
        #[command(subcommand)]
        what: UserCommand,
    },
    /// Look after the keys that sign and seal
    #[command(after_help = "\
Example:
  hexmart keys rotate")]
    Keys {
        #[command(subcommand)]
        what: KeysCommand,
    },
    /// Look after the log of who did what
    #[command(after_help = "\
Example:
  hexmart audit verify")]
    Audit {
        #[command(subcommand)]
        what: AuditCommand,
    },
    /// Look after messages that could not be delivered
    #[command(after_help = "\
Example:
  hexmart outbox dead-letters")]
    Outbox {
        #[command(subcommand)]
        what: OutboxCommand,
    },
    /// Look after those who are sent events
    #[command(after_help = "\
Example:
  hexmart webhooks list")]
    Webhooks {
        #[command(subcommand)]
        what: WebhooksCommand,
    },
    /// Look after what the shop does by itself
    #[command(after_help = "\
Example:
  hexmart jobs list")]
    Jobs {
        #[command(subcommand)]
        what: JobsCommand,
    },
    /// Look after the search index
    #[command(after_help = "\
Example:
  hexmart search reindex")]
    Search {
        #[command(subcommand)]
        what: SearchCommand,
    },
    /// Print the OpenAPI document of the HTTP interface
    #[command(after_help = "\
Example:
  hexmart openapi >openapi.json")]
    Openapi,
    /// Look for what must never be: stock, orders and money that do not agree
    #[command(after_help = "\
Example: after a crash, or a restored backup
  hexmart check-invariants --database-url sqlite://data/hexmart.db")]
    CheckInvariants(CheckInvariantsArgs),
    /// Look for what is wrong, and say what cures it
    #[command(after_help = "\
Example: is the database sound, and is the server alive?
  hexmart doctor --database-url sqlite://data/hexmart.db
  hexmart doctor --quick --listen 127.0.0.1:8000")]
    Doctor(DoctorArgs),
    /// Print a completion script for a shell
    #[command(after_help = "\
Example:
  hexmart completions bash >~/.local/share/bash-completion/completions/hexmart")]
    Completions {
        /// Which shell
        shell: Shell,
    },
}

impl Command {
    /// Whether it stays and answers.
    pub(crate) const fn serves(&self) -> bool {
        matches!(self, Self::Serve(_))
    }

    /// Whether it is long work beside a shop that is open, which must not keep its customers waiting.
    pub(crate) const fn takes_long(&self) -> bool {
        matches!(
            self,
            Self::Seed { .. }
                | Self::Import { .. }
                | Self::Export { .. }
                | Self::Search { .. }
                | Self::CheckInvariants(_)
        )
    }
}

#[derive(Debug, Args)]
pub(crate) struct MigrateArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    /// Only list what is pending
    #[arg(long)]
    pub(crate) status: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SeedCommand {
    /// Believable Korean products, the same ones for the same --seed
    #[command(after_help = "\
Example:
  hexmart seed products --count 100000 --database-url sqlite://data/hexmart.db")]
    Products(SeedProductsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct SeedProductsArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) keys: KeysArgs,
    /// How many
    #[arg(long, value_name = "N")]
    pub(crate) count: NonZeroU64,
    /// How many are written in one transaction, 1 to 5000
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=5000))]
    pub(crate) batch: u64,
    /// Where the made-up data starts; another number makes other products
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Make an account that can sign in; prints its id
    #[command(after_help = "\
Example:
  hexmart user create --email staff@example.com --role staff --password-stdin <password.txt")]
    Create(UserCreateArgs),
}

#[derive(Debug, Args)]
pub(crate) struct UserCreateArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) keys: KeysArgs,
    /// What the account signs in with
    #[arg(long, value_name = "ADDRESS", value_parser = Email::parse)]
    pub(crate) email: Email,
    /// What the account may do
    #[arg(long, value_parser = role(), default_value = "user")]
    pub(crate) role: Role,
    /// Read the password, one line, from standard input: arguments are visible to everybody on the machine
    #[arg(long, required = true)]
    pub(crate) password_stdin: bool,
    /// The name that others see; what stands before the @ unless said otherwise
    #[arg(long, value_name = "NAME", value_parser = |text: &str| Nickname::parse(text))]
    pub(crate) nickname: Option<Nickname>,
}

fn role() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::as_str))
        .try_map(|word| Role::from_word(&word).ok_or("no such role"))
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub(crate) listen: ListenArgs,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) keys: KeysArgs,
    /// Only ask the server at --listen whether it is alive
    #[arg(long)]
    pub(crate) quick: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_makes_sense() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example() {
        fn check(command: &clap::Command) {
            let help = command.get_after_help().map(ToString::to_string);
            assert!(
                help.is_some_and(|help| help.contains("Example") && help.contains("  hexmart ")),
                "{} has no example",
                command.get_name()
            );
            command.get_subcommands().for_each(check);
        }
        check(&Cli::command());
    }
}
