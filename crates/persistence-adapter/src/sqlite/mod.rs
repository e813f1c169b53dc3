//! SQLite, embedded: one thread that writes, a few that read.
//!
//! A connection here runs its queries right where it is awaited, so it must never be awaited on a runtime's worker:
//! [`Conn`] does not leave this module, and every future over it is driven to its end on one of our own threads.

mod classify;
mod connection;
mod health;
mod migration;
#[path = "../queries/mod.rs"]
mod queries;
mod readers;
mod store;
mod writer;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use diesel::QueryResult;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use hexmart_application::platform::{GaugeReading, Storage, StorageGauges, StoreError};
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::{StockEvent, StockKey, StockLevel};

use crate::error::OpenError;
use crate::gauges::Gauges;
use crate::rows::{ProductRow, StockRow};
use crate::schema::{products, stock_events};
use classify::classify;
use connection::Conn;

pub use health::check;
pub use migration::{migrate, pending};

/// How to open a database file.
#[derive(Debug, Clone)]
pub struct Options {
    /// The file; it and its folder are made when they are missing.
    pub path: PathBuf,
    /// Threads that answer questions, at least one.
    pub readers: usize,
}

/// Opens a migrated database file.
pub async fn open(options: Options) -> Result<Storage, OpenError> {
    let target = options.path.display().to_string();
    let opening = tokio::task::spawn_blocking(move || start_threads(&options));
    opening.await.map_err(|panic| OpenError::Unreachable {
        target,
        reason: panic.to_string(),
    })?
}

fn start_threads(options: &Options) -> Result<Storage, OpenError> {
    connection::require_sound_version()?;
    let gauges = Arc::new(Gauges::default());
    let writer = Arc::new(writer::Writer::start(&options.path, Arc::clone(&gauges))?);
    let readers = Arc::new(readers::Readers::start(options)?);
    let store = store::SqliteStore::new(Arc::clone(&writer), Arc::clone(&readers), Arc::clone(&gauges));
    Ok(Storage {
        store: Arc::new(store),
        ledger: writer,
        catalogue: readers.clone(),
        stock: readers.clone(),
        accounts: readers.clone(),
        gauges: Arc::new(FileGauges { readers, gauges }),
    })
}

struct FileGauges {
    readers: Arc<readers::Readers>,
    gauges: Arc<Gauges>,
}

impl StorageGauges for FileGauges {
    fn read(&self) -> Vec<GaugeReading> {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let mut readings = self.gauges.read();
        // The writer's connection counts too.
        readings.push(GaugeReading::Connections(count(self.readers.threads()) + 1));
        readings.push(GaugeReading::ConnectionWaiters(count(self.readers.waiting())));
        readings
    }
}

/// Row by row: each uses the one prepared statement, which is faster here than a long statement that must be parsed.
/// A savepoint makes them all or none, as one statement would be.
async fn insert_products(conn: &mut Conn, products: &[Product]) -> QueryResult<()> {
    conn.batch_execute("SAVEPOINT rows").await?;
    let mut outcome = Ok(());
    for product in products {
        let row = ProductRow::from(product);
        outcome = diesel::insert_into(products::table)
            .values(row)
            .execute(conn)
            .await
            .map(drop);
        if outcome.is_err() {
            break;
        }
    }
    end_of_rows(conn, outcome).await
}

/// See [`insert_products`].
async fn insert_stock_events(conn: &mut Conn, events: &[StockEvent]) -> QueryResult<()> {
    conn.batch_execute("SAVEPOINT rows").await?;
    let mut outcome = Ok(());
    for event in events {
        let row = StockRow::from(event);
        outcome = diesel::insert_into(stock_events::table)
            .values(row)
            .execute(conn)
            .await
            .map(drop);
        if outcome.is_err() {
            break;
        }
    }
    end_of_rows(conn, outcome).await
}

async fn end_of_rows(conn: &mut Conn, outcome: QueryResult<()>) -> QueryResult<()> {
    let end = if outcome.is_ok() {
        "RELEASE rows"
    } else {
        "ROLLBACK TO rows; RELEASE rows"
    };
    conn.batch_execute(end).await?;
    outcome
}

/// The newest level of each chain that exists; there are no round trips to save.
async fn levels(conn: &mut Conn, keys: &[StockKey]) -> Result<HashMap<StockKey, StockLevel>, StoreError> {
    let mut levels = HashMap::with_capacity(keys.len());
    for key in keys {
        if let Some(level) = queries::level(conn, *key).await? {
            levels.insert(*key, level);
        }
    }
    Ok(levels)
}
