//! C on MariaDB: bare inserts of a row, or of two, one statement per commit, prepared on every connection.

use anyhow::{Result, ensure};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, Row, Statement, Value};

use crate::database::BareRows;
use crate::load::{self, Client, Outcome, Pressure};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS bare_inserts (item BINARY(16) NOT NULL, \
    version BIGINT NOT NULL, `change` BIGINT NOT NULL, on_hand BIGINT NOT NULL, \
    PRIMARY KEY (item, version)) ENGINE = InnoDB";
const INSERT: &str = "INSERT INTO bare_inserts (item, version, `change`, on_hand) VALUES (?, ?, ?, ?)";
const ANOTHER: &str = ", (?, ?, ?, ?)";

/// Measures in the database that the URL names, which gets an empty table for it.
pub(crate) fn measure(url: &str, rows: BareRows, pressure: &Pressure) -> Result<Outcome> {
    run_sql(url, &["DROP TABLE IF EXISTS bare_inserts", TABLE])?;
    let options = Opts::from_url(url)?;
    load::run(pressure, |number| Writer::new(options.clone(), number, rows))
}

/// How many statements the server was sent since its start, `BEGIN` and `COMMIT` aside.
pub(crate) fn statements(url: &str) -> Result<u64> {
    let options = Opts::from_url(&format!("{url}/mysql"))?;
    runtime()?.block_on(async {
        let mut conn = Conn::new(options).await?;
        let counts = "SHOW GLOBAL STATUS WHERE Variable_name IN ('Questions', 'Com_begin', 'Com_commit', 'Com_rollback')";
        let counts: Vec<(String, u64)> = conn.query(counts).await?;
        conn.disconnect().await?;
        let of = |all: bool| {
            let counted = counts.iter().filter(|(name, _)| (name == "Questions") == all);
            counted.map(|(_, count)| count).sum::<u64>()
        };
        Ok(of(true) - of(false))
    })
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
    rows: BareRows,
    connection: Option<(Conn, Statement)>,
    version: i64,
}

impl Writer {
    fn new(options: Opts, number: usize, rows: BareRows) -> Self {
        let mut key = [0; 16];
        for (to, from) in key.iter_mut().zip(number.to_le_bytes()) {
            *to = from;
        }
        Self {
            options,
            key,
            rows,
            connection: None,
            version: 0,
        }
    }
}

impl Writer {
    fn row(&mut self) -> Vec<Value> {
        self.version += 1;
        let (key, version) = (Value::from(&self.key[..]), Value::from(self.version));
        vec![key, version.clone(), Value::from(1_i64), version]
    }
}

impl Client for Writer {
    async fn step(&mut self) -> Result<()> {
        let (mut conn, insert) = if let Some(ready) = self.connection.take() {
            ready
        } else {
            let mut conn = Conn::new(self.options.clone()).await?;
            let insert = match self.rows {
                BareRows::One => conn.prep(INSERT).await?,
                BareRows::Two => conn.prep(format!("{INSERT}{ANOTHER}")).await?,
            };
            (conn, insert)
        };
        let mut row = self.row();
        if self.rows == BareRows::Two {
            row.extend(self.row());
        }
        // On an error the connection is dropped here and the next step opens another.
        conn.exec_drop(&insert, row).await?;
        self.connection = Some((conn, insert));
        Ok(())
    }
}
