use std::sync::Arc;

use async_trait::async_trait;
use thiserror::Error;

use super::{FileFormat, ProductRecord, Reject};

/// How files of products are read and written; knows formats, and nothing of products' rules.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ProductFormats: Send + Sync {
    /// A file that is all in memory. MUST be looked through as [`ProductFile::survey`] says, and hold up nobody meanwhile.
    async fn open(&self, format: FileFormat, bytes: Vec<u8>) -> Result<Arc<dyn ProductFile>, FileFault>;

    /// What an export begins with.
    fn header(&self, format: FileFormat) -> String;

    /// The lines of products, for a file that reads back as the same records.
    fn lines(&self, format: FileFormat, records: &[ProductRecord]) -> String;

    /// What a list of rejected rows begins with.
    fn rejects_header(&self) -> String;

    /// The lines of rejected rows.
    fn rejects(&self, rejects: &[Reject]) -> String;
}

/// A file that was looked through, and can be read.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ProductFile: Send + Sync {
    /// What was seen when the file was looked through: that was done when it was opened, from beginning to end, so that a
    /// file with a fault in its form is refused before anything of it is imported.
    fn survey(&self) -> FileSurvey;

    /// Reads on behind `bytes` and `lines`, which an earlier [`Batch`] ended with; 0 and 0 at the beginning. A batch has at
    /// most `batch` records.
    async fn read(&self, bytes: u64, lines: u64, batch: usize) -> Result<Box<dyn RecordReader>, FileFault>;
}

/// Reads records in their order. MUST hold no more of the file in memory than a few batches.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait RecordReader: Send {
    /// The next records; none at the end.
    async fn next(&mut self) -> Result<Option<Batch>, FileFault>;
}

/// Records that are imported together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// The records.
    pub records: Vec<FileRecord>,
    /// Bytes of the file up to the end of the last one.
    pub bytes: u64,
    /// Lines of the file up to there.
    pub lines: u64,
}

impl Batch {
    /// Products that are imported together.
    pub const MOST: usize = 1_000;
}

/// A record and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRecord {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Its lines, as they are in the file.
    pub raw: String,
    /// What it says, or which field is not of the right form.
    pub product: Result<ProductRecord, RecordFault>,
}

/// What was seen when a file was looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileSurvey {
    /// How it is written.
    pub format: FileFormat,
    /// SHA-256.
    pub fingerprint: [u8; 32],
    /// How long it is.
    pub bytes: u64,
    /// How many products are in it.
    pub records: u64,
}

/// Why a record is not one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFault {
    /// Which field.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
}

impl RecordFault {
    /// A fault of a field.
    pub fn new(field: impl Into<String>, reason: &(impl ToString + ?Sized)) -> Self {
        Self {
            field: field.into(),
            reason: reason.to_string(),
        }
    }
}

/// Why a file is refused as a whole. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FileFault {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Neither UTF-8 nor CP949.
    #[error("line {line} is neither UTF-8 nor CP949")]
    Encoding {
        /// Where.
        line: u64,
    },
    /// A column that no product has, or one twice.
    #[error("{}: no such columns, or named twice", .0.join(", "))]
    UnknownColumns(Vec<String>),
    /// Columns without which nothing can be imported.
    #[error("columns are missing: {}", .0.join(", "))]
    MissingColumns(Vec<String>),
    /// A record longer than [`FileFault::MAX_RECORD_BYTES`].
    #[error(
        "the record that begins on line {line} is longer than {} bytes",
        FileFault::MAX_RECORD_BYTES
    )]
    TooLong {
        /// Where it begins.
        line: u64,
    },
    /// A quote that is not closed.
    #[error("the quote opened on line {line} is never closed")]
    OpenQuote {
        /// Where it was opened.
        line: u64,
    },
    /// It is not there, or cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
}

impl FileFault {
    /// The longest record, all its lines together: 1 MiB.
    pub const MAX_RECORD_BYTES: usize = 1024 * 1024;
}
