//! The list of campaigns, asked for anew and answered from memory.

use std::sync::Arc;

use anyhow::{Result, ensure};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;
use serde_json::Value;

use crate::client::{self, Call};
use crate::load;
use crate::load::{Outcome, Pressure};
use crate::purchase::Shop;
use crate::visitor::Visitor;

pub(super) const ANEW: &str = "campaigns, list of 10";
pub(super) const FROM_MEMORY: &str = "campaigns, list of 10, in memory";
const ORDERS: [&str; 2] = ["total", "created"];
/// Pages begin behind every fifth campaign.
const STEP: usize = 5;

/// Pages from all over both orders, in no order of their own. With 10,000 campaigns there are 4,000, of which the server
/// remembers some six hundred: when one is asked for again it has been forgotten.
pub(super) fn pages(shop: &Shop) -> Result<Arc<[Call]>> {
    let mut calls = Vec::new();
    for order in ORDERS {
        for cursor in cursors(shop, order)? {
            let path = format!("/commerce/campaigns/?sort={order}&page_size=10&cursor={cursor}");
            calls.push(client::get(&path)?);
        }
    }
    calls.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(10));
    Ok(calls.into())
}

/// Where pages of an order can begin, but the first and the last.
fn cursors(shop: &Shop, order: &str) -> Result<Vec<String>> {
    let mut cursors: Vec<String> = Vec::new();
    loop {
        let mut path = format!("/commerce/campaigns/?sort={order}&page_size={STEP}");
        if let Some(cursor) = cursors.last() {
            path.push_str("&cursor=");
            path.push_str(cursor);
        }
        let page = client::ask(shop.server.address, &client::get(&path)?)?;
        match page.pointer("/page/next_cursor").and_then(Value::as_str) {
            Some(cursor) => cursors.push(cursor.to_owned()),
            None => return Ok(cursors),
        }
    }
}

/// The page that everybody begins with.
pub(super) fn first() -> Result<Arc<[Call]>> {
    let path = "/commerce/campaigns/?sort=total&page_size=10";
    Ok(Arc::new([client::get(path)?]))
}

/// Asks for these pages, whoever asks each for others at a time.
pub(super) fn read(shop: &Shop, calls: &Arc<[Call]>, pressure: &Pressure) -> Result<Outcome> {
    let Some(call) = calls.first() else {
        anyhow::bail!("there are no pages");
    };
    let answer = client::ask(shop.server.address, call)?;
    let listed = answer.get("campaigns").and_then(Value::as_array);
    ensure!(
        listed.is_some_and(|listed| !listed.is_empty()),
        "{} shows no campaign",
        call.uri()
    );
    load::run(pressure, |number| {
        Visitor::new(&[shop.server.address], calls, number, pressure.connections)
    })
}
