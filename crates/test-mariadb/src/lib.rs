//! Databases for tests: on the server that `scripts/with-mariadb.sh` provides, or on a [`PrivateServer`] that can be
//! frozen, killed and started again.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "for tests alone: what cannot go on has failed"
)]

mod private;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use mysql_async::Conn;
use mysql_async::prelude::Queryable;

pub use private::PrivateServer;

/// The address of the test server, which ends in `/`; none when the tests are told to do without
/// (`make test-embedded`). Panics when nobody said anything.
pub fn server() -> Option<String> {
    let named = std::env::var("HEXMART_TEST_MYSQL_URL").ok();
    let without = std::env::var("HEXMART_TEST_MYSQL").is_ok_and(|choice| choice == "skip");
    assert!(
        named.is_some() || without,
        "no MySQL or MariaDB to test with: run `make test`, or `make test-embedded` to test without one"
    );
    named
}

/// How long the end of a test waits for its database to be dropped.
const PATIENCE: Duration = Duration::from_secs(5);

/// A database of one test, dropped with it.
#[derive(Debug)]
pub struct Database {
    url: String,
    server: String,
    name: String,
}

impl Database {
    /// Makes an empty database on a server whose address ends in `/`.
    pub async fn create(server: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "hexmart_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        execute(
            &format!("{server}mysql"),
            &format!("CREATE DATABASE {name} CHARACTER SET utf8mb4"),
        )
        .await
        .unwrap();
        Self {
            url: format!("{server}{name}"),
            server: server.to_owned(),
            name,
        }
    }

    /// The address of the database.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (url, drop) = (
            format!("{}mysql", self.server),
            format!("DROP DATABASE {}", self.name),
        );
        // On a thread of its own: a runtime cannot be waited for from within.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            // A server that was killed took the database with it, and one that is frozen does not answer.
            let dropping = async { tokio::time::timeout(PATIENCE, execute(&url, &drop)).await };
            let _gone = runtime.block_on(dropping);
        });
        dropping.join().unwrap();
    }
}

/// Executes statements, separated by `;`, on a connection of their own.
pub async fn execute(url: &str, statements: &str) -> mysql_async::Result<()> {
    let mut conn = Conn::from_url(url).await?;
    conn.query_drop(statements).await?;
    conn.disconnect().await
}

/// The rows that a query answers: each column's value as text, by the column's name.
pub async fn rows(url: &str, query: &str) -> Vec<BTreeMap<String, String>> {
    let mut session = Session::open(url).await;
    session.rows(query).await
}

/// A connection for many statements.
#[derive(Debug)]
pub struct Session(Conn);

impl Session {
    /// Connects.
    pub async fn open(url: &str) -> Self {
        Self(Conn::from_url(url).await.unwrap())
    }

    /// Runs statements.
    pub async fn execute(&mut self, statements: &str) -> mysql_async::Result<()> {
        self.0.query_drop(statements).await
    }

    /// The rows that a query answers: each column's value as text, by the column's name.
    pub async fn rows(&mut self, query: &str) -> Vec<BTreeMap<String, String>> {
        let rows: Vec<mysql_async::Row> = self.0.query(query).await.unwrap();
        let text = |value: &mysql_async::Value| match value {
            mysql_async::Value::NULL => "NULL".to_owned(),
            mysql_async::Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            other => format!("{other:?}"),
        };
        let named = |row: mysql_async::Row| {
            let names = row.columns();
            let values = (0..row.len()).map(|place| text(row.as_ref(place).unwrap()));
            names
                .iter()
                .map(|column| column.name_str().into_owned())
                .zip(values)
                .collect()
        };
        rows.into_iter().map(named).collect()
    }
}

/// A connection that does nothing but take a place.
#[derive(Debug)]
pub struct Occupied(#[expect(dead_code, reason = "it is there to be held")] Conn);

/// Takes one of the server's places until the answer is dropped.
pub async fn occupy(url: &str) -> mysql_async::Result<Occupied> {
    Conn::from_url(url).await.map(Occupied)
}
