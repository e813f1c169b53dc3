use std::fmt;

use async_trait::async_trait;
use hexmart_domain::shared::Instant;
use thiserror::Error;

/// Keeps files by name.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ObjectStore: Send + Sync {
    /// Keeps a file, in place of an earlier one. MUST show the whole file or none of it, also after a crash.
    async fn put(&self, key: &ObjectKey, media_type: MediaType, bytes: Vec<u8>) -> Result<(), ObjectError>;

    /// The file of a name.
    async fn get(&self, key: &ObjectKey) -> Result<Option<StoredObject>, ObjectError>;

    /// Lets go of files; one that is not there is no error.
    async fn delete(&self, keys: &[ObjectKey]) -> Result<(), ObjectError>;

    /// Names that begin with `prefix` and lie behind `after`, in the order of their bytes, at most `limit`.
    async fn list(
        &self,
        prefix: &str,
        after: Option<ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectInfo>, ObjectError>;
}

/// The name of a file: 1 to 200 lower-case letters, digits, `-`, `_`, `.` and `/`, in parts that are neither empty nor
/// begin with a dot, so that it is harmless as a path and in a URL.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey(String);

/// Why a text is not the name of a file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("is not the name of a file")]
pub struct ObjectKeyError;

impl ObjectKey {
    /// The longest name, in bytes.
    pub const MAX: usize = 200;

    /// Checks a name.
    pub fn parse(text: impl Into<String>) -> Result<Self, ObjectKeyError> {
        let text = text.into();
        let allowed =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_./".contains(&byte);
        let whole = text.len() <= Self::MAX && text.bytes().all(allowed);
        let parts = text
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.'));
        if whole && parts {
            Ok(Self(text))
        } else {
            Err(ObjectKeyError)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
    /// Anything that is never shown: an import that waits, for example.
    Binary,
}

impl MediaType {
    /// Its name (RFC 6838).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Binary => "application/octet-stream",
        }
    }

    /// The ending of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Binary => "bin",
        }
    }

    /// The type of a file by the ending of its name.
    pub fn of_name(name: &str) -> Self {
        [Self::Jpeg, Self::Png]
            .into_iter()
            .find(|kind| {
                name.rsplit_once('.')
                    .is_some_and(|(_, ending)| ending == kind.extension())
            })
            .unwrap_or(Self::Binary)
    }
}

/// A file.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredObject {
    /// What kind.
    pub media_type: MediaType,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for StoredObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "StoredObject({:?}, {} bytes)",
            self.media_type,
            self.bytes.len()
        )
    }
}

/// A file in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectInfo {
    /// Its name.
    pub key: ObjectKey,
    /// When it was put there.
    pub stored_at: Instant,
}

/// Why a file is neither kept nor found.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ObjectError {
    /// The store cannot be reached; worth another try.
    #[error("the object store is not available: {0}")]
    Unavailable(String),
    /// It said no, or answered what makes no sense.
    #[error("the object store failed: {0}")]
    Failed(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_harmless_as_a_path() {
        for good in ["pictures/pic01/large.jpg", "a", "a-b_c.d/e"] {
            assert!(ObjectKey::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "", "/", "/a", "a/", "a//b", "../a", "a/../b", "a/.b", "A", "a b", "a\0", "가", "a\\b", "a%2fb",
        ] {
            assert!(ObjectKey::parse(bad).is_err(), "{bad:?}");
        }
        assert!(ObjectKey::parse("a".repeat(201)).is_err());
    }

    #[test]
    fn a_type_is_told_by_the_ending() {
        assert_eq!(MediaType::of_name("pictures/a/large.jpg"), MediaType::Jpeg);
        assert_eq!(MediaType::of_name("imports/a"), MediaType::Binary);
    }
}
