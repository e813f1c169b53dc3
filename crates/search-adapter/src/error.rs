//! Why an index is not opened, and how failures inside of it are told.

use hexmart_application::search::SearchError;
use tantivy::TantivyError;
use tantivy::directory::error::LockError;
use thiserror::Error;

/// Why an index cannot be opened. One that is unfit for use is no such reason: it is built again.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The folder cannot be made, read or written.
    #[error("the folder of the search index cannot be used")]
    Folder(#[from] std::io::Error),
    /// An empty index cannot be made.
    #[error("no search index can be made: {0}")]
    Index(String),
}

pub(crate) fn failed(error: impl std::fmt::Display) -> SearchError {
    SearchError::Failed(error.to_string())
}

/// What a failure while writing means.
pub(crate) fn not_written(error: TantivyError) -> SearchError {
    match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => SearchError::NotTheWriter,
        error => failed(error),
    }
}

pub(crate) fn not_built() -> SearchError {
    SearchError::Unavailable("it is not built yet".to_owned())
}
