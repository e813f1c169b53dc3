//! The products and categories that a running server has.

use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rand::RngExt;
use serde_json::Value;

use super::goods::{DEAREST, dice};
use crate::client;

/// How long an index may take to learn of all products.
const LEARNED_WITHIN: Duration = Duration::from_mins(10);
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// How many neighbours are taken together when products are picked all over the catalogue.
const NEIGHBOURS: usize = 20;

/// The ids of the first `wanted` products, read page by page as any client would.
pub(crate) fn product_ids(address: SocketAddr, wanted: usize) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    let mut path = "/commerce/products/?page_size=200".to_owned();
    loop {
        let page = client::ask(address, &client::get(&path)?)?;
        let before = ids.len();
        ids.extend(ids_of(&page, "/products").with_context(|| path.clone())?);
        let cursor = page.pointer("/page/next_cursor").and_then(Value::as_str);
        match cursor {
            Some(cursor) if ids.len() < wanted && ids.len() > before => {
                path = format!(
                    "/commerce/products/?page_size=200&cursor={}",
                    client::percent_encoded(cursor)
                );
            }
            _ => break,
        }
    }
    ids.truncate(wanted);
    Ok(ids)
}

/// The ids of products from all over the catalogue: those that follow a random price, again and again.
pub(super) fn spread_ids(address: SocketAddr, wanted: usize) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    let mut dice = dice(1);
    while ids.len() < wanted {
        let price = dice.random_range(0..DEAREST / 2);
        let path = format!("/commerce/products/?sort=price&price_min={price}&page_size={NEIGHBOURS}");
        let page = client::ask(address, &client::get(&path)?)?;
        ids.extend(ids_of(&page, "/products").with_context(|| path.clone())?);
    }
    ids.truncate(wanted);
    Ok(ids)
}

/// The ids of all categories.
pub(super) fn category_ids(address: SocketAddr) -> Result<Vec<String>> {
    let tree = client::ask(address, &client::get("/commerce/categories/")?)?;
    ids_of(&tree, "/categories")
}

/// Waits until a search finds so many products, and says how long that took.
pub(crate) fn wait_until_found(address: SocketAddr, products: u64) -> Result<Duration> {
    let (started, everything) = (Instant::now(), client::get("/commerce/search/?page_size=1")?);
    let mut found = None;
    while started.elapsed() < LEARNED_WITHIN {
        // Until there is an index at all, the answer is another.
        found = client::ask(address, &everything)
            .ok()
            .and_then(|answer| answer.pointer("/total")?.as_u64());
        if found.is_some_and(|found| found >= products) {
            return Ok(started.elapsed());
        }
        thread::sleep(LOOK_AGAIN);
    }
    bail!("searching finds {found:?} of {products} products")
}

fn ids_of(answer: &Value, pointer: &str) -> Result<Vec<String>> {
    let Some(listed) = answer.pointer(pointer).and_then(Value::as_array) else {
        bail!("there is no {pointer}");
    };
    let id = |listed: &Value| listed.get("id")?.as_str().map(str::to_owned);
    let ids: Vec<_> = listed.iter().filter_map(id).collect();
    if ids.is_empty() {
        bail!("{pointer} is empty");
    }
    Ok(ids)
}
