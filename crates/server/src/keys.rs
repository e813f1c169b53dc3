//! Where the shop's secrets are.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hexmart_application::platform::{Clock, Storage, StoreError};
use hexmart_security_adapter::{Created, KeyRing, KeyRingError};

use crate::clock::SystemClock;
use crate::database::Database;
use crate::failure::{Exit, Failure};

/// Accounts that are opened to see whether the keys are theirs. Not one: it may be somebody of whom nothing is sealed.
const LOOKED_AT: u64 = 200;

/// The key ring of a shop, and where it came from.
pub(crate) struct Keys {
    pub(crate) ring: Arc<KeyRing>,
    file: Option<PathBuf>,
    is_new: bool,
}

impl Keys {
    /// The ring of the file that is named; else of the file beside the database; else one that ends with this process,
    /// for a database that does so too.
    pub(crate) fn of(database: &Database, named: Option<&Path>) -> Result<Self, Failure> {
        let Some(file) = file(database, named) else {
            let ring = KeyRing::ephemeral(SystemClock.now());
            return Ok(Self {
                ring: Arc::new(ring.map_err(|error| unusable(None, &error))?),
                file: None,
                is_new: false,
            });
        };
        make_folder_of(&file)?;
        let opened = KeyRing::open_or_create(&file, SystemClock.now());
        let (ring, created) = opened.map_err(|error| unusable(Some(&file), &error))?;
        Ok(Self {
            ring: Arc::new(ring),
            file: Some(file),
            is_new: created == Created::Now,
        })
    }

    /// Refuses to go on with a ring that is not the one that this database was sealed with.
    pub(crate) async fn must_open(&self, storage: &Storage) -> Result<(), Failure> {
        let known = match storage.accounts.page(None, None, LOOKED_AT).await {
            Ok(accounts) => !accounts.is_empty(),
            Err(StoreError::Corrupt { .. }) => return Err(self.stranger()),
            Err(error) => return Err(Failure::of_store("cannot read the accounts", &error)),
        };
        if known && self.is_new {
            Err(self.stranger())
        } else {
            Ok(())
        }
    }

    fn stranger(&self) -> Failure {
        if let (true, Some(file)) = (self.is_new, &self.file) {
            // Made a moment ago, for a database that it cannot open: nobody has any use for it.
            let _left_behind = std::fs::remove_file(file);
        }
        let file = self
            .file
            .as_deref()
            .unwrap_or(Path::new("memory"))
            .display()
            .to_string();
        Failure::new(
            Exit::Config,
            format!("the personal data in this database was sealed with other keys than those of {file}"),
        )
        .cure("--keys-file with the file that belongs to the database, from its backup")
    }
}

/// The file of a shop's keys: the one that is named, or the one that goes with the database.
pub(crate) fn file(database: &Database, named: Option<&Path>) -> Option<PathBuf> {
    named.map(Path::to_path_buf).or_else(|| default_file(database))
}

fn make_folder_of(file: &Path) -> Result<(), Failure> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), std::fs::create_dir_all);
    made.map_err(|error| {
        Failure::new(
            Exit::Config,
            format!("cannot make a folder for the keys in {}", file.display()),
        )
        .because(&error)
        .cure("another place: --keys-file")
    })
}

fn default_file(database: &Database) -> Option<PathBuf> {
    match database {
        Database::Memory => None,
        Database::Sqlite(path) => {
            let mut name = path.as_os_str().to_owned();
            name.push(".keys");
            Some(PathBuf::from(name))
        }
        Database::MySql(_) => Some(PathBuf::from("data/hexmart.keys")),
    }
}

fn unusable(file: Option<&Path>, error: &KeyRingError) -> Failure {
    let what = file.map_or_else(
        || "cannot make keys".to_owned(),
        |file| format!("cannot use the keys in {}", file.display()),
    );
    Failure::new(Exit::Config, what).because(error).cure(
        "a file that belongs to this user alone (mode 0600), in a folder it can write to; or --keys-file",
    )
}
