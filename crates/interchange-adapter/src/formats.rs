use std::sync::Arc;

use hexmart_application::interchange::{
    FileFault, FileFormat, ProductFile, ProductFormats, ProductRecord, Reject,
};

use crate::file::SurveyedFile;
use crate::source::Source;
use crate::{csv, ndjson, rejects};

/// CSV and NDJSON.
#[derive(Debug, Clone, Copy, Default)]
pub struct Formats;

impl ProductFormats for Formats {
    fn open(&self, format: FileFormat, bytes: Vec<u8>) -> Result<Arc<dyn ProductFile>, FileFault> {
        SurveyedFile::open(Source::Memory(bytes.into()), format)
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
