//! How many statements the database server is sent for an order.

use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::runtime::Builder;
use tokio::task::LocalSet;

use super::Shop;
use super::orders::Buyer;
use crate::baseline::mariadb;
use crate::load::Client;
use crate::tally::real;

/// Orders that are counted.
const COUNTED: u32 = 300;
/// How long what the shop does by itself is counted.
const IDLE: Duration = Duration::from_secs(3);

/// Statements per order, `BEGIN` and `COMMIT` aside: one buyer orders, and what the shop does by itself in that time is taken
/// off.
pub(super) fn of_an_order(shop: &Shop, url: &str) -> Result<f64> {
    let goods: Arc<[String]> = shop.goods.ids.as_slice().into();
    let token = shop.shoppers.first().cloned().unwrap_or_default();
    let mut buyer = Buyer::new(shop.server.address, &goods, token, usize::MAX);
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let local = LocalSet::new();
    // The first orders prepare what the others execute.
    local.block_on(&runtime, order(&mut buyer, COUNTED / 10))?;
    let at_rest = mariadb::statements(url)?;
    sleep(IDLE);
    let before = mariadb::statements(url)?;
    let begun = Instant::now();
    local.block_on(&runtime, order(&mut buyer, COUNTED))?;
    let took = begun.elapsed();
    let after = mariadb::statements(url)?;
    let by_itself = real(before - at_rest) * took.as_secs_f64() / IDLE.as_secs_f64();
    Ok((real(after - before) - by_itself) / f64::from(COUNTED))
}

async fn order(buyer: &mut Buyer, orders: u32) -> Result<()> {
    for _ in 0..orders {
        buyer.step().await?;
    }
    Ok(())
}
