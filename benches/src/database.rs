//! A fresh database for each part of the run, gone afterwards.

use std::path::PathBuf;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::baseline::{mariadb, sqlite};
use crate::cli::{Engine, Options};
use crate::load::{Outcome, Pressure};
use crate::pen::Pen;
use crate::progress;

/// A database the server can be pointed at, and the baseline of its kind.
#[derive(Debug)]
pub(crate) enum Database {
    Sqlite(SqliteFolder),
    Mariadb(MariadbSchemas),
}

/// A folder with one file in it.
#[derive(Debug)]
pub(crate) struct SqliteFolder {
    folder: TempDir,
    file: PathBuf,
}

/// Two schemas on one server: the shop's, and the baseline's so that neither sees the other's tables.
#[derive(Debug)]
pub(crate) struct MariadbSchemas {
    server: String,
    shop: String,
    bare: String,
    /// For what the shop keeps beside its database.
    folder: TempDir,
}

/// How many rows the baseline inserts in each commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BareRows {
    One,
    Two,
}

/// Where a shop keeps everything.
#[derive(Debug)]
pub(crate) struct Home {
    /// What the server is given as `--database-url`.
    pub(crate) url: String,
    /// What it is given as `--search-dir`.
    pub(crate) search: PathBuf,
    /// What it is given as `--media-dir`.
    pub(crate) media: PathBuf,
}

impl Database {
    pub(crate) fn create(engine: Engine, options: &Options, products: u64) -> Result<Self> {
        match engine {
            Engine::Sqlite => {
                let folder = TempDir::new_in(&options.directory)?;
                let file = folder.path().canonicalize()?.join("shop.db");
                Ok(Self::Sqlite(SqliteFolder { folder, file }))
            }
            Engine::Mariadb => {
                let url = options
                    .mysql_url
                    .as_deref()
                    .context("no MariaDB server is named")?;
                MariadbSchemas::create(url, options, products).map(Self::Mariadb)
            }
        }
    }

    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Mariadb(_) => Engine::Mariadb,
        }
    }

    /// Where the shop on this database keeps everything.
    pub(crate) fn home(&self) -> Home {
        let (url, folder) = match self {
            Self::Sqlite(sqlite) => (format!("sqlite://{}", sqlite.file.display()), &sqlite.folder),
            Self::Mariadb(mariadb) => (format!("{}/{}", mariadb.server, mariadb.shop), &mariadb.folder),
        };
        Home {
            url,
            search: folder.path().join("search"),
            media: folder.path().join("media"),
        }
    }

    /// C: commits of bare inserts per second.
    pub(crate) fn bare_inserts(&self, rows: BareRows, pressure: Pressure) -> Result<Outcome> {
        match self {
            Self::Sqlite(sqlite) => sqlite::measure(sqlite.folder.path(), rows, pressure),
            Self::Mariadb(mariadb) => {
                mariadb::measure(&format!("{}/{}", mariadb.server, mariadb.bare), rows, &pressure)
            }
        }
    }

    /// A connection to write to the shop's database, which must be set up.
    pub(crate) fn pen(&self) -> Result<Pen> {
        match self {
            Self::Sqlite(sqlite) => {
                let file = sqlite.file.to_str();
                Pen::sqlite(file.context("the directory's name is not UTF-8")?)
            }
            Self::Mariadb(mariadb) => Pen::mariadb(&format!("{}/{}", mariadb.server, mariadb.shop)),
        }
    }

    /// The address of the database server, if there is one.
    pub(crate) fn server_url(&self) -> Option<&str> {
        match self {
            Self::Sqlite(_) => None,
            Self::Mariadb(mariadb) => Some(&mariadb.server),
        }
    }
}

impl MariadbSchemas {
    fn create(url: &str, options: &Options, products: u64) -> Result<Self> {
        let server = url.trim_end_matches('/').to_owned();
        let run = std::process::id();
        let shop = format!("hexmart_bench_{run}_{products}");
        let bare = format!("hexmart_bench_{run}_bare");
        let folder = TempDir::new_in(&options.directory)?;
        let schemas = Self {
            server,
            shop,
            bare,
            folder,
        };
        schemas.on_each("CREATE DATABASE {} CHARACTER SET utf8mb4")?;
        Ok(schemas)
    }

    fn on_each(&self, statement: &str) -> Result<()> {
        let shop = statement.replace("{}", &self.shop);
        let bare = statement.replace("{}", &self.bare);
        mariadb::run_sql(&format!("{}/", self.server), &[&shop, &bare]).context("cannot prepare MariaDB")
    }
}

impl Drop for MariadbSchemas {
    fn drop(&mut self) {
        if let Err(error) = self.on_each("DROP DATABASE IF EXISTS {}") {
            progress::note(&format!("{} stays behind: {error:#}", self.shop));
        }
    }
}
