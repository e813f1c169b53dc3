use std::fs;
use std::io;
use std::path::Path;

use hexmart_application::media::{ObjectInfo, ObjectKey};
use hexmart_domain::shared::to_micros;

/// A walk through folders in the order of keys.
pub(super) struct Search<'a> {
    prefix: &'a str,
    after: Option<&'a ObjectKey>,
    limit: usize,
    found: Vec<ObjectInfo>,
}

impl<'a> Search<'a> {
    pub(super) fn new(prefix: &'a str, after: Option<&'a ObjectKey>, limit: usize) -> Self {
        Self {
            prefix,
            after,
            limit,
            found: Vec::new(),
        }
    }

    pub(super) fn found(self) -> Vec<ObjectInfo> {
        self.found
    }

    /// Walks through a folder whose keys all begin with `name`. One that is removed meanwhile is empty.
    pub(super) fn folder(&mut self, folder: &Path, name: &str) -> io::Result<()> {
        if self.found.len() >= self.limit {
            return Ok(());
        }
        for name in self.names_in(folder, name)? {
            if self.found.len() >= self.limit {
                break;
            }
            let path = folder.join(last_part(&name));
            if name.ends_with('/') {
                self.folder(&path, &name)?;
            } else if let Ok(key) = ObjectKey::parse(name) {
                self.file(&path, key)?;
            }
        }
        Ok(())
    }

    /// What lies in a folder and may be asked for, in order. A folder's name ends in a slash, as it does within its keys:
    /// `a-b` lies before `a/b`, and `a0` behind.
    fn names_in(&self, folder: &Path, name: &str) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(names),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let Ok(part) = entry.file_name().into_string() else {
                continue; // no key of ours
            };
            let kind = entry.file_type()?;
            let name = if kind.is_dir() {
                format!("{name}{part}/")
            } else if kind.is_file() {
                format!("{name}{part}")
            } else {
                continue; // links lead out
            };
            if !part.starts_with('.') && self.is_on_the_way(&name) {
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn is_on_the_way(&self, name: &str) -> bool {
        let folder = name.ends_with('/');
        let wanted = name.starts_with(self.prefix) || (folder && self.prefix.starts_with(name));
        let behind = self.after.is_none_or(|after| {
            let after = after.as_str();
            name > after || (folder && after.starts_with(name))
        });
        wanted && behind && name.len() <= ObjectKey::MAX
    }

    fn file(&mut self, path: &Path, key: ObjectKey) -> io::Result<()> {
        match fs::symlink_metadata(path).and_then(|found| found.modified()) {
            Ok(modified) => self.found.push(ObjectInfo {
                key,
                stored_at: to_micros(modified.into()),
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {} // let go of meanwhile
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// The last part of a name, without the slash of a folder.
fn last_part(name: &str) -> &str {
    let name = name.strip_suffix('/').unwrap_or(name);
    name.rsplit_once('/').map_or(name, |(_, last)| last)
}
