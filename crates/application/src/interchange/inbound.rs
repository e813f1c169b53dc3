use async_trait::async_trait;
use hexmart_domain::shared::{ImportId, ProductId};
use thiserror::Error;

use super::{FileFault, FileFormat, ImportOptions, ImportRun};
use crate::marketplace::Authority;
use crate::media::ObjectError;
use crate::platform::StoreError;

/// Products in bulk, for callers from afar: files are handed over, and imported by a worker in their turn.
///
/// A seller sees its own runs and products alone; to it there are no others.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Interchange: Send + Sync {
    /// Takes a file in, to be imported on the caller's authority. It is looked through first, so that one that cannot be
    /// read is refused whole. A file that waits or is being imported already answers the run that does it.
    async fn upload(&self, file: UploadedFile, authority: Authority) -> Result<ImportRun, InterchangeError>;

    /// How a run stands.
    async fn run(&self, id: ImportId, authority: Authority) -> Result<ImportRun, InterchangeError>;

    /// A part of the list of rejected rows: CSV, with its header in the first part. `from` is 0, then
    /// [`RejectsPart::next`].
    async fn rejects(
        &self,
        id: ImportId,
        from: u64,
        authority: Authority,
    ) -> Result<RejectsPart, InterchangeError>;

    /// The product of the shop itself whose first variant has this SKU: products that came from elsewhere are known by their
    /// old ids so. None when the text is no SKU, too.
    async fn product_of_sku(&self, sku: &str) -> Result<Option<ProductId>, StoreError>;

    /// A part of the list of all products that the authority covers, in the order of their ids, for a file that an import
    /// understands. `after` is none, then [`ExportPart::next`]; a header is in the first part.
    async fn export(
        &self,
        format: FileFormat,
        after: Option<ProductId>,
        authority: Authority,
    ) -> Result<ExportPart, InterchangeError>;
}

/// A file as it was handed over.
#[derive(Clone, PartialEq, Eq)]
pub struct UploadedFile {
    /// What is in it, at most [`UploadedFile::MAX_BYTES`].
    pub bytes: Vec<u8>,
    /// How it is written.
    pub format: FileFormat,
    /// What is to be done with it.
    pub options: ImportOptions,
}

impl std::fmt::Debug for UploadedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "UploadedFile({}, {} bytes)",
            self.format.as_str(),
            self.bytes.len()
        )
    }
}

impl UploadedFile {
    /// The largest file that is taken in: 64 MiB. Larger ones are imported on the command line, which holds no file in
    /// memory.
    pub const MAX_BYTES: usize = 64 * 1024 * 1024;
}

/// A part of the list of rejected rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectsPart {
    /// The lines.
    pub text: String,
    /// From where to go on; none at the end.
    pub next: Option<u64>,
}

/// A part of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportPart {
    /// The lines.
    pub text: String,
    /// Behind which product to go on; none at the end.
    pub next: Option<ProductId>,
}

/// Why there is no import and no export.
#[derive(Debug, Clone, Error)]
pub enum InterchangeError {
    /// The file cannot be read.
    #[error(transparent)]
    Fault(#[from] FileFault),
    /// More than [`UploadedFile::MAX_BYTES`].
    #[error("at most {} bytes", UploadedFile::MAX_BYTES)]
    TooLarge,
    /// There is no such run.
    #[error("there is no such import")]
    UnknownImport,
    /// Another process is at the same run.
    #[error("another process is importing this file")]
    Overtaken,
    /// The rejected rows could not be kept.
    #[error("the rejected rows cannot be written: {0}")]
    Rejects(String),
    /// The file could not be kept, or found again.
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
