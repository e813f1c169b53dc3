//! Noticing that a file was replaced.

use std::fs::Metadata;
use std::path::Path;
use std::time::SystemTime;

/// Differs when a file was replaced by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    /// Two files in the same tick of the clock differ in this, where there is such a thing.
    number: u64,
}

impl Stamp {
    /// That of a file; none when it is not there.
    pub(crate) fn of(file: &Path) -> Option<Self> {
        let metadata = file.metadata().ok()?;
        Some(Self {
            modified: metadata.modified().ok(),
            length: metadata.len(),
            number: number(&metadata),
        })
    }
}

#[cfg(unix)]
fn number(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}
