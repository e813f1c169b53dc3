use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use super::document;
use super::keys::Keys;
use super::{Created, KeyRingError};

/// No ring is larger, in bytes; a path that leads to something else is not read to its end.
const LARGEST: u64 = 1 << 20;

/// Where a ring is kept.
pub(super) struct KeyFile {
    path: PathBuf,
}

/// By what a changed file is noticed without reading it. A file is only ever replaced, so even a change within one tick
/// of the file system's clock shows: in the inode.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    len: u64,
    inode: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Self {
            modified: metadata.modified().ok(),
            len: metadata.len(),
            inode,
        }
    }
}

impl KeyFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The stamp of what lies there now.
    pub(super) fn stamp(&self) -> Result<Stamp, KeyRingError> {
        let metadata = fs::metadata(&self.path).map_err(refused)?;
        Ok(Stamp::of(&metadata))
    }

    /// The keys, and the stamp of the very file they were read from.
    pub(super) fn read(&self) -> Result<(Keys, Stamp), KeyRingError> {
        let file = File::open(&self.path).map_err(refused)?;
        let metadata = file.metadata().map_err(refused)?;
        refuse_exposed(&metadata)?;
        let mut text = Zeroizing::new(Vec::new());
        file.take(LARGEST).read_to_end(&mut text).map_err(refused)?;
        Ok((document::parse(&text)?, Stamp::of(&metadata)))
    }

    /// Writes the first keys, whole or not at all, and never over another's: of two that create at once, one does.
    pub(super) fn create(&self, keys: &Keys) -> Result<Created, KeyRingError> {
        let folder = folder(&self.path);
        let draft = draft(folder, keys)?;
        match draft.persist_noclobber(&self.path) {
            Ok(_) => {
                sync(folder).map_err(refused)?;
                Ok(Created::Now)
            }
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(Created::Before),
            Err(error) => Err(KeyRingError::File(error.error)),
        }
    }

    /// Puts other keys in the place of what was read under the same lock. Once it returns they survive a power cut:
    /// only then may something be sealed with them.
    pub(super) fn replace(&self, keys: &Keys) -> Result<Stamp, KeyRingError> {
        // Where a link leads to, so that it goes on leading there.
        let path = fs::canonicalize(&self.path).map_err(refused)?;
        let folder = folder(&path);
        let draft = draft(folder, keys)?;
        keep_owner(&path, draft.as_file()).map_err(refused)?;
        let file = draft
            .persist(&path)
            .map_err(|error| KeyRingError::File(error.error))?;
        sync(folder).map_err(refused)?;
        let metadata = file.metadata().map_err(refused)?;
        Ok(Stamp::of(&metadata))
    }

    /// Waits for the right to replace the file, which ends with the answer. The lock is a file of its own that stays:
    /// one on the key file itself would be lost whenever that is replaced.
    pub(super) fn lock(&self) -> Result<File, KeyRingError> {
        let mut name = fs::canonicalize(&self.path).map_err(refused)?.into_os_string();
        name.push(".lock");
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(name).map_err(refused)?;
        file.lock().map_err(refused)?;
        Ok(file)
    }
}

fn refused(error: io::Error) -> KeyRingError {
    match error.kind() {
        io::ErrorKind::NotFound => KeyRingError::Missing,
        _ => KeyRingError::File(error),
    }
}

fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// A complete file that nobody knows of yet, and nobody but its owner may read.
fn draft(folder: &Path, keys: &Keys) -> Result<NamedTempFile, KeyRingError> {
    let text = document::print(keys)?;
    let write = || {
        let mut draft = NamedTempFile::new_in(folder)?;
        draft.write_all(&text)?;
        draft.as_file().sync_all()?;
        Ok(draft)
    };
    write().map_err(KeyRingError::File)
}

#[cfg(unix)]
fn refuse_exposed(metadata: &Metadata) -> Result<(), KeyRingError> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777;
    match mode & 0o077 {
        0 => Ok(()),
        _ => Err(KeyRingError::Exposed { mode }),
    }
}

#[cfg(not(unix))]
fn refuse_exposed(_metadata: &Metadata) -> Result<(), KeyRingError> {
    Ok(())
}

/// Somebody else, root as a rule, may rotate the keys of the server's user; the server must be able to read them.
#[cfg(unix)]
fn keep_owner(path: &Path, draft: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    let (before, now) = (fs::metadata(path)?, draft.metadata()?);
    if (before.uid(), before.gid()) == (now.uid(), now.gid()) {
        return Ok(());
    }
    fchown(draft, Some(before.uid()), Some(before.gid()))
}

#[cfg(not(unix))]
fn keep_owner(_path: &Path, _draft: &File) -> io::Result<()> {
    Ok(())
}

/// Makes the names in a folder survive a power cut, where a folder can be opened for it.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
