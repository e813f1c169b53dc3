use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hexmart_application::platform::{Storage, Vault};
use hexmart_persistence_adapter::{Finding, OpenError, mysql, sqlite};

use crate::failure::{Exit, Failure};

/// Threads that answer questions on SQLite; one more writes.
const SQLITE_READERS: usize = 2;
/// Open connections to MySQL/MariaDB at most.
const MYSQL_CONNECTIONS: usize = 32;

/// Where a shop is kept. The place to plug in another storage adapter: a scheme in [`Database::parse`], a variant
/// here, and what the compiler then asks for.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Database {
    /// In this process, until it ends.
    Memory,
    /// In a file.
    Sqlite(PathBuf),
    /// On a MySQL or MariaDB server, reached by this URL.
    MySql(String),
}

impl Database {
    /// Reads a URL.
    pub(crate) fn parse(url: &str) -> Result<Self, Failure> {
        match url.split_once(':') {
            Some(("memory", "")) => Ok(Self::Memory),
            Some(("sqlite", rest)) => match rest.strip_prefix("//") {
                Some(path) if !path.is_empty() && !path.contains('?') => {
                    Ok(Self::Sqlite(PathBuf::from(path)))
                }
                _ => Err(unusable(
                    url,
                    "sqlite://data/hexmart.db, or sqlite:///absolute/path.db",
                )),
            },
            Some(("mysql" | "mariadb", rest)) if rest.starts_with("//") => {
                Ok(Self::MySql(format!("mysql:{rest}")))
            }
            _ => Err(unusable(
                url,
                "sqlite://data/hexmart.db, mysql://USER:PASSWORD@HOST:PORT/NAME, or memory:",
            )),
        }
    }

    /// Brings the schema up to date; answers the names of what it applied.
    pub(crate) async fn migrate(&self) -> Result<Vec<String>, Failure> {
        match self {
            Self::Memory => Ok(Vec::new()),
            Self::Sqlite(path) => sqlite::migrate(path).await,
            Self::MySql(url) => mysql::migrate(url).await,
        }
        .map_err(|error| self.failure(&error))
    }

    /// The names of what [`Self::migrate`] would apply.
    pub(crate) async fn pending(&self) -> Result<Vec<String>, Failure> {
        match self {
            Self::Memory => Ok(Vec::new()),
            Self::Sqlite(path) => sqlite::pending(path).await,
            Self::MySql(url) => mysql::pending(url).await,
        }
        .map_err(|error| self.failure(&error))
    }

    /// Opens a database whose schema is up to date; `vault` seals its personal data.
    pub(crate) async fn open(&self, vault: Arc<dyn Vault>) -> Result<Storage, Failure> {
        match self {
            Self::Memory => Ok(hexmart_memory_adapter::open()),
            Self::Sqlite(path) => {
                let options = sqlite::Options {
                    path: path.clone(),
                    readers: SQLITE_READERS,
                    vault,
                };
                sqlite::open(options).await
            }
            Self::MySql(url) => {
                let options = mysql::Options {
                    url: url.clone(),
                    connections: MYSQL_CONNECTIONS,
                    vault,
                };
                mysql::open(options).await
            }
        }
        .map_err(|error| self.failure(&error))
    }

    /// Brings the schema up to date, then opens.
    pub(crate) async fn prepare(&self, vault: Arc<dyn Vault>) -> Result<Storage, Failure> {
        for name in self.migrate().await? {
            tracing::info!(migration = name, "applied");
        }
        self.open(vault).await
    }

    /// Looks at the settings that its promises rest on.
    pub(crate) async fn check(&self) -> Result<Vec<Finding>, Failure> {
        match self {
            Self::Memory => Ok(Vec::new()),
            Self::Sqlite(path) => sqlite::check(path).await,
            Self::MySql(url) => mysql::check(url).await,
        }
        .map_err(|error| self.failure(&error))
    }

