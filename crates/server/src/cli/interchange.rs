use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use hexmart_application::interchange::FileFormat;
use hexmart_domain::shared::SellerId;

use super::ShopArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Bring products in from a file: those whose SKU is known are edited, the others are new
    #[command(after_help = "\
Example: look at everything first, then do it
  hexmart import products catalogue.csv --dry-run
  hexmart import products catalogue.csv --create-categories

Rows that break a rule are listed in catalogue.rejected.csv and left out. An import that was interrupted goes on where it \
stopped when the same file is imported again.")]
    Products(ImportProductsArgs),
    /// Take over the products of a Milly shop, with their ids, stock and discounts
    #[command(after_help = "\
Example:
  hexmart import milly --url mysql://milly:PASSWORD@db:3306/milly

Its database is only read. Products keep the ids that clients know: GET /commerce/products/<old id>/ finds them. Run again, \
it takes over what changed meanwhile.")]
    Milly(ImportMillyArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ImportProductsArgs {
    #[command(flatten)]
    pub(crate) shop: ShopArgs,
    /// The file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// How the file is written; its ending tells unless said otherwise
    #[arg(long, value_parser = format())]
    pub(crate) format: Option<FileFormat>,
    /// Check everything and write nothing but the list of rejected rows
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Whose the products are that do not say; the shop's own unless said otherwise
    #[arg(long, value_name = "ID")]
    pub(crate) seller: Option<SellerId>,
    /// Plant categories that are named and do not exist, instead of rejecting their products
    #[arg(long)]
    pub(crate) create_categories: bool,
    /// Where rejected rows are listed; beside the file unless said otherwise
    #[arg(long, value_name = "PATH")]
    pub(crate) rejects: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ImportMillyArgs {
    #[command(flatten)]
    pub(crate) shop: ShopArgs,
    // Neither its value nor a complaint about it comes from clap, which would print the password in it.
    #[arg(
        long = "url",
        env = "HEXMART_MILLY_URL",
        hide_env_values = true,
        value_name = "URL",
        help = "Milly's database: mysql://USER:PASSWORD@HOST:PORT/NAME (MariaDB too), or sqlite://PATH"
    )]
    pub(crate) milly: String,
    /// Check everything and write nothing but the list of rejected products
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Where rejected products are listed
    #[arg(long, value_name = "PATH", default_value = "milly.rejected.csv")]
    pub(crate) rejects: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// Give all products out, in a file that `import products` reads
    #[command(after_help = "\
Example:
  hexmart export products catalogue.csv
  hexmart export products --format ndjson | gzip >catalogue.ndjson.gz")]
    Products(ExportProductsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ExportProductsArgs {
    #[command(flatten)]
    pub(crate) shop: ShopArgs,
    /// The file; standard output unless said otherwise
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// How it is written; the file's ending tells unless said otherwise, and CSV is written to standard output
    #[arg(long, value_parser = format())]
    pub(crate) format: Option<FileFormat>,
}

fn format() -> impl TypedValueParser<Value = FileFormat> {
    PossibleValuesParser::new(FileFormat::ALL.map(FileFormat::as_str))
        .try_map(|word| FileFormat::from_word(&word).ok_or("no such format"))
}
