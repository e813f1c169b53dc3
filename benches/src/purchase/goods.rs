//! What is bought.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::catalogue::product_ids;
use crate::client;

/// Over how many products orders and carts go.
const SPREAD: usize = 1_000;
/// Pieces that are put on the shelf of each: more than any run takes.
const PLENTY: u32 = 10_000_000;

/// Products of the shop.
#[derive(Debug)]
pub(crate) struct Goods {
    /// Of which nothing runs out.
    pub(crate) ids: Vec<String>,
}

impl Goods {
    pub(super) fn of(address: SocketAddr) -> Result<Self> {
        let ids = product_ids(address, SPREAD)?;
        for id in &ids {
            let path = format!("/commerce/products/{id}/stock/");
            client::ask(address, &client::post(&path, &json!({ "change": PLENTY }))?)?;
        }
        Ok(Self { ids })
    }
}

/// A new product, of which there are so many pieces.
pub(super) fn scarce(address: SocketAddr, units: u64) -> Result<String> {
    let product = json!({"name": "한정판 햇사과", "description": "하루만", "price": 9_900, "stock": units});
    let created = client::ask(address, &client::post("/commerce/products/", &product)?)?;
    let id = created.get("id").and_then(Value::as_str);
    id.map(str::to_owned).context("the new product has no id")
}
