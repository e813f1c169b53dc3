//! Doubles of what keeps files and makes pictures.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hexmart_application::media::{
    DevelopedPicture, Imaging, MediaType, ObjectError, ObjectInfo, ObjectKey, ObjectStore, PictureFault,
    Rendition, RenditionSize, StoredObject,
};
use hexmart_application::platform::Clock;
use hexmart_domain::shared::Instant;

use crate::world::TurnedClock;

/// Files in memory.
pub(crate) struct Files {
    clock: Arc<TurnedClock>,
    kept: Mutex<BTreeMap<ObjectKey, (Instant, StoredObject)>>,
    /// How many more files can be kept.
    pub(crate) room: AtomicUsize,
}

impl Files {
    pub(crate) fn new(clock: Arc<TurnedClock>) -> Self {
        Self {
            clock,
            kept: Mutex::default(),
            room: AtomicUsize::new(usize::MAX),
        }
    }

    /// The names of all files.
    pub(crate) fn names(&self) -> Vec<String> {
        let files = self.kept.lock().unwrap();
        files.keys().map(|key| key.as_str().to_owned()).collect()
    }
}

#[async_trait]
impl ObjectStore for Files {
    async fn put(&self, key: &ObjectKey, media_type: MediaType, bytes: Vec<u8>) -> Result<(), ObjectError> {
        let full = |_| ObjectError::Failed("no room".to_owned());
        let less = |room: usize| room.checked_sub(1);
        self.room
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .map_err(full)?;
        let file = (self.clock.now(), StoredObject { media_type, bytes });
        self.kept.lock().unwrap().insert(key.clone(), file);
        Ok(())
    }

    async fn get(&self, key: &ObjectKey) -> Result<Option<StoredObject>, ObjectError> {
        let files = self.kept.lock().unwrap();
        Ok(files.get(key).map(|(_, file)| file.clone()))
    }

    async fn delete(&self, keys: &[ObjectKey]) -> Result<(), ObjectError> {
        let mut files = self.kept.lock().unwrap();
        files.retain(|key, _| !keys.contains(key));
        Ok(())
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectInfo>, ObjectError> {
        let files = self.kept.lock().unwrap();
        let behind = files
            .iter()
            .filter(|(key, _)| key.as_str().starts_with(prefix) && after.as_ref() < Some(*key));
        let info = behind.map(|(key, (stored_at, _))| ObjectInfo {
            key: key.clone(),
            stored_at: *stored_at,
        });
        Ok(info.take(limit).collect())
    }
}

/// Takes every file that is not empty for a picture of 800 by 600; one that begins with `t` is transparent.
pub(crate) struct Darkroom;

#[async_trait]
impl Imaging for Darkroom {
    async fn develop(&self, file: Vec<u8>) -> Result<DevelopedPicture, PictureFault> {
        let media_type = match file.first() {
            None => return Err(PictureFault::UnknownType),
            Some(b't') => MediaType::Png,
            Some(_) => MediaType::Jpeg,
        };
        let rendition = |size: RenditionSize| Rendition {
            size,
            width: size.side().min(800),
            height: size.side().min(600),
            media_type,
            bytes: file.clone(),
        };
        Ok(DevelopedPicture {
            width: 800,
            height: 600,
            renditions: RenditionSize::ALL.map(rendition).into(),
        })
    }
}
