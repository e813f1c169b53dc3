//! The products a running server has.

use std::net::SocketAddr;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::client;

/// The ids of the first `wanted` products, read page by page as any client would.
pub(crate) fn product_ids(address: SocketAddr, wanted: usize) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    let mut path = "/commerce/products/?page_size=200".to_owned();
    loop {
        let page = client::ask(address, &client::get(&path)?)?;
        let Some(products) = page.pointer("/products").and_then(Value::as_array) else {
            bail!("{path} did not answer with products");
        };
        ids.extend(
            products
                .iter()
                .filter_map(|product| product.get("id")?.as_str().map(str::to_owned)),
        );
        let cursor = page.pointer("/page/next_cursor").and_then(Value::as_str);
        match cursor {
            Some(cursor) if ids.len() < wanted && !products.is_empty() => {
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
