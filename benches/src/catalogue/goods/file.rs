use std::fs;
use std::io::{BufWriter, Write as _};
use std::ops::Range;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use super::Row;
use crate::cli::Options;
use crate::tally::real;

/// The goods of the catalogue part, in three files: those of the small shop, those whose import is timed, and those that
/// are then missing to the large shop.
#[derive(Debug)]
pub(crate) struct Goods {
    folder: TempDir,
    small: u64,
    timed: u64,
    large: u64,
}

/// A file of goods; gone when dropped.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) rows: u64,
    /// What is searched of the goods, in MB of UTF-8.
    pub(crate) searched_mb: f64,
}

impl Goods {
    pub(crate) fn new(options: &Options) -> Result<Self> {
        let (&[small, large], timed) = (options.shop.as_slice(), options.import_rows) else {
            anyhow::bail!("--shop takes two sizes");
        };
        ensure!(small >= 1_000, "the small shop has at least 1,000 products");
        ensure!(
            timed >= 1 && small + timed < large,
            "the large shop must have room for the import that is timed"
        );
        let folder = TempDir::new_in(&options.directory)?;
        Ok(Self {
            folder,
            small,
            timed,
            large,
        })
    }

    /// How many products the small and the large shop have.
    pub(crate) fn sizes(&self) -> (u64, u64) {
        (self.small, self.large)
    }

    /// All of them are the shop's own: there are no sellers before it opens.
    pub(crate) fn small(&self) -> Result<File> {
        self.write("small", 0..self.small, &[])
    }

    pub(crate) fn timed(&self, sellers: &[String]) -> Result<File> {
        self.write("timed", self.small..self.small + self.timed, sellers)
    }

    pub(crate) fn rest(&self, sellers: &[String]) -> Result<File> {
        self.write("rest", self.small + self.timed..self.large, sellers)
    }

    fn write(&self, name: &str, numbers: Range<u64>, sellers: &[String]) -> Result<File> {
        let path = self.folder.path().join(name).with_extension("ndjson");
        let mut file = BufWriter::new(fs::File::create(&path)?);
        let rows = numbers.end - numbers.start;
        let mut searched = 0;
        for number in numbers {
            let row = Row::of(number, sellers)?;
            searched += u64::try_from(row.searched())?;
            serde_json::to_writer(&mut file, &row)?;
            file.write_all(b"\n")?;
        }
        file.flush()
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(File {
            path,
            rows,
            searched_mb: real(searched) / 1_000_000.0,
        })
    }
}

impl Drop for File {
    fn drop(&mut self) {
        fs::remove_file(&self.path).ok();
    }
}
