//! Products in bulk: taking them in from files, and giving them out.

mod files;
mod inbound;
mod legacy;
mod ports;
mod record;
mod rejects;
mod run;
mod service;

pub use files::{
    Batch, FileFault, FileRecord, FileSurvey, ProductFile, ProductFormats, RecordFault, RecordReader,
};
pub use inbound::{ExportPart, Interchange, InterchangeError, RejectsPart, UploadedFile};
pub use legacy::{LegacyDiscount, LegacyInventory, LegacyProduct, LegacyShop};
pub use ports::{ImportQueries, ImportRepository};
pub use record::{ProductRecord, RecordValue, Reject, VariantRecord};
pub use rejects::RejectLog;
pub use run::{FileFormat, ImportCounts, ImportOptions, ImportRun, ImportState};
pub use service::{ImportOrder, ImportWatcher, ImportWorker, Importer, InterchangeService, import_jobs};

#[cfg(any(test, feature = "testing"))]
pub use files::{MockProductFile, MockProductFormats, MockRecordReader};
#[cfg(any(test, feature = "testing"))]
pub use inbound::MockInterchange;
#[cfg(any(test, feature = "testing"))]
pub use legacy::MockLegacyShop;
#[cfg(any(test, feature = "testing"))]
pub use ports::{MockImportQueries, MockImportRepository};
#[cfg(any(test, feature = "testing"))]
pub use rejects::MockRejectLog;
#[cfg(any(test, feature = "testing"))]
pub use service::MockImportWatcher;
