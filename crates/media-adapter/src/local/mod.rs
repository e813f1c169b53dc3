//! [`LocalObjects`]: files in a folder.

mod errors;
mod files;
mod staging;
mod walk;

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::media::{MediaType, ObjectError, ObjectInfo, ObjectKey, ObjectStore, StoredObject};
use tokio::task::spawn_blocking;

use errors::to_object_error;
use files::Files;

/// Keeps files in a folder of this machine, under their own names; several processes may share it.
///
/// - A file is written aside, in the folder `.staging`, and brought to the disk before it takes its place: whoever looks
///   finds the old one or the new one, whole, also after a power cut.
/// - Links are not followed: what lies behind one is not there, and nothing is written through one.
/// - A type is not kept but told by the ending of the name.
/// - A list reads every folder on its way whole, so that its price grows with how many files lie in one.
/// - Unlike in S3, a name cannot be a file's and a folder's at once: of `a` and `a/b`, the second is refused.
pub struct LocalObjects {
    files: Arc<Files>,
}

impl fmt::Debug for LocalObjects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LocalObjects({})", self.files.root().display())
    }
}

impl LocalObjects {
    /// Opens a folder; makes it first if there is none. If nobody else has it open, what was never finished is swept.
    ///
    /// Waits for the disk: call it at the start, or where one may wait.
    pub fn open(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            files: Arc::new(Files::open(folder)?),
        })
    }

    /// Does something where it may wait for the disk.
    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Files) -> io::Result<T> + Send + 'static,
    ) -> Result<T, ObjectError> {
        let files = Arc::clone(&self.files);
        match spawn_blocking(move || work(&files)).await {
            Ok(done) => done.map_err(|error| to_object_error(&error)),
            Err(_) => Err(ObjectError::Failed(
                "the work on a file was broken off".to_owned(),
            )),
        }
    }
}

#[async_trait]
impl ObjectStore for LocalObjects {
    async fn put(&self, key: &ObjectKey, _media_type: MediaType, bytes: Vec<u8>) -> Result<(), ObjectError> {
        let key = key.clone();
        self.aside(move |files| files.put(&key, &bytes)).await
    }

    async fn get(&self, key: &ObjectKey) -> Result<Option<StoredObject>, ObjectError> {
        let media_type = MediaType::of_name(key.as_str());
        let key = key.clone();
        let found = self.aside(move |files| files.get(&key)).await?;
        Ok(found.map(|bytes| StoredObject { media_type, bytes }))
    }

    async fn delete(&self, keys: &[ObjectKey]) -> Result<(), ObjectError> {
        let keys = keys.to_vec();
        self.aside(move |files| keys.iter().try_for_each(|key| files.delete(key)))
            .await
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectInfo>, ObjectError> {
        let prefix = prefix.to_owned();
        self.aside(move |files| files.list(&prefix, after.as_ref(), limit))
            .await
    }
}
