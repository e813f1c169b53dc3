//! Writes straight into a database of a shop: what would take hours through the shop itself.

use anyhow::Result;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts};
use tokio::runtime::{Builder, Runtime};

/// A connection of its own, beside those of the server.
pub(crate) enum Pen {
    Sqlite(SqliteConnection),
    Mariadb(Runtime, Box<Conn>),
}

impl Pen {
    pub(crate) fn sqlite(file: &str) -> Result<Self> {
        let mut connection = SqliteConnection::establish(file)?;
        connection.batch_execute("PRAGMA busy_timeout = 60000; PRAGMA synchronous = NORMAL;")?;
        Ok(Self::Sqlite(connection))
    }

    pub(crate) fn mariadb(url: &str) -> Result<Self> {
        let options = Opts::from_url(url)?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let connection = runtime.block_on(Conn::new(options))?;
        Ok(Self::Mariadb(runtime, Box::new(connection)))
    }

    /// Runs one statement, in words that both kinds of database understand.
    pub(crate) fn write(&mut self, statement: &str) -> Result<()> {
        match self {
            Self::Sqlite(connection) => Ok(connection.batch_execute(statement)?),
            Self::Mariadb(runtime, connection) => Ok(runtime.block_on(connection.query_drop(statement))?),
        }
    }
}
