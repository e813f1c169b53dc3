use chrono::DateTime;
use hexmart_application::media::{ObjectError, ObjectInfo, ObjectKey};
use hexmart_domain::shared::{Instant, to_micros};
use rusty_s3::actions::list_objects_v2::ListObjectsContent;

use super::answer::garbled;

/// What was listed so far, page by page.
pub(super) struct Found<'a> {
    prefix: &'a str,
    last: Option<ObjectKey>,
    infos: Vec<ObjectInfo>,
}

impl<'a> Found<'a> {
    pub(super) fn behind(prefix: &'a str, after: Option<ObjectKey>) -> Self {
        Self {
            prefix,
            last: after,
            infos: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.infos.len()
    }

    pub(super) fn first(mut self, limit: usize) -> Vec<ObjectInfo> {
        self.infos.truncate(limit);
        self.infos
    }

    /// Adds a page. Whoever lists to find what is missing must be able to trust the order, so one that is wrong is an
    /// error; so is a page with nothing on it where more was promised, or the next might be the same.
    pub(super) fn take(&mut self, page: Vec<ListObjectsContent>, more: bool) -> Result<(), ObjectError> {
        if page.is_empty() && more {
            return Err(ObjectError::Failed(
                "list: a page is empty and not the last".to_owned(),
            ));
        }
        for object in page {
            let Ok(key) = ObjectKey::parse(object.key) else {
                continue; // somebody else's
            };
            let in_order = self.last.as_ref().is_none_or(|last| *last < key);
            if !in_order || !key.as_str().starts_with(self.prefix) {
                return Err(ObjectError::Failed("list: names are out of order".to_owned()));
            }
            self.last = Some(key.clone());
            self.infos.push(ObjectInfo {
                key,
                stored_at: instant(object.last_modified.as_deref())?,
            });
        }
        Ok(())
    }
}

fn instant(text: Option<&str>) -> Result<Instant, ObjectError> {
    let instant = DateTime::parse_from_rfc3339(text.unwrap_or_default()).map_err(garbled)?;
    Ok(to_micros(instant.to_utc()))
}
