//! Products in bulk.

mod export;
mod import;
mod milly;

pub(super) use export::products as export_products;
pub(super) use import::products as import_products;
pub(super) use milly::milly as import_milly;

use std::path::Path;

use hexmart_application::interchange::{FileFormat, InterchangeError};

use crate::failure::{Exit, Failure};

/// The format that was named, or that a file's ending tells.
fn format_of(named: Option<FileFormat>, file: &Path) -> Option<FileFormat> {
    let told = || match file.extension()?.to_str()? {
        "jsonl" => Some(FileFormat::Ndjson),
        ending => FileFormat::from_word(&ending.to_lowercase()),
    };
    named.or_else(told)
}

fn failure(what: &str, error: &InterchangeError) -> Failure {
    match error {
        InterchangeError::Store(error) => Failure::of_store(what, error),
        other => Failure::new(Exit::Failed, what).because(other),
    }
}
