use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use hexmart_security_adapter::JwtIssuer;
use tempfile::NamedTempFile;

use crate::database::Database;
use crate::failure::{Exit, Failure};

/// Where the secret is looked for first.
pub(crate) const VARIABLE: &str = "HEXMART_TOKEN_SECRET";
/// Words of examples, and of people who did not read them.
const SAMPLES: [&str; 5] = ["change", "example", "secret", "password", "hexmart"];
/// Fewer different bytes than this were typed, not drawn: 32 random bytes in hexadecimal have some 14.
const FEWEST_BYTES: usize = 8;

/// What access tokens are signed with.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct TokenSecret(Vec<u8>);

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret(…)")
    }
}

impl TokenSecret {
    /// The bytes.
    pub(crate) fn reveal(&self) -> &[u8] {
        &self.0
    }

    /// One that nobody else has: tokens of this process are good for nobody else.
    pub(crate) fn random() -> Self {
        Self(rand::random::<[u8; 32]>().to_vec())
    }

    /// The secret of a shop: from the environment; else from the file beside its database, which is made when there is
    /// none; else a random one.
    pub(crate) fn of(database: &Database) -> Result<Self, Failure> {
        if let Some(secret) = Self::from_environment()? {
            return Ok(secret);
        }
        if let Some(file) = key_file(database) {
            return Self::from_file(&file);
        }
        tracing::warn!(
            "{VARIABLE} is not set: access tokens end with this process, and no other server accepts them"
        );
        Ok(Self::random())
    }

    /// The secret of the environment, if there is one.
    pub(crate) fn from_environment() -> Result<Option<Self>, Failure> {
        let value = std::env::var_os(VARIABLE).map(std::ffi::OsString::into_encoded_bytes);
        value.map(Self::checked).transpose()
    }

    fn checked(bytes: Vec<u8>) -> Result<Self, Failure> {
        let shortest = JwtIssuer::SHORTEST_SECRET;
        let refuse = |what: String| {
            Failure::new(Exit::Config, format!("{VARIABLE} {what}"))
                .cure("openssl rand -hex 32 makes a good one")
        };
        if bytes.len() < shortest {
            return Err(refuse(format!(
                "has {} bytes and needs at least {shortest}",
                bytes.len()
            )));
        }
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        let different: std::collections::BTreeSet<_> = bytes.iter().collect();
        if SAMPLES.iter().any(|sample| text.contains(sample)) || different.len() < FEWEST_BYTES {
            return Err(refuse("is a sample that anybody can guess".to_owned()));
        }
        Ok(Self(bytes))
    }

    fn from_file(file: &Path) -> Result<Self, Failure> {
        let bytes = match fs::read(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create(file).and_then(|()| fs::read(file))
            }
            other => other,
        };
        let bytes = bytes.map_err(|error| {
            Failure::new(
                Exit::Config,
                format!("cannot use the token secret in {}", file.display()),
            )
            .because(&error)
            .cure(format!("the right to write there, or set {VARIABLE}"))
        })?;
        if bytes.len() < JwtIssuer::SHORTEST_SECRET {
            return Err(Failure::new(
                Exit::Config,
                format!("{} is no token secret: it is too short", file.display()),
            )
            .cure("delete the file: a new one is made, and everybody has to sign in again"));
        }
        Ok(Self(bytes))
    }
}

/// The file that keeps the secret of a database that is a file itself.
pub(crate) fn key_file(database: &Database) -> Option<PathBuf> {
    let mut name = database.file()?.as_os_str().to_owned();
    name.push(".key");
    Some(PathBuf::from(name))
}

/// Writes a new secret that only the owner can read. Whole or not at all, and never over another's: of two servers that
/// start at once, both end up with the same secret.
fn create(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut draft = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    draft.write_all(TokenSecret::random().reveal())?;
    draft.as_file().sync_all()?;
    match draft.persist_noclobber(file) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(error.error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_secrets_and_samples_are_refused() {
        let check = |text: &str| TokenSecret::checked(text.as_bytes().to_vec());
        for weak in [
            "",
            "0123456789abcdef0123456789abcde",
            "change-me-change-me-change-me-change-me",
            "this-is-my-SECRET-key-for-the-shop-01",
            "00000000000000000000000000000000",
        ] {
            let failure = check(weak).unwrap_err().to_string();
            assert!(weak.is_empty() || !failure.contains(weak), "{failure}");
        }
        assert!(check("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08").is_ok());
    }

    #[test]
    fn the_file_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::Sqlite(folder.path().join("shop.db"));
        let file = key_file(&database).unwrap();
        assert_eq!(file, folder.path().join("shop.db.key"));
        let first = TokenSecret::from_file(&file).unwrap();
        assert_eq!(first.reveal().len(), 32);
        assert_eq!(TokenSecret::from_file(&file).unwrap(), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn of_two_that_write_one_wins() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shop.db.key");
        create(&file).unwrap();
        let first = fs::read(&file).unwrap();
        create(&file).unwrap();
        assert_eq!(fs::read(&file).unwrap(), first);
    }

    #[test]
    fn a_damaged_file_is_not_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shop.db.key");
        fs::write(&file, "short").unwrap();
        assert!(
            TokenSecret::from_file(&file)
                .unwrap_err()
                .to_string()
                .contains("too short")
        );
    }
}
