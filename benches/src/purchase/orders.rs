//! Placing orders of two lines.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::client::conn::http1::SendRequest;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use super::Shop;
use crate::client::{self, Call};
use crate::load::{self, Client, Outcome, Pressure};

pub(super) const LABEL: &str = "order of two lines";
const ORDERS: &str = "/commerce/orders/";

/// Places orders for as long as `pressure` says: of two products each, out of all of the shop's goods.
pub(super) fn place(shop: &Shop, pressure: &Pressure) -> Result<Outcome> {
    let goods: Arc<[String]> = shop.goods.ids.as_slice().into();
    load::run(pressure, |number| {
        let token = shop.shoppers.iter().cycle().nth(number).cloned();
        Buyer::new(shop.server.address, &goods, token.unwrap_or_default(), number)
    })
}

/// What an order asks for, besides its lines: where it goes.
pub(super) fn order(lines: &Value) -> Value {
    json!({
        "lines": lines,
        "address": {"recipient": "홍길동", "postal_code": "04524", "address": "서울특별시 중구 세종대로 110"},
    })
}

/// A request to place an order, called by a key.
pub(crate) fn placement(lines: &Value, token: &str, key: &str) -> Result<Call> {
    client::with_key(client::post_as(ORDERS, &order(lines), token)?, key)
}

/// Somebody who orders one thing after another.
pub(super) struct Buyer {
    address: SocketAddr,
    goods: Arc<[String]>,
    token: String,
    dice: Xoshiro256PlusPlus,
    connection: Option<SendRequest<Full<Bytes>>>,
}

impl Buyer {
    pub(super) fn new(address: SocketAddr, goods: &Arc<[String]>, token: String, number: usize) -> Self {
        Self {
            address,
            goods: Arc::clone(goods),
            token,
            dice: Xoshiro256PlusPlus::seed_from_u64(u64::try_from(number).unwrap_or_default()),
            connection: None,
        }
    }

    fn next(&mut self) -> Result<Call> {
        /// No key comes twice, whoever asks.
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let mut one = || self.goods.choose(&mut self.dice).context("there are no goods");
        let (first, second) = (one()?, one()?);
        let quantity = self.dice.random_range(1..=2);
        let lines =
            json!([{"product_id": first, "quantity": quantity}, {"product_id": second, "quantity": 1}]);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        placement(
            &lines,
            &self.token,
            &format!("bench-{}-{number}", std::process::id()),
        )
    }
}

impl Client for Buyer {
    async fn step(&mut self) -> Result<()> {
        let mut sender = match self.connection.take() {
            Some(sender) if !sender.is_closed() => sender,
            _ => client::connect(self.address).await?,
        };
        let response = client::send(&mut sender, &self.next()?).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        self.connection = Some(sender);
        ensure!(
            status == StatusCode::CREATED,
            "placing an order answered {status}: {}",
            client::sample(&body)
        );
        Ok(())
    }
}
