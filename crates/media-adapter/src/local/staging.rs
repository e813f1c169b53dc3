use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

/// The folder's name. No key has a part that begins with a dot.
const FOLDER: &str = ".staging";
/// The file by which processes know of each other.
const LOCK: &str = "lock";

/// Where files are written before they take their place, on the same disk as that.
pub(super) struct Staging {
    folder: PathBuf,
    /// Tells other processes that somebody writes here; goes when the process does, however it ends.
    _presence: File,
}

impl Staging {
    /// Opens the place, and sweeps what processes left that ended in the middle. Whether they have ended, a lock tells
    /// and not the age of a file: a large one takes its time, and clocks jump.
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        let folder = root.join(FOLDER);
        match fs::create_dir(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        if !fs::symlink_metadata(&folder)?.is_dir() {
            return Err(io::Error::new(
                io::ErrorKind::NotADirectory,
                format!("{FOLDER} is not a folder"),
            ));
        }
        let presence = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join(LOCK))?;
        match presence.try_lock() {
            Ok(()) => {
                let swept = sweep(&folder);
                presence.unlock()?;
                swept?;
            }
            Err(TryLockError::WouldBlock) => {} // others are at work here: the next start will do
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // Who comes in between has nothing of ours to sweep yet.
        presence.lock_shared()?;
        Ok(Self {
            folder,
            _presence: presence,
        })
    }

    /// Writes a file and brings it to the disk. It goes with the answer, unless that is given a place.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<TempPath> {
        let mut file = NamedTempFile::new_in(&self.folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file.into_temp_path())
    }
}

fn sweep(folder: &Path) -> io::Result<()> {
    let mut swept = 0_u64;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() != LOCK && !entry.file_type()?.is_dir() {
            fs::remove_file(entry.path())?;
            swept += 1;
        }
    }
    if swept > 0 {
        tracing::info!(swept, "removed files that were never finished");
    }
    Ok(())
}
