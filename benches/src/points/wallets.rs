//! Wallets that pay.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::client::conn::http1::SendRequest;
use serde_json::{Value, json};

use super::orders::Unpaid;
use crate::client;
use crate::load::{self, Client, Outcome, Pressure};
use crate::purchase::Shop;

pub(super) const MANY: &str = "order paid by points";
pub(super) const ONE: &str = "order paid by points, one wallet";
/// What an employee puts into each wallet: the most that goes at once, and more than any run spends.
const FULL: u64 = 9_999_999_999;

/// An employee fills the wallet of whoever has this token.
pub(super) fn fill(shop: &Shop, staff: &str, token: &str) -> Result<()> {
    let address = shop.server.address;
    let holder = client::ask(address, &client::get_as("/commerce/users/me/", token)?)?;
    let holder = holder.get("id").and_then(Value::as_str);
    let holder = holder.context("an account without an id")?;
    let path = format!("/commerce/staff/users/{holder}/points/");
    let gift = json!({"points": FULL, "reason": "to be spent"});
    let call = client::with_key(client::post_as(&path, &gift, staff)?, holder)?;
    let (status, body) = client::exchange(address, &call)?;
    ensure!(
        status == StatusCode::CREATED,
        "filling a wallet answered {status}: {}",
        client::sample(&body)
    );
    Ok(())
}

/// What there is in the wallet of whoever has this token.
pub(super) fn balance(shop: &Shop, token: &str) -> Result<u64> {
    let wallet = client::ask(shop.server.address, &client::get_as("/commerce/points/", token)?)?;
    let balance = wallet.get("balance").and_then(Value::as_u64);
    balance.context("a wallet without a balance")
}

/// Orders that wait for whoever pays next.
type Queue = Arc<Mutex<Vec<Unpaid>>>;

/// Who pays on each connection, and for what.
pub(super) struct Payers {
    people: Vec<(String, Queue)>,
    /// On how many connections somebody pays for the same orders.
    sharing: usize,
}

impl Payers {
    /// Each on a connection of their own.
    pub(super) fn each(shoppers: &[String], orders: Vec<Vec<Unpaid>>) -> Self {
        let queues = orders.into_iter().map(|own| Arc::new(Mutex::new(own)));
        Self {
            people: shoppers.iter().cloned().zip(queues).collect(),
            sharing: 1,
        }
    }

    /// One who pays for everything, on so many connections.
    pub(super) fn one(shopper: &str, orders: Vec<Vec<Unpaid>>, connections: usize) -> Self {
        let queue = Arc::new(Mutex::new(orders.into_iter().flatten().collect()));
        Self {
            people: vec![(shopper.to_owned(), queue); connections],
            sharing: connections,
        }
    }

    /// Pays for as long as `pressure` says, or until somebody has nothing left to pay for. Also answers how many points went.
    pub(super) fn pay(&self, shop: &Shop, pressure: &Pressure) -> Result<(Outcome, u64)> {
        let paid = Arc::new(AtomicU64::new(0));
        let outcome = load::run(pressure, |number| {
            let (token, orders) = self.people.get(number).cloned().unwrap_or_default();
            Payer {
                address: shop.server.address,
                token,
                orders,
                sharing: self.sharing,
                none_left: Arc::clone(&pressure.stop),
                paid: Arc::clone(&paid),
                connection: None,
            }
        })?;
        ensure!(
            outcome.rate > 0.0 || outcome.errors > 0,
            "every order was paid before the measurement began"
        );
        Ok((outcome, paid.load(Ordering::Relaxed)))
    }
}

/// Somebody who pays for one order after another.
struct Payer {
    address: SocketAddr,
    token: String,
    orders: Queue,
    sharing: usize,
    /// Ends the load: whoever has nothing to pay for would be none.
    none_left: Arc<AtomicBool>,
    /// What everybody paid.
    paid: Arc<AtomicU64>,
    connection: Option<SendRequest<Full<Bytes>>>,
}

impl Payer {
    fn next(&self) -> Option<Unpaid> {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let order = orders.pop();
        // Others may be about to take one each.
        if orders.len() <= self.sharing {
            self.none_left.store(true, Ordering::Relaxed);
        }
        order
    }
}

impl Client for Payer {
    async fn step(&mut self) -> Result<()> {
        let order = self.next().context("there is nothing to pay for")?;
        let path = format!("/commerce/orders/{}/payments/", order.id);
        let call = client::post_as(&path, &json!({"points": order.total}), &self.token)?;
        let mut sender = match self.connection.take() {
            Some(sender) if !sender.is_closed() => sender,
            _ => client::connect(self.address).await?,
        };
        let response = client::send(&mut sender, &call).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        self.connection = Some(sender);
        ensure!(
            status == StatusCode::CREATED && is_captured(&body),
            "paying answered {status}: {}",
            client::sample(&body)
        );
        self.paid.fetch_add(order.total, Ordering::Relaxed);
        Ok(())
    }
}

/// Whether all of it is paid.
fn is_captured(body: &[u8]) -> bool {
    let started: Value = serde_json::from_slice(body).unwrap_or_default();
    started.pointer("/payment/state").and_then(Value::as_str) == Some("captured")
}
