//! The files of a generation.

use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};
use tempfile::NamedTempFile;

/// Tantivy's list of files that it may remove when they are not used any more.
const LIST: &str = ".managed.json";

/// Tantivy's folder of mapped files, but for one: it writes its list anew for each file of each commit, and waits until
/// the disk has it, which takes half of the time of a commit. The list need not outlive a failure of power: without it,
/// some files stay until the next rebuild.
#[derive(Clone)]
pub(crate) struct Disk {
    files: MmapDirectory,
    folder: PathBuf,
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Disk").field(&self.folder).finish()
    }
}

impl Disk {
    pub(crate) fn open(folder: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self {
            files: MmapDirectory::open(folder)?,
            folder: folder.to_owned(),
        })
    }
}

fn is_list(path: &Path) -> bool {
    path.as_os_str() == LIST
}

impl Directory for Disk {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.files.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let read = self.files.atomic_read(path)?;
        // What a failure of power has left of the list.
        if is_list(path) && !read.trim_ascii_end().ends_with(b"]") {
            return Err(OpenReadError::FileDoesNotExist(path.to_owned()));
        }
        Ok(read)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if !is_list(path) {
            return self.files.atomic_write(path, data);
        }
        let mut file = NamedTempFile::new_in(&self.folder)?;
        file.write_all(data)?;
        file.persist(self.folder.join(path))?;
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.files.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[test]
    fn half_a_list_is_none() {
        let folder = TempDir::new().unwrap();
        let disk = Disk::open(folder.path()).unwrap();
        let list = Path::new(LIST);
        disk.atomic_write(list, b"[\"a\",\"b\"]\n").unwrap();
        assert_eq!(disk.atomic_read(list).unwrap(), b"[\"a\",\"b\"]\n");
        for half in ["", "[\"a\",", "\0\0\0\0"] {
            std::fs::write(folder.path().join(LIST), half).unwrap();
            assert!(matches!(
                disk.atomic_read(list),
                Err(OpenReadError::FileDoesNotExist(_))
            ));
        }
    }
}
