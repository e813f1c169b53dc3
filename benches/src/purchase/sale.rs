//! A sale that everybody comes to at once: many buyers, few units, and all within a second.
//!
//! One of twenty sends everything twice, one of thirty-three goes away without waiting for the answer, and who is told to come
//! back does. Connections are opened before, as by people who wait for the hour.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tokio::runtime::Builder;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::sleep;

use super::customer::{Heard, Person, Verdict};
use super::orders::placement;
use super::{Shop, goods, watcher};
use crate::cli::Options;
use crate::client;
use crate::figure::Figure;
use crate::line::Line;
use crate::load::Outcome;
use crate::tally::{Tally, real};

const LABEL: &str = "sale, all at once";
/// Everybody comes within this.
const BURST: Duration = Duration::from_secs(1);
/// One of so many sends everything twice.
const TWICE: usize = 20;
/// One of so many goes away.
const AWAY: usize = 33;
/// How many connections are opened at a time: as many as a listener keeps waiting.
const AT_A_TIME: usize = 256;

pub(super) struct Sale<'a> {
    pub(super) shop: &'a Shop,
    /// The access token of somebody who may look at the shelves.
    pub(super) staff: String,
    pub(super) buyers: usize,
    pub(super) units: u64,
}

impl Sale<'_> {
    /// Holds it, while somebody looks around.
    pub(super) fn hold(&self, options: &Options) -> Result<(Line, Vec<Figure>)> {
        let address = self.shop.server.address;
        let product = goods::scarce(address, self.units)?;
        let idle = watcher::idle(self.shop, options)?;
        let before = attempts(self.shop)?;
        let (heard, during) = watcher::during(self.shop, options, || self.burst(&product))?;
        let attempts = attempts(self.shop)? - before;
        let sold = self.promised(&product)?;
        let figures = self.figures(&heard, (attempts, sold), during.p99_ms / idle.p99_ms);
        Ok((self.line(&heard)?, figures))
    }

    fn figures(&self, heard: &[Heard], (attempts, sold): (u64, u64), felt: f64) -> Vec<Figure> {
        let on = self.shop.engine.label();
        let ids: BTreeSet<_> = heard.iter().filter_map(Heard::order).collect();
        let gone = heard.iter().filter(|one| one.order().is_some());
        let gone = gone.map(|one| one.ended).max();
        let is_after = |one: &&Heard| gone.is_some_and(|gone| one.begun >= gone);
        let late = |one: &&Heard| is_after(one) && matches!(one.what, Verdict::Later(_));
        let refused = heard.iter().filter(is_after);
        let refused: Vec<_> = refused
            .filter(|one| matches!(one.what, Verdict::OutOfStock))
            .collect();
        let other = heard.iter().filter(|one| matches!(one.what, Verdict::Other(_)));
        let first = heard.iter().map(|one| one.begun).min();
        let took = gone.zip(first).map_or(0.0, |(gone, first)| ms(gone - first));
        let count = |many: usize| real(u64::try_from(many).unwrap_or(u64::MAX));
        let named = |what: &str| format!("sale on {on}: {what}");
        vec![
            Figure::new(
                named("units sold too many or too few"),
                real(sold.abs_diff(self.units)),
                0.0,
                "",
            ),
            Figure::new(
                named("orders answered that are too many"),
                count(ids.len()) - real(self.units),
                0.0,
                "",
            ),
            Figure::new(
                named("answers that are neither an order, nor out of stock, nor later"),
                count(other.count()),
                0.0,
                "",
            ),
            Figure::new(
                named("answers 503 after the last unit went"),
                count(heard.iter().filter(late).count()),
                0.0,
                "",
            ),
            Figure::new(
                named("p99 of a refusal after the last unit went"),
                p99(&refused),
                300.0,
                "ms",
            ),
            Figure::new(
                named("attempts to write per unit"),
                real(attempts) / real(self.units),
                3.0,
                "",
            ),
            Figure::new(named("p99 of who looks around against idle"), felt, 2.0, "x"),
            Figure::shown(named("the last unit went after"), took, "ms"),
        ]
    }

    fn line(&self, heard: &[Heard]) -> Result<Line> {
        let mut tally = Tally::new()?;
        for one in heard {
            match &one.what {
                Verdict::Other(what) => tally.failed(&anyhow::anyhow!("{what}")),
                _ => tally.answered(one.begun, one.ended),
            }
        }
        let first = heard.iter().map(|one| one.begun).min();
        let first = first.context("nobody came to the sale")?;
        let outcome = Outcome {
            rate: tally.rate(first, first),
            p50_ms: tally.quantile_ms(0.50),
            p95_ms: tally.quantile_ms(0.95),
            p99_ms: tally.quantile_ms(0.99),
            errors: tally.errors,
            first_error: tally.first_error,
        };
        let of = (self.shop.engine, self.shop.products);
        Ok(Line::new(of, LABEL, self.buyers, outcome))
    }

    /// Pieces that are promised to somebody.
    fn promised(&self, product: &str) -> Result<u64> {
        let item = product.replacen("PROD", "ITEM", 1);
        let call = client::get_as(&format!("/commerce/stock/items/{item}/"), &self.staff)?;
        let there = client::ask(self.shop.server.address, &call)?;
        let reserved = there.get("reserved").and_then(Value::as_u64);
        reserved.context("the shelf does not say what is promised")
    }

    fn burst(&self, product: &str) -> Result<Vec<Heard>> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        LocalSet::new().block_on(&runtime, async {
            let mut people = Vec::new();
            for number in 0..self.buyers {
                people.extend(self.people(product, number)?.map(|who| spawn_local(who.arrive())));
                if people.len().is_multiple_of(AT_A_TIME) {
                    sleep(Duration::from_millis(1)).await;
                }
            }
            let mut ready = Vec::with_capacity(people.len());
            for person in people {
                ready.push(person.await??);
            }
            let opens = Instant::now() + Duration::from_millis(200);
            let places = u32::try_from(ready.len().max(1))?;
            let buying: Vec<_> = (0_u32..)
                .zip(ready)
                .map(|(place, person)| spawn_local(person.buy(opens + BURST * place / places)))
                .collect();
            let mut heard = Vec::new();
            for person in buying {
                heard.extend(person.await?);
            }
            Ok(heard)
        })
    }

    /// Buyer `number`, once or twice.
    fn people(&self, product: &str, number: usize) -> Result<impl Iterator<Item = Person> + use<>> {
        let token = self.shop.shoppers.iter().cycle().nth(number);
        let token = token.context("there are no shoppers")?;
        let key = format!("sale-{}-{number}", std::process::id());
        let lines = json!([{"product_id": product, "quantity": 1}]);
        let call = Rc::new(placement(&lines, token, &key)?);
        let address = self.shop.server.address;
        let times = if number.is_multiple_of(TWICE) { 2 } else { 1 };
        let stays = number % AWAY != 1;
        Ok((0..times).map(move |_| Person {
            address,
            call: Rc::clone(&call),
            stays,
            connection: None,
        }))
    }
}

/// How many attempts to place an order the server has made since its start.
fn attempts(shop: &Shop) -> Result<u64> {
    let (_, text) = client::exchange(shop.server.address, &client::get("/metrics")?)?;
    let text = String::from_utf8_lossy(&text);
    let name = r#"hexmart_attempts_total{use_case="place_order"} "#;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    Ok(line.map_or(Ok(0), |count| count.trim().parse())?)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// The latency that one of a hundred exceeded, in milliseconds.
fn p99(heard: &[&Heard]) -> f64 {
    let mut times: Vec<_> = heard.iter().map(|one| one.ended - one.begun).collect();
    times.sort_unstable();
    let place = times.len() * 99 / 100;
    times.get(place).copied().map_or(0.0, ms)
}
