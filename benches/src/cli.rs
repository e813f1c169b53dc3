//! What can be asked for on the command line.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use serde::Serialize;

use crate::load::Pressure;
use crate::scenario::Scenario;

/// Measures a release build of Hexmart and compares it with baselines taken in the same run.
#[derive(Debug, Parser)]
#[command(
    name = "hexmart-benches",
    after_help = "Examples:\n  \
        hexmart-benches\n  \
        hexmart-benches --part core --databases sqlite --products 1000 --connections 64 --seconds 2 --no-fail\n  \
        hexmart-benches --part catalogue --databases sqlite --shop 1000,20000 --import-rows 9000 --seconds 1 --no-fail\n  \
        hexmart-benches --part purchase --databases sqlite --assortment 10,1000 --buyers 500 --units 20 --seconds 1 --no-fail\n  \
        hexmart-benches --part points --databases sqlite --campaigns 50 --pledges 2000 --refunds 300 --seconds 1 --no-fail\n  \
        scripts/with-mariadb.sh hexmart-benches --require-mariadb"
)]
pub(crate) struct Options {
    /// What to measure
    #[arg(long, value_enum, default_value_t = Part::All)]
    pub(crate) part: Part,
    /// Measured seconds of each line
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) seconds: u64,
    /// Seconds of load before each measurement
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(0..=60))]
    pub(crate) warm_up: u64,
    /// Databases to measure
    #[arg(long, value_enum, value_delimiter = ',', default_value = "sqlite,mariadb")]
    pub(crate) databases: Vec<Engine>,
    /// Sizes of the catalogue in the core part
    #[arg(long, value_delimiter = ',', default_value = "1000,100000")]
    pub(crate) products: Vec<u64>,
    /// The two sizes of the shop in the catalogue part, which is imported
    #[arg(long, value_delimiter = ',', num_args = 1.., default_value = "1000,1000000", value_name = "SMALL,LARGE")]
    pub(crate) shop: Vec<u64>,
    /// Rows of the import that is timed; what is then missing to the large size is imported after it
    #[arg(long, default_value_t = 450_000)]
    pub(crate) import_rows: u64,
    /// Sizes of the shop in the purchase part; orders and the sale are in the largest
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "10,1000000",
        value_name = "SIZES"
    )]
    pub(crate) assortment: Vec<u64>,
    /// Buyers who come to the sale at once; each takes a connection
    #[arg(long, default_value_t = 10_000, value_parser = buyer_count)]
    pub(crate) buyers: usize,
    /// Units that they come for
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) units: u64,
    /// Campaigns in the points part
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) campaigns: u64,
    /// Pledges to all of them together, as many to each; at least one each
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) pledges: u64,
    /// Pledges to one more campaign, which fails: these go back
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) refunds: u64,
    /// Numbers of connections in the core part
    #[arg(long, value_delimiter = ',', default_value = "1,16,64", value_parser = connection_count)]
    pub(crate) connections: Vec<usize>,
    /// Scenarios of the core part to run
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Scenario::value_variants().to_vec())]
    pub(crate) scenarios: Vec<Scenario>,
    /// Word of the filtered list
    #[arg(long, default_value = "사과")]
    pub(crate) word: String,
    /// Threads of the load generator; more than one only on machines with cores to spare
    #[arg(long, default_value_t = 1, value_parser = thread_count)]
    pub(crate) threads: usize,
    /// The server to measure
    #[arg(long, default_value = "target/release/hexmart")]
    pub(crate) server: PathBuf,
    /// Where databases and server logs live during the run; must be a real disk
    #[arg(long, default_value = "target/bench")]
    pub(crate) directory: PathBuf,
    /// Where the Markdown report goes; the JSON form is written beside it
    #[arg(long, default_value = "benches/results/latest.md")]
    pub(crate) out: PathBuf,
    /// Base URL of a MariaDB or MySQL server, without a database
    #[arg(long, env = "HEXMART_TEST_MYSQL_URL", hide_env_values = true)]
    pub(crate) mysql_url: Option<String>,
    /// Fail instead of leaving MariaDB out when no server is named
    #[arg(long)]
    pub(crate) require_mariadb: bool,
    /// Exit with 0 even if a target is missed or a request failed
    #[arg(long)]
    pub(crate) no_fail: bool,
}

impl Options {
    pub(crate) fn warm_up(&self) -> Duration {
        Duration::from_secs(self.warm_up)
    }

    pub(crate) fn measured(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// So many connections, each of which asks again at once.
    pub(crate) fn pressure(&self, connections: usize) -> Pressure {
        Pressure {
            connections,
            threads: self.threads,
            warm_up: self.warm_up(),
            measured: self.measured(),
            pause: Duration::ZERO,
            stop: Arc::default(),
        }
    }
}

/// A part of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Everything
    All,
    /// Plain lists and details, stock, new products, accounts
    Core,
    /// A large shop: import, lists in any order, search, answers from memory
    Catalogue,
    /// Carts, orders, and a sale that everybody comes to at once
    Purchase,
    /// Lists of many campaigns, wallets that pay, and a campaign that fails
    Points,
}

impl Part {
    /// Whether a part is to be measured.
    pub(crate) fn includes(self, part: Self) -> bool {
        self == part || self == Self::All
    }
}

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Engine {
    Sqlite,
    Mariadb,
}

impl Engine {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Mariadb => "MariaDB",
        }
    }
}

fn connection_count(text: &str) -> Result<usize, String> {
    within(text, 10_000)
}

fn buyer_count(text: &str) -> Result<usize, String> {
    within(text, 50_000)
}

fn thread_count(text: &str) -> Result<usize, String> {
    within(text, 64)
}

fn within(text: &str, most: usize) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if (1..=most).contains(&count) => Ok(count),
        _ => Err(format!("expected a number from 1 to {most}")),
    }
}
