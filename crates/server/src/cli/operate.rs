use clap::{Args, Subcommand};
use hexmart_domain::shared::NotificationId;

use super::{DatabaseArgs, KeysArgs, MediaArgs, PointsArgs, SearchArgs};

/// A shop, and the keys to it.
#[derive(Debug, Args)]
pub(crate) struct ShopArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) keys: KeysArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// Show which keys there are, without the keys themselves
    #[command(after_help = "\
Example:
  hexmart keys list")]
    List(ShopArgs),
    /// Add new keys and seal all personal data with them; the shop may go on serving
    #[command(after_help = "\
Example:
  hexmart keys rotate --database-url sqlite://data/hexmart.db

Running servers notice the new keys by themselves. The old ones stay in the file until `hexmart keys retire`.")]
    Rotate(ShopArgs),
    /// Remove all keys but the newest of each kind, once nothing is sealed with them any more
    #[command(after_help = "\
Example: some time after a rotation
  hexmart keys retire

Access tokens that an old key signed end with it. Backups from before the rotation need the old file: keep a copy.")]
    Retire(ShopArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Check that nobody changed or inserted anything in the audit log, or removed anything from its middle
    #[command(after_help = "\
Example:
  hexmart audit verify

Whether the newest entries are missing, only their number tells: keep the one that was printed last.")]
    Verify(ShopArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum OutboxCommand {
    /// List the messages that were given up
    #[command(after_help = "\
Example:
  hexmart outbox dead-letters")]
    DeadLetters(ShopArgs),
    /// Try to deliver messages again that were given up
    #[command(after_help = "\
Example:
  hexmart outbox replay --all")]
    Replay(ReplayArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    #[command(flatten)]
    pub(crate) shop: ShopArgs,
    /// Which, as `dead-letters` shows them
    #[arg(value_name = "ID", required_unless_present = "all")]
    pub(crate) ids: Vec<NotificationId>,
    /// All of them
    #[arg(long, conflicts_with = "ids")]
    pub(crate) all: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JobsCommand {
    /// List the newest runs of the shop's jobs
    #[command(after_help = "\
Example:
  hexmart jobs list")]
    List(ShopArgs),
    /// Run a job now
    #[command(after_help = "\
Example:
  hexmart jobs run purge_unverified_accounts")]
    Run(Box<JobRunArgs>),
}

#[derive(Debug, Args)]
pub(crate) struct JobRunArgs {
    #[command(flatten)]
    pub(crate) shop: ShopArgs,
    #[command(flatten)]
    pub(crate) media: MediaArgs,
    #[command(flatten)]
    pub(crate) points: PointsArgs,
    /// Which
    #[arg(value_name = "JOB")]
    pub(crate) job: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SearchCommand {
    /// Make the search index anew from the catalogue; the old one goes on answering until then
    #[command(after_help = "\
Example:
  hexmart search reindex --database-url sqlite://data/hexmart.db

A running server that keeps the index in a folder does this by itself when it must; stop it first to do it by hand.")]
    Reindex(ReindexArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ReindexArgs {
    #[command(flatten)]
    pub(crate) shop: ShopArgs,
    #[command(flatten)]
    pub(crate) search: SearchArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CheckInvariantsArgs {
    #[command(flatten)]
    pub(crate) shop: ShopArgs,
    /// Stop when so many breaches are found
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) most: usize,
}
