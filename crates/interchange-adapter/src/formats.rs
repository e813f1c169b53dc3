use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::interchange::{
    FileFault, FileFormat, ProductFile, ProductFormats, ProductRecord, Reject,
};
use tokio::task::spawn_blocking;

use crate::file::SurveyedFile;
use crate::source::Source;
use crate::{csv, ndjson, rejects};

/// CSV and NDJSON.
#[derive(Debug, Clone, Copy, Default)]
pub struct Formats;

#[async_trait]
impl ProductFormats for Formats {
    async fn open(&self, format: FileFormat, bytes: Vec<u8>) -> Result<Arc<dyn ProductFile>, FileFault> {
        let looking = spawn_blocking(move || SurveyedFile::open(Source::Memory(bytes.into()), format));
        looking
            .await
            .unwrap_or_else(|panic| Err(FileFault::Unreadable(panic.to_string())))
    }

    fn header(&self, format: FileFormat) -> String {
        match format {
            FileFormat::Csv => csv::header(),
            FileFormat::Ndjson => String::new(),
        }
    }

    fn lines(&self, format: FileFormat, records: &[ProductRecord]) -> String {
        match format {
            FileFormat::Csv => csv::lines(records),
            FileFormat::Ndjson => ndjson::lines(records),
        }
    }

    fn rejects_header(&self) -> String {
        rejects::header()
    }

    fn rejects(&self, rejects: &[Reject]) -> String {
        rejects::lines(rejects)
    }
}
