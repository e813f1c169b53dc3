//! SQLite, embedded: one thread that writes, a few that read.
//!
//! A connection here runs its queries right where it is awaited, so it must never be awaited on a runtime's worker:
//! `Conn` does not leave this module, and every future over it is driven to its end on one of our own threads.

mod classify;
mod connection;
mod desk;
mod dialect;
mod feed;
mod funding;
mod health;
mod migration;
mod points;
mod prepared;
mod products;
mod purchase;
#[path = "../queries/mod.rs"]
mod queries;
mod readers;
mod store;
mod writer;

#[cfg(test)]
mod trial;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use diesel::sql_types::{BigInt, Untyped};
use diesel::{Insertable, QueryResult, RunQueryDsl, SqliteConnection};
use diesel_async::SimpleAsyncConnection;
use hexmart_application::platform::{GaugeReading, Storage, StorageGauges, StoreError, Vault};
use hexmart_domain::inventory::{StockEvent, StockKey, StockLevel};

use crate::columns::At;
use crate::error::OpenError;
use crate::gauges::Gauges;
use crate::rows::{StockRow, crossings};
use crate::schema::stock_events;
use classify::{classify, is_position, violated_key};
use connection::Conn;
use funding::{insert_campaign, insert_pledge, update_campaign};
use points::insert_wallet_entries;
use prepared::words;
use products::{
    CLOCK, building, cross, feed_products, hold_category, hold_hanging, hold_products, insert_changes,
    insert_products, open_chain, recount, replace_side, update_products,
};
use purchase::{
    append_messages, insert_order, insert_payment, insert_request, redeem_coupon, remove_cart, save_cart,
    update_order, update_payment,
};

pub use health::check;
pub use migration::{migrate, pending};

/// How to open a database file.
#[derive(Clone)]
pub struct Options {
    /// The file; it and its folder are made when they are missing.
    pub path: PathBuf,
    /// Threads that answer questions, at least one.
    pub readers: usize,
    /// What keeps personal data unreadable in the file.
    pub vault: Arc<dyn Vault>,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Options({})", self.path.display())
    }
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
    let figures = connection::Figures::at_the_start(&options.path)?;
    let gauges = Arc::new(Gauges::default());
    let writer = Arc::new(writer::Writer::start(
        &options.path,
        Arc::clone(&options.vault),
        Arc::clone(&gauges),
        figures,
    )?);
    let readers = Arc::new(readers::Readers::start(options)?);
    let store = store::SqliteStore::new(Arc::clone(&writer), Arc::clone(&readers), Arc::clone(&gauges));
    let store = Arc::new(store);
    let desk = desk::Desk::new(
        Arc::clone(&readers),
        Arc::clone(&store),
        Arc::clone(&options.vault),
    );
    let desk = Arc::new(desk);
    Ok(Storage {
        store,
        ledger: writer,
        catalogue: readers.clone(),
        feed: desk.clone(),
        stock: desk.clone(),
        orders: desk.clone(),
        payments: desk.clone(),
        wallets: desk.clone(),
        campaigns: desk.clone(),
        subscriptions: desk.clone(),
        reviews: desk.clone(),
        wishes: desk.clone(),
        settlements: desk.clone(),
        accounts: desk.clone(),
        credentials: desk.clone(),
        imports: desk.clone(),
        sellers: desk.clone(),
        audit: desk.clone(),
        requests: desk.clone(),
        outbox: desk.clone(),
        webhooks: desk.clone(),
        leases: desk.clone(),
        jobs: desk.clone(),
        reseal: desk,
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

/// A savepoint makes the rows all or none, as one statement would be. A single event that is refused has left nothing.
async fn insert_stock_events(conn: &mut Conn, events: &[StockEvent]) -> QueryResult<()> {
    if events.len() <= 1 {
        return insert_events_as_they_are(conn, events).await;
    }
    say(conn, "SAVEPOINT rows").await?;
    let outcome = insert_events_as_they_are(conn, events).await;
    end_of_rows(conn, outcome).await
}

/// Appends events, opens the chains that begin with one, and counts which chains have something available. Without a
/// savepoint, for a transaction that ends with the first failure: a savepoint has every page that changes copied first.
/// Row by row: each uses the one prepared statement, which is faster here than a long statement that must be parsed.
async fn insert_events_as_they_are(conn: &mut Conn, events: &[StockEvent]) -> QueryResult<()> {
    let Some(last) = events.last() else {
        return Ok(());
    };
    let rows: Vec<_> = events.iter().map(StockRow::from).collect();
    let (crossings, at) = (crossings(events), At(last.recorded_at));
    in_place(conn, move |conn| {
        for row in rows {
            let (key, opens) = ((row.item_id, row.location_id), row.version == 1);
            // Before the event: without a rack nothing is written.
            let opened = opens.then(|| building(conn, key.1)).transpose()?;
            row.insert_into(stock_events::table).execute(conn)?;
            if let Some(building) = opened {
                open_chain(conn, key, building)?;
            }
        }
        cross(conn, &crossings, at)
    })
    .await
}

async fn end_of_rows(conn: &mut Conn, outcome: QueryResult<()>) -> QueryResult<()> {
    if outcome.is_ok() {
        say(conn, "RELEASE rows").await?;
    } else {
        conn.batch_execute("ROLLBACK TO rows; RELEASE rows").await?;
    }
    outcome
}

/// Runs a statement that has no parameters and no rows.
async fn say(conn: &mut Conn, text: &'static str) -> QueryResult<()> {
    in_place(conn, move |conn| words::<Untyped>(text).execute(conn).map(drop)).await
}

/// Runs several statements in one go on the connection beneath the asynchronous one.
async fn in_place<T: Send + 'static>(
    conn: &mut Conn,
    statements: impl FnOnce(&mut SqliteConnection) -> QueryResult<T> + Send + 'static,
) -> QueryResult<T> {
    conn.spawn_blocking(statements).await
}

/// A number that changes when another connection has written to the file, and not when this one has.
async fn data_version(conn: &mut Conn) -> QueryResult<i64> {
    in_place(conn, |conn| {
        words::<BigInt>("SELECT data_version FROM pragma_data_version").get_result(conn)
    })
    .await
}

/// How many rows this connection has changed so far, those that were rolled back too.
async fn total_changes(conn: &mut Conn) -> QueryResult<i64> {
    in_place(conn, |conn| {
        words::<BigInt>("SELECT total_changes()").get_result(conn)
    })
    .await
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
