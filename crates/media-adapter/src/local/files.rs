use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use hexmart_application::media::{ObjectInfo, ObjectKey};
use tempfile::{PathPersistError, TempPath};

use super::staging::Staging;
use super::walk::Search;

/// How often a file is moved to its place, while somebody else removes the folder around it: each time, they have let
/// go of a last file.
const MOVES: usize = 10;

/// A folder with files, and where they are written.
pub(super) struct Files {
    /// Without links.
    root: PathBuf,
    staging: Staging,
}

impl Files {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let root = folder.canonicalize()?;
        let staging = Staging::open(&root)?;
        Ok(Self { root, staging })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn put(&self, key: &ObjectKey, bytes: &[u8]) -> io::Result<()> {
        let mut written = self.staging.write(bytes)?;
        for _ in 1..MOVES {
            match self.move_in(written, key) {
                Err(failed) if failed.error.kind() == io::ErrorKind::NotFound => written = failed.path,
                moved => {
                    moved?;
                    return self.sync_folders(key);
                }
            }
        }
        self.move_in(written, key)?;
        self.sync_folders(key)
    }

    fn move_in(&self, written: TempPath, key: &ObjectKey) -> Result<(), PathPersistError> {
        if let Err(error) = self.make_folders(key) {
            return Err(PathPersistError { error, path: written });
        }
        written.persist(self.root.join(key.as_str()))
    }

    pub(super) fn get(&self, key: &ObjectKey) -> io::Result<Option<Vec<u8>>> {
        let Some(place) = self.real(key)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        match File::open(place).and_then(|mut file| file.read_to_end(&mut bytes)) {
            Ok(_) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes a file, and folders around it that are empty then.
    pub(super) fn delete(&self, key: &ObjectKey) -> io::Result<()> {
        let Some(place) = self.real(key)? else {
            return Ok(());
        };
        match fs::remove_file(&place) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let around = place
            .ancestors()
            .skip(1)
            .take_while(|folder| *folder != self.root);
        for folder in around {
            if fs::remove_dir(folder).is_err() {
                break; // somebody has a file there
            }
        }
        Ok(())
    }

    pub(super) fn list(
        &self,
        prefix: &str,
        after: Option<&ObjectKey>,
        limit: usize,
    ) -> io::Result<Vec<ObjectInfo>> {
        let mut search = Search::new(prefix, after, limit);
        search.folder(&self.root, "")?;
        Ok(search.found())
    }

    /// The path of a name whose file is there; none when there is no such file, or a link on the way.
    fn real(&self, key: &ObjectKey) -> io::Result<Option<PathBuf>> {
        let mut place = self.root.clone();
        let mut parts = key.as_str().split('/').peekable();
        while let Some(part) = parts.next() {
            place.push(part);
            let expected = match fs::symlink_metadata(&place) {
                Ok(found) if parts.peek().is_some() => found.is_dir(),
                Ok(found) => found.is_file(),
                Err(error) if is_absence(&error) => false,
                Err(error) => return Err(error),
            };
            if !expected {
                return Ok(None);
            }
        }
        Ok(Some(place))
    }

    /// Makes the folders around a file that are not there.
    fn make_folders(&self, key: &ObjectKey) -> io::Result<()> {
        for folder in self.folders(key) {
            match fs::create_dir(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
            match fs::symlink_metadata(&folder) {
                Ok(found) if !found.is_dir() => {
                    return Err(io::Error::new(
                        io::ErrorKind::NotADirectory,
                        format!("a part of {key:?} is not a folder"),
                    ));
                }
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {} // a folder, or removed again: the move will tell
            }
        }
        Ok(())
    }

    /// Brings the names on the way to a file to the disk, the file's own last.
    fn sync_folders(&self, key: &ObjectKey) -> io::Result<()> {
        sync_folder(&self.root)?;
        self.folders(key).try_for_each(|folder| sync_folder(&folder))
    }

    /// The folders around a file below the root, the outermost first.
    fn folders(&self, key: &ObjectKey) -> impl Iterator<Item = PathBuf> {
        let name = key.as_str();
        name.match_indices('/')
            .filter_map(|(end, _)| Some(self.root.join(name.get(..end)?)))
    }
}

fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows opens no folders, and keeps their names by itself.
    if cfg!(windows) {
        return Ok(());
    }
    match OpenOptions::new().read(true).open(folder) {
        Ok(folder) => folder.sync_all(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()), // its last file was let go of meanwhile
        Err(error) => Err(error),
    }
}
