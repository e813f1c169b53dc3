use std::collections::BTreeMap;
use std::fmt;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use hexmart_application::media::{MediaType, ObjectError, ObjectInfo, ObjectKey, ObjectStore, StoredObject};
use hexmart_application::platform::Clock;
use hexmart_domain::shared::Instant;

/// Keeps files in memory, and forgets them when it ends: for tests, and for shops that are tried out.
pub struct MemoryObjects {
    files: Mutex<BTreeMap<ObjectKey, Kept>>,
    clock: Arc<dyn Clock>,
}

struct Kept {
    bytes: Vec<u8>,
    at: Instant,
}

impl fmt::Debug for MemoryObjects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryObjects({} files)", self.files().len())
    }
}

impl MemoryObjects {
    /// Makes an empty store. `clock` says when a file was put there.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            files: Mutex::default(),
            clock,
        }
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<ObjectKey, Kept>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl ObjectStore for MemoryObjects {
    async fn put(&self, key: &ObjectKey, _media_type: MediaType, bytes: Vec<u8>) -> Result<(), ObjectError> {
        let at = self.clock.now();
        self.files().insert(key.clone(), Kept { bytes, at });
        Ok(())
    }

    async fn get(&self, key: &ObjectKey) -> Result<Option<StoredObject>, ObjectError> {
        Ok(self.files().get(key).map(|kept| StoredObject {
            media_type: MediaType::of_name(key.as_str()),
            bytes: kept.bytes.clone(),
        }))
    }

    async fn delete(&self, keys: &[ObjectKey]) -> Result<(), ObjectError> {
        let mut files = self.files();
        for key in keys {
            files.remove(key);
        }
        Ok(())
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectInfo>, ObjectError> {
        let begin = after.map_or(Bound::Unbounded, Bound::Excluded);
        let files = self.files();
        let found = files
            .range((begin, Bound::Unbounded))
            .filter(|(key, _)| key.as_str().starts_with(prefix))
            .take(limit);
        Ok(found
            .map(|(key, kept)| ObjectInfo {
                key: key.clone(),
                stored_at: kept.at,
            })
            .collect())
    }
}
