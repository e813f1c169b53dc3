//! MySQL and MariaDB: a pool of connections, and shards that write the stock ledger.

mod at_once;
mod classify;
mod connection;
mod crossing;
mod desk;
mod dialect;
mod extension;
mod feed;
mod funding;
mod groups;
mod health;
mod lazy;
mod ledger;
mod migration;
mod operations;
mod points;
mod products;
mod purchase;
#[macro_use]
#[path = "../queries/mod.rs"]
mod queries;
mod lookups;
mod reads;
mod script;
mod stock;
mod store;
mod text;
mod together;

#[cfg(test)]
mod trial;

use std::collections::HashMap;
use std::sync::Arc;

use diesel_async::RunQueryDsl;
use hexmart_application::platform::{GaugeReading, Storage, StorageGauges, StoreError, Vault};
use hexmart_domain::inventory::{StockKey, StockLevel};

use crate::columns::Key;
use crate::error::OpenError;
use crate::gauges::Gauges;
use crate::rows::HeadRow;
use classify::{classify, is_position, violated_key};
pub(crate) use connection::without_password;
use connection::{Conn, Pool};
use funding::{insert_campaign, insert_pledge, update_campaign};
use points::insert_wallet_entries;
use products::{
    CLOCK, feed_products, hold_category, hold_hanging, hold_products, insert_changes, insert_products,
    recount, replace_side, update_products,
};
use purchase::{
    append_messages, insert_order, insert_payment, insert_request, redeem_coupon, remove_cart, save_cart,
    update_order, update_payment,
};
use stock::insert_stock_events;

pub use health::check;
pub use migration::{migrate, pending};

/// How to open a database server.
#[derive(Clone)]
pub struct Options {
    /// `mysql://user:password@host:port/database`.
    pub url: String,
    /// The most connections that are open at once, apart from the ledger's two.
    pub connections: usize,
    /// What keeps personal data unreadable in the tables.
    pub vault: Arc<dyn Vault>,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Options({})", without_password(&self.url))
    }
}

/// Opens a migrated database. Must be called on the multi-threaded runtime on which its work is to run.
pub async fn open(options: Options) -> Result<Storage, OpenError> {
    let pool = connection::pool(&options)?;
    connection::probe(&pool, &options.url).await?;
    let gauges = Arc::new(Gauges::default());
    let reads = Arc::new(reads::Reads::start(pool.clone()));
    let store = Arc::new(store::MysqlStore::new(
        options.url.clone(),
        pool.clone(),
        Arc::clone(&options.vault),
        Arc::clone(&gauges),
    ));
    let desk = Arc::new(desk::Desk::new(pool.clone(), Arc::clone(&store), options.vault));
    Ok(Storage {
        store,
        ledger: Arc::new(ledger::ShardedLedger::start(&options.url, &gauges)),
        catalogue: reads,
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
        gauges: Arc::new(PoolGauges { pool, gauges }),
    })
}

struct PoolGauges {
    pool: Pool,
    gauges: Arc<Gauges>,
}

impl StorageGauges for PoolGauges {
    fn read(&self) -> Vec<GaugeReading> {
        let status = self.pool.status();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let mut readings = self.gauges.read();
        readings.push(GaugeReading::Connections(count(status.size)));
        readings.push(GaugeReading::IdleConnections(count(status.available)));
        readings.push(GaugeReading::ConnectionWaiters(count(status.waiting)));
        readings
    }
}

/// The newest level of each chain that exists, in one round trip.
async fn levels(conn: &mut Conn, keys: &[StockKey]) -> Result<HashMap<StockKey, StockLevel>, StoreError> {
    if let [key] = keys {
        let level = queries::level(conn, *key).await?;
        return Ok(level.map(|level| (*key, level)).into_iter().collect());
    }
    // One short look at the end of each chain. The ids are written into the text as hexadecimal digits: a statement
    // of ever changing length is not worth preparing with parameters.
    let heads: Vec<_> = keys
        .iter()
        .map(|key| {
            format!(
                "(SELECT item_id, location_id, version, on_hand_after, reserved_after, ceiling, low FROM stock_events \
                 WHERE item_id = {} AND location_id = {} ORDER BY version DESC LIMIT 1)",
                Key::from(key.item).literal(),
                Key::from(key.location).literal(),
            )
        })
        .collect();
    let rows: Vec<HeadRow> = diesel::sql_query(heads.join(" UNION ALL "))
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(HeadRow::level).collect()
}
