//! C on SQLite: bare inserts of a row, or of two, per commit, on one connection with a synced log.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use crate::database::BareRows;
use crate::load::{self, Client, Outcome, Pressure};

diesel::table! {
    bare_inserts (item, version) {
        item -> Binary,
        version -> BigInt,
        change -> BigInt,
        on_hand -> BigInt,
    }
}

const TABLE: &str = "CREATE TABLE bare_inserts (item BLOB NOT NULL, version INTEGER NOT NULL, \
    change INTEGER NOT NULL, on_hand INTEGER NOT NULL, PRIMARY KEY (item, version)) STRICT, WITHOUT ROWID";

/// Measures on a fresh file in this directory; whatever the pressure says, one connection writes.
pub(crate) fn measure(directory: &Path, rows: BareRows, pressure: Pressure) -> Result<Outcome> {
    let folder = tempfile::TempDir::new_in(directory)?;
    let file = folder.path().join("bare.db");
    open(&file)?.batch_execute(TABLE)?;
    let alone = Pressure {
        connections: 1,
        threads: 1,
        ..pressure
    };
    load::run(&alone, |_| Writer {
        file: file.clone(),
        rows,
        connection: None,
        version: 0,
    })
}

/// The version of the library that is linked in, which is also the server's.
pub(crate) fn version() -> Result<String> {
    let mut connection = SqliteConnection::establish(":memory:")?;
    Ok(diesel::select(sql::<Text>("sqlite_version()")).get_result(&mut connection)?)
}

struct Writer {
    file: PathBuf,
    rows: BareRows,
    connection: Option<SqliteConnection>,
    version: i64,
}

impl Client for Writer {
    /// Blocks the load's thread, which has nothing else to do: this baseline has a single client.
    async fn step(&mut self) -> Result<()> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(open(&self.file)?),
        };
        let first = self.version + 1;
        match self.rows {
            BareRows::One => {
                self.version = first;
                insert(connection, first)?;
            }
            BareRows::Two => {
                self.version = first + 1;
                connection.immediate_transaction(|connection| {
                    insert(connection, first)?;
                    insert(connection, first + 1)
                })?;
            }
        }
        Ok(())
    }
}

fn insert(connection: &mut SqliteConnection, version: i64) -> QueryResult<usize> {
    diesel::insert_into(bare_inserts::table)
        .values((
            bare_inserts::item.eq([7_u8; 16].as_slice()),
            bare_inserts::version.eq(version),
            bare_inserts::change.eq(1),
            bare_inserts::on_hand.eq(version),
        ))
        .execute(connection)
}

/// Opens the file as durably as the server does; an SQLite that ignores the settings is no baseline.
fn open(file: &Path) -> Result<SqliteConnection> {
    let path = file.to_str().context("the directory's name is not UTF-8")?;
    let mut connection = SqliteConnection::establish(path)?;
    connection.batch_execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
    let synchronous: i32 = diesel::select(sql::<Integer>("(SELECT synchronous FROM pragma_synchronous)"))
        .get_result(&mut connection)?;
    ensure!(
        synchronous == 2,
        "SQLite runs with synchronous={synchronous}, not FULL"
    );
    ensure!(
        fs::exists(file.with_extension("db-wal"))?,
        "SQLite did not switch to WAL"
    );
    Ok(connection)
}
