use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::interchange::{FileFault, FileFormat, FileSurvey, ProductFile, RecordReader};

use crate::reading::Reading;
use crate::source::Source;
use crate::survey::{Seen, survey};

/// Opens a file on disk, and looks through it.
pub fn open(path: &Path, format: FileFormat) -> Result<Arc<dyn ProductFile>, FileFault> {
    SurveyedFile::open(Source::Path(path.to_owned()), format)
}

/// A file that was looked through.
#[derive(Debug)]
pub(crate) struct SurveyedFile {
    source: Source,
    seen: Seen,
}

impl SurveyedFile {
    pub(crate) fn open(source: Source, format: FileFormat) -> Result<Arc<dyn ProductFile>, FileFault> {
        let seen = survey(&source, format)?;
        Ok(Arc::new(Self { source, seen }))
    }
}

#[async_trait]
impl ProductFile for SurveyedFile {
    fn survey(&self) -> FileSurvey {
        self.seen.survey
    }

    async fn read(&self, bytes: u64, lines: u64, batch: usize) -> Result<Box<dyn RecordReader>, FileFault> {
        Ok(Box::new(Reading::begin(
            &self.source,
            &self.seen,
            bytes,
            lines,
            batch,
        )?))
    }
}
