//! A folder of generations.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::fields::FORM;
use crate::home::Stamp;

const CURRENT: &str = "current";
const WRITER: &str = "writer";
const BUILDER: &str = "builder";

/// The folder.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

/// A lock that ends with this, or with the process.
#[derive(Debug)]
pub(crate) struct Locked {
    _file: File,
}

impl Folder {
    /// The folder at a path, which is made when it is not there.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        Ok(Self {
            path: path.to_owned(),
        })
    }

    /// Where a generation lives.
    pub(crate) fn of(&self, generation: u64) -> PathBuf {
        self.path.join(generation.to_string())
    }

    /// Changes with each switch.
    pub(crate) fn stamp(&self) -> Option<Stamp> {
        Stamp::of(&self.path.join(CURRENT))
    }

    /// The generation that answers; none when there is none, or one of another form.
    pub(crate) fn current(&self) -> io::Result<Option<u64>> {
        let text = match fs::read_to_string(self.path.join(CURRENT)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text?,
        };
        let form = format!("form {FORM} generation ");
        Ok(text
            .strip_prefix(&form)
            .and_then(|number| number.trim().parse().ok()))
    }

    /// Makes a generation the one that answers. Before and after a crash it is the one or the other.
    pub(crate) fn switch_to(&self, generation: u64) -> io::Result<()> {
        let mut file = NamedTempFile::new_in(&self.path)?;
        writeln!(file, "form {FORM} generation {generation}")?;
        file.as_file().sync_all()?;
        file.persist(self.path.join(CURRENT))?;
        self.sync()
    }

    #[cfg(unix)]
    fn sync(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()
    }

    #[cfg(not(unix))]
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "folders are not synchronised there"
    )]
    fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    /// Makes the folder of a new generation and removes what earlier ones have left, other than the one that answers.
    /// For the holder of the builder's lock alone.
    pub(crate) fn begin(&self) -> io::Result<u64> {
        let current = self.current()?;
        let mut latest = current.unwrap_or(0);
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                continue;
            };
            match name.parse::<u64>() {
                Ok(generation) => {
                    latest = latest.max(generation);
                    if Some(generation) != current {
                        fs::remove_dir_all(entry.path())?;
                    }
                }
                // A crash while a file was about to replace the current one.
                Err(_) if name.starts_with(".tmp") => fs::remove_file(entry.path())?,
                Err(_) => {}
            }
        }
        let next = latest.saturating_add(1);
        fs::create_dir(self.of(next))?;
        Ok(next)
    }

    /// Removes a generation that answers no more. What cannot be removed now is removed by the next one that begins.
    pub(crate) fn remove(&self, generation: u64) {
        if let Err(error) = fs::remove_dir_all(self.of(generation))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, generation, "an old search index was not removed");
        }
    }

    /// Who writes changes; none when another process does.
    pub(crate) fn lock_writer(&self) -> io::Result<Option<Locked>> {
        self.lock(WRITER)
    }

    /// Who builds a generation; none when somebody else does.
    pub(crate) fn lock_builder(&self) -> io::Result<Option<Locked>> {
        self.lock(BUILDER)
    }

    fn lock(&self, name: &str) -> io::Result<Option<Locked>> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.path.join(name))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Locked { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}
