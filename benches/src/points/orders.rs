//! Orders that are placed before anybody pays.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use http_body_util::BodyExt;
use hyper::StatusCode;
use serde_json::{Value, json};
use tokio::runtime::Builder;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::sleep;

use crate::cli::Options;
use crate::client;
use crate::purchase::{Shop, placement};

/// How long who is told to come back later waits.
const LATER: Duration = Duration::from_secs(1);

/// How much longer orders are placed than they are paid for, which may go faster.
const TIMES: u32 = 3;
/// How many each places at least for each second, however slow the machine is.
const EACH_SECOND: u64 = 8;

/// When somebody has ordered enough.
#[derive(Debug, Clone, Copy)]
struct Enough {
    until: Instant,
    least: usize,
}

/// An order that nobody has paid for.
#[derive(Debug)]
pub(super) struct Unpaid {
    pub(super) id: String,
    /// What it costs, in won.
    pub(super) total: u64,
}

/// Orders of each of these shoppers, one piece of one of the shop's goods each, and enough to be paid for until all is
/// measured. Whoever appears twice orders on two connections.
pub(super) fn place(shop: &Shop, shoppers: &[String], options: &Options) -> Result<Vec<Vec<Unpaid>>> {
    let goods: Arc<[String]> = shop.goods.ids.as_slice().into();
    let time = options.warm_up() + options.measured();
    let enough = Enough {
        until: Instant::now() + time * TIMES,
        least: usize::try_from(time.as_secs() * EACH_SECOND)?,
    };
    let runtime = Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        let ordering: Vec<_> = (0..)
            .zip(shoppers)
            .map(|(number, token)| {
                let (goods, token) = (Arc::clone(&goods), token.clone());
                spawn_local(order(
                    shop.server.address,
                    goods,
                    token,
                    (number, shoppers.len()),
                    enough,
                ))
            })
            .collect();
        let mut orders = Vec::with_capacity(shoppers.len());
        for shopper in ordering {
            orders.push(shopper.await??);
        }
        Ok(orders)
    })
}

/// Shopper `number` of so many orders one thing after another, none of which the others do.
async fn order(
    address: SocketAddr,
    goods: Arc<[String]>,
    token: String,
    (number, shoppers): (usize, usize),
    enough: Enough,
) -> Result<Vec<Unpaid>> {
    /// No key comes twice, whoever orders.
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let mut orders = Vec::new();
    let mut sender = client::connect(address).await?;
    for product in goods.iter().cycle().skip(number).step_by(shoppers) {
        let key = format!(
            "prepaid-{}-{}",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        let lines = json!([{"product_id": product, "quantity": 1}]);
        let call = placement(&lines, &token, &key)?;
        let (status, body) = loop {
            let response = client::send(&mut sender, &call).await?;
            let status = response.status();
            let body = response.into_body().collect().await?.to_bytes();
            if status != StatusCode::SERVICE_UNAVAILABLE {
                break (status, body);
            }
            sleep(LATER).await;
        };
        ensure!(
            status == StatusCode::CREATED,
            "placing an order answered {status}: {}",
            client::sample(&body)
        );
        orders.push(unpaid(&serde_json::from_slice(&body)?)?);
        if orders.len() >= enough.least && Instant::now() >= enough.until {
            break;
        }
    }
    Ok(orders)
}

fn unpaid(order: &Value) -> Result<Unpaid> {
    let id = order.get("id").and_then(Value::as_str);
    let total = order.get("total").and_then(Value::as_u64);
    Ok(Unpaid {
        id: id.context("an order without an id")?.to_owned(),
        total: total.context("an order that costs nothing that is whole")?,
    })
}
