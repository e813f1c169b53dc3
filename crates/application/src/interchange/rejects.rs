use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::shared::ImportId;

use super::{InterchangeError, ProductFormats, Reject};
use crate::media::{MediaType, ObjectError, ObjectKey, ObjectStore};

/// Where rejected rows are told of while an import runs.
///
/// Rows are told before the commit that counts them; when that never comes, [`rewind`](Self::rewind) takes them back. So
/// each is there once, however often a process dies.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait RejectLog: Send {
    /// Forgets what is behind the first `bytes`.
    async fn rewind(&mut self, bytes: u64) -> Result<(), InterchangeError>;

    /// Adds rows, with the header before the first ones; answers how many bytes there are now.
    async fn append(&mut self, rejects: &[Reject]) -> Result<u64, InterchangeError>;
}

/// Keeps rejected rows in the object store, one object for each batch that has some, named for the place where it begins.
pub(crate) struct StoredRejects {
    objects: Arc<dyn ObjectStore>,
    formats: Arc<dyn ProductFormats>,
    prefix: String,
    bytes: u64,
}

impl fmt::Debug for StoredRejects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredRejects")
    }
}

impl StoredRejects {
    pub(crate) fn of(
        import: ImportId,
        objects: Arc<dyn ObjectStore>,
        formats: Arc<dyn ProductFormats>,
    ) -> Self {
        Self {
            objects,
            formats,
            prefix: format!("{PREFIX}{}/rejects/", import.to_string().to_lowercase()),
            bytes: 0,
        }
    }

    fn key(&self, from: u64) -> Result<ObjectKey, InterchangeError> {
        // As many digits as the highest place has, so that names sort as places do.
        named(format!("{}{from:020}", self.prefix))
    }

    /// The place of the first object at or behind `from`.
    async fn first_from(&self, from: u64) -> Result<Option<(u64, ObjectKey)>, InterchangeError> {
        let before = from.checked_sub(1).map(|before| self.key(before)).transpose()?;
        let found = self.objects.list(&self.prefix, before, 1).await?;
        Ok(found.into_iter().next().and_then(|object| {
            let digits = object.key.as_str().strip_prefix(&self.prefix)?;
            Some((digits.parse().ok()?, object.key))
        }))
    }

    /// The rows of the batch that begins at or behind `from`, and where they end; none behind `end`.
    pub(crate) async fn part(&self, from: u64, end: u64) -> Result<Option<(String, u64)>, InterchangeError> {
        let Some((start, key)) = self.first_from(from).await? else {
            return Ok(None);
        };
        if start >= end {
            return Ok(None);
        }
        let Some(object) = self.objects.get(&key).await? else {
            return Ok(None);
        };
        let next = start + u64::try_from(object.bytes.len()).unwrap_or(u64::MAX);
        Ok(Some((String::from_utf8_lossy(&object.bytes).into_owned(), next)))
    }
}

/// What the names of imports' files begin with.
pub(crate) const PREFIX: &str = "imports/";

/// Where an uploaded file lies.
pub(crate) fn file_key(import: ImportId) -> Result<ObjectKey, InterchangeError> {
    named(format!("{PREFIX}{}/file", import.to_string().to_lowercase()))
}

fn named(name: String) -> Result<ObjectKey, InterchangeError> {
    ObjectKey::parse(name).map_err(|error| ObjectError::Failed(error.to_string()).into())
}

#[async_trait]
impl RejectLog for StoredRejects {
    async fn rewind(&mut self, bytes: u64) -> Result<(), InterchangeError> {
        self.bytes = bytes;
        while let Some((_, key)) = self.first_from(bytes).await? {
            self.objects.delete(&[key]).await?;
        }
        Ok(())
    }

    async fn append(&mut self, rejects: &[Reject]) -> Result<u64, InterchangeError> {
        let mut text = if self.bytes == 0 {
            self.formats.rejects_header()
        } else {
            String::new()
        };
        text.push_str(&self.formats.rejects(rejects));
        let key = self.key(self.bytes)?;
        self.bytes += u64::try_from(text.len()).unwrap_or(u64::MAX);
        self.objects
            .put(&key, MediaType::Binary, text.into_bytes())
            .await?;
        Ok(self.bytes)
    }
}