    /// The file it lives in, if it does.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Memory | Self::MySql(_) => None,
        }
    }

    /// A folder for what belongs to the shop and is not in the database: beside its file, or in `data`; none for a database
    /// that forgets everything anyway.
    pub(crate) fn beside(&self, what: &str) -> Option<PathBuf> {
        match self {
            Self::Memory => None,
            Self::Sqlite(path) => Some(path.with_extension(what)),
            Self::MySql(_) => Some(PathBuf::from("data/hexmart").with_extension(what)),
        }
    }

    /// Refuses a database that forgets everything when the command ends.
    pub(crate) fn must_last(self) -> Result<Self, Failure> {
        if self == Self::Memory {
            return Err(
                Failure::new(Exit::Config, "memory: forgets everything when this command ends")
                    .cure("a database that lasts: --database-url sqlite://data/hexmart.db"),
            );
        }
        Ok(self)
    }

    fn failure(&self, error: &OpenError) -> Failure {
        let exit = match error {
            OpenError::Address { .. } => Exit::Config,
            OpenError::Migration { .. } => Exit::Failed,
            OpenError::Unreachable { .. } | OpenError::SqliteTooOld { .. } => Exit::Dependency,
        };
        let cure = match self {
            Self::Sqlite(_) => "another path, or the right to write to its folder",
            Self::Memory | Self::MySql(_) => "is the server running, and are host, user and password right?",
        };
        // The adapter's sentence says what and why, without the password.
        Failure::new(exit, error.to_string()).cure(cure)
    }
}

fn unusable(url: &str, cure: &str) -> Failure {
    Failure::new(
        Exit::Config,
        format!("the database URL {} is of no known form", redacted(url)),
    )
    .cure(cure)
}

/// A URL without what may be a password: all between the first colon behind the scheme and the last `@`, and the query.
/// Crude on purpose, as it also has to serve URLs that do not parse.
fn redacted(url: &str) -> String {
    let url = url.split_once('?').map_or(url, |(url, _)| url);
    let Some((scheme, rest)) = url.split_once("://") else {
        return url
            .split_once(':')
            .map_or("…".to_owned(), |(scheme, _)| format!("{scheme}:…"));
    };
    let Some((credentials, place)) = rest.rsplit_once('@') else {
        return url.to_owned();
    };
    let user = credentials.split_once(':').map_or(credentials, |(user, _)| user);
    format!("{scheme}://{user}:…@{place}")
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("memory:"),
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::MySql(url) => f.write_str(&redacted(url)),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_chooses_the_adapter() {
        let parse = |url| Database::parse(url).unwrap();
        assert_eq!(parse("memory:"), Database::Memory);
        assert_eq!(
            parse("sqlite://data/shop.db"),
            Database::Sqlite("data/shop.db".into())
        );
        assert_eq!(
            parse("sqlite:///var/shop.db"),
            Database::Sqlite("/var/shop.db".into())
        );
        assert_eq!(
            parse("mariadb://u:p@h:3306/shop"),
            Database::MySql("mysql://u:p@h:3306/shop".to_owned())
        );
        for wrong in [
            "",
            "sqlite:",
            "sqlite://",
            "sqlite:shop.db",
            "sqlite://a?b=c",
            "postgres://h/d",
            "shop.db",
            "memory:x",
        ] {
            assert!(Database::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        for url in [
            "mysql://user:s3cret@host:3306/shop",
            "mysql://user:s3cret@with@ats@host/shop",
            "mysql://user:s3cret/with/slashes@host/shop",
            "mysql://host/shop?password=s3cret",
        ] {
            let database = Database::parse(url).unwrap();
            assert!(
                !format!("{database} {database:?}").contains("s3cret"),
                "{database}"
            );
        }
        for url in [
            "postgres://user:s3cret@host/shop",
            "mysql:user:s3cret@host",
            "s3cret",
        ] {
            assert!(
                !Database::parse(url).unwrap_err().to_string().contains("s3cret"),
                "{url}"
            );
        }
        let shown = Database::parse("mysql://user:s3cret@host:3306/shop")
            .unwrap()
            .to_string();
        assert_eq!(shown, "mysql://user:…@host:3306/shop");
    }
}
