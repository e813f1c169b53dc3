//! C on MariaDB: bare single-row inserts, one per commit, by a prepared statement on every connection.

use anyhow::{Result, ensure};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, Row, Statement};

use crate::load::{self, Client, Outcome, Pressure};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS bare_inserts (item BINARY(16) NOT NULL, \
    version BIGINT NOT NULL, `change` BIGINT NOT NULL, on_hand BIGINT NOT NULL, \
    PRIMARY KEY (item, version)) ENGINE = InnoDB";
const INSERT: &str = "INSERT INTO bare_inserts (item, version, `change`, on_hand) VALUES (?, ?, ?, ?)";

/// Measures in the database that the URL names, which gets an empty table for it.
pub(crate) fn measure(url: &str, pressure: &Pressure) -> Result<Outcome> {
    run_sql(url, &["DROP TABLE IF EXISTS bare_inserts", TABLE])?;
    let options = Opts::from_url(url)?;
    load::run(pressure, |number| Writer::new(options.clone(), number))
}

/// Name and version of the server, after checking that it flushes its log at every commit.
pub(crate) fn version(url: &str) -> Result<String> {
    let options = Opts::from_url(url)?;
    runtime()?.block_on(async {
        let mut conn = Conn::new(options).await?;
        let facts = "SELECT VERSION(), @@innodb_flush_log_at_trx_commit, @@log_bin";
        let row: Option<(String, u64, u64)> = conn.query_first(facts).await?;
        conn.disconnect().await?;
        let (version, flush, binlog) = row.unwrap_or_default();
        ensure!(
            flush == 1,
            "innodb_flush_log_at_trx_commit is {flush}; only 1 is a fair baseline"
        );
        let binlog = if binlog == 0 { "off" } else { "on" };
        Ok(format!(
            "{version}, innodb_flush_log_at_trx_commit=1, binlog {binlog}"
        ))
    })
}

/// Runs statements one after another on a connection of their own.
pub(crate) fn run_sql(url: &str, statements: &[&str]) -> Result<()> {
    let options = Opts::from_url(url)?;
    runtime()?.block_on(async {
        let mut conn = Conn::new(options).await?;
        for statement in statements {
            let _: Vec<Row> = conn.query(*statement).await?;
        }
        Ok(conn.disconnect().await?)
    })
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// Writes under a key of its own, as independent appenders would: nothing but the log is shared.
struct Writer {
    options: Opts,
    key: [u8; 16],
    connection: Option<(Conn, Statement)>,
    version: i64,
}

impl Writer {
    fn new(options: Opts, number: usize) -> Self {
        let mut key = [0; 16];
        for (to, from) in key.iter_mut().zip(number.to_le_bytes()) {
            *to = from;
        }
        Self {
            options,
            key,
            connection: None,
            version: 0,
        }
    }
}

impl Client for Writer {
    async fn step(&mut self) -> Result<()> {
        let (mut conn, insert) = if let Some(ready) = self.connection.take() {
            ready
        } else {
            let mut conn = Conn::new(self.options.clone()).await?;
            let insert = conn.prep(INSERT).await?;
            (conn, insert)
        };
        self.version += 1;
        // On an error the connection is dropped here and the next step opens another.
        conn.exec_drop(&insert, (&self.key[..], self.version, 1_i64, self.version))
            .await?;
        self.connection = Some((conn, insert));
        Ok(())
    }
}
