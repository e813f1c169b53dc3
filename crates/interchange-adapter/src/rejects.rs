//! Lists of rejected rows.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use hexmart_application::interchange::{InterchangeError, Reject, RejectLog};

use crate::csv::{escaped, lined};

pub(crate) fn header() -> String {
    let names = ["line", "field", "reason", "row"].map(str::to_owned);
    format!("\u{feff}{}", lined([names.as_slice()]))
}

pub(crate) fn lines(rejects: &[Reject]) -> String {
    let row = |reject: &Reject| {
        let texts = [&reject.field, &reject.reason, &reject.raw].map(|text| escaped(text));
        let [field, reason, raw] = texts;
        [reject.line.to_string(), field, reason, raw]
    };
    let rows: Vec<_> = rejects.iter().map(row).collect();
    lined(rows.iter().map(<[String; 4]>::as_slice))
}

/// A file of rejected rows. There is none as long as nothing is rejected.
#[derive(Debug)]
pub struct RejectsFile {
    path: PathBuf,
    bytes: u64,
}

impl RejectsFile {
    /// A file at this place; nothing happens to it yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            bytes: 0,
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn cut(&self, bytes: u64) -> io::Result<()> {
        if bytes == 0 {
            return match fs::remove_file(&self.path) {
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
                removed => removed,
            };
        }
        let file = OpenOptions::new().write(true).open(&self.path)?;
        if file.metadata()?.len() < bytes {
            return Err(io::Error::other("it is shorter than it was"));
        }
        file.set_len(bytes)
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        let mut file: File = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&self.path)?;
        file.seek(SeekFrom::Start(self.bytes))?;
        file.write_all(text.as_bytes())?;
        // Before the commit that counts these rows.
        file.sync_data()?;
        self.bytes += u64::try_from(text.len()).unwrap_or(u64::MAX);
        Ok(())
    }

    fn failed(&self, error: &io::Error) -> InterchangeError {
        InterchangeError::Rejects(format!("{}: {error}", self.path.display()))
    }
}

#[async_trait]
impl RejectLog for RejectsFile {
    async fn rewind(&mut self, bytes: u64) -> Result<(), InterchangeError> {
        self.bytes = bytes;
        self.cut(bytes).map_err(|error| self.failed(&error))
    }

    async fn append(&mut self, rejects: &[Reject]) -> Result<u64, InterchangeError> {
        let mut text = if self.bytes == 0 { header() } else { String::new() };
        text.push_str(&lines(rejects));
        self.write(&text).map_err(|error| self.failed(&error))?;
        Ok(self.bytes)
    }
}
