//! The points part: lists of many campaigns, wallets that pay, and the deadline of a campaign that fails.

mod deadline;
mod lists;
mod orders;
mod rows;
mod seed;
mod wallets;

use std::sync::Arc;

use anyhow::{Context, Result};

use self::seed::Seed;
use self::wallets::Payers;
use crate::cli::{Engine, Options};
use crate::client::Call;
use crate::database::Database;
use crate::figure::Figure;
use crate::line::Line;
use crate::load::Outcome;
use crate::progress;
use crate::purchase::Shop;
use crate::server::Binary;
use crate::tally::real;

/// Products that are sold.
const PRODUCTS: u64 = 1_000;
/// Connections of those who read lists.
const READERS: usize = 16;
/// Wallets, and connections, that pay.
const PAYERS: usize = 64;
/// What paying by points is promised to reach of bare commits of two rows.
const OF_BARE: f64 = 0.5;

/// The part on one database.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    pub(crate) options: &'a Options,
    pub(crate) binary: &'a Binary,
    pub(crate) engine: Engine,
    /// What was measured, also when it comes to an early end.
    pub(crate) lines: Vec<Line>,
    pub(crate) figures: Vec<Figure>,
}

impl Part<'_> {
    /// Campaigns and wallets each in a shop of their own: what one leaves behind to be told to others, tens of thousands of
    /// messages, would be in the way of the other.
    pub(crate) fn run(&mut self) -> Result<()> {
        let funded = self.fund();
        funded.and(self.spend())
    }

    fn fund(&mut self) -> Result<()> {
        let seed = Seed {
            campaigns: self.options.campaigns,
            pledges: self.options.pledges,
            refunds: self.options.refunds,
        };
        let shop = self.open(0, |database| seed.write(database))?;
        self.list_campaigns(&shop)?;
        self.fail_a_campaign(&shop, seed)?;
        self.close(shop)
    }

    fn spend(&mut self) -> Result<()> {
        let shop = self.open(PAYERS, |_| Ok(()))?;
        self.pay(&shop)?;
        self.pay_from_one(&shop)?;
        self.close(shop)
    }

    fn open(&self, shoppers: usize, furnish: impl FnOnce(&Database) -> Result<()>) -> Result<Shop> {
        let means = (self.options, self.binary);
        Shop::open((self.engine, PRODUCTS), shoppers, means, furnish)
    }

    /// Nothing that happened may have broken what must be true.
    fn close(&self, shop: Shop) -> Result<()> {
        let url = shop.database.home().url;
        shop.server.stop()?;
        self.binary.check(&url)
    }

    fn noted(&mut self, line: Line) {
        progress::measured(&line);
        self.lines.push(line);
    }

    fn line(&self, shop: &Shop, scenario: &'static str, connections: usize, outcome: Outcome) -> Line {
        Line::new((self.engine, shop.products), scenario, connections, outcome)
    }

    fn list_campaigns(&mut self, shop: &Shop) -> Result<()> {
        self.list(shop, lists::ANEW, &lists::pages(shop)?, 20.0)?;
        self.list(shop, lists::FROM_MEMORY, &lists::first()?, 5.0)
    }

    fn list(&mut self, shop: &Shop, label: &'static str, calls: &Arc<[Call]>, limit: f64) -> Result<()> {
        let outcome = lists::read(shop, calls, &self.options.pressure(READERS))?;
        let line = self.line(shop, label, READERS, outcome);
        let name = format!(
            "{label}: p99 on {}, {} campaigns, {READERS} connections",
            self.engine.label(),
            self.options.campaigns
        );
        self.figures.push(Figure::new(name, line.p99_ms, limit, "ms"));
        self.noted(line);
        Ok(())
    }

    /// Between two measurements of the baseline, whose mean counts.
    fn pay(&mut self, shop: &Shop) -> Result<()> {
        let staff = shop.administrator(self.binary)?.token(shop.server.address)?;
        for token in &shop.shoppers {
            wallets::fill(shop, &staff, token)?;
        }
        let orders = orders::place(shop, &shop.shoppers, self.options)?;
        let before = shop.bare_pairs(self.options, PAYERS)?;
        let pressure = self.options.pressure(PAYERS);
        let (outcome, _paid) = Payers::each(&shop.shoppers, orders).pay(shop, &pressure)?;
        let mut line = self.line(shop, wallets::MANY, PAYERS, outcome);
        progress::measured(&line);
        let after = shop.bare_pairs(self.options, PAYERS)?;
        line.compare("C2", f64::midpoint(before.rate, after.rate), Some(OF_BARE));
        self.lines.extend([before, line, after]);
        Ok(())
    }

    /// Everybody pays with the same wallet at once.
    fn pay_from_one(&mut self, shop: &Shop) -> Result<()> {
        let holder = shop.shoppers.first().context("there are no shoppers")?;
        let everybody = vec![holder.clone(); PAYERS];
        let orders = orders::place(shop, &everybody, self.options)?;
        let before = wallets::balance(shop, holder)?;
        let payers = Payers::one(holder, orders, PAYERS);
        let (outcome, paid) = payers.pay(shop, &self.options.pressure(PAYERS))?;
        let after = wallets::balance(shop, holder)?;
        let on = self.engine.label();
        self.figures.extend([
            Figure::new(
                format!("{}: failures on {on}, {PAYERS} clients", wallets::ONE),
                real(outcome.errors),
                0.0,
                "",
            ),
            Figure::new(
                format!("{}: points too many or too few on {on}", wallets::ONE),
                real(before.abs_diff(after + paid)),
                0.0,
                "",
            ),
        ]);
        let line = self.line(shop, wallets::ONE, PAYERS, outcome);
        self.noted(line);
        Ok(())
    }

    fn fail_a_campaign(&mut self, shop: &Shop, seed: Seed) -> Result<()> {
        let staff = shop.administrator(self.binary)?;
        let passed = deadline::pass(shop, self.options, &staff, seed.failing())?;
        let on = self.engine.label();
        let took = passed.took.as_secs_f64();
        let felt = passed.during.p99_ms / passed.idle.p99_ms;
        self.figures.extend([
            Figure::new(
                format!(
                    "refunds of {} pledges on {on}, from the deadline on",
                    seed.refunds
                ),
                took,
                120.0,
                "s",
            ),
            Figure::new(
                format!("refunds on {on}: p99 of who looks around against idle"),
                felt,
                2.0,
                "x",
            ),
        ]);
        let idle = self.line(shop, deadline::IDLE, 1, passed.idle);
        self.noted(idle);
        let during = self.line(shop, deadline::DURING, 1, passed.during);
        self.noted(during);
        Ok(())
    }
}
