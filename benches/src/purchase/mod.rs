//! The purchase part: carts in a small and in a large shop, orders, and a sale that everybody comes to at once.

mod cart;
mod customer;
mod goods;
mod orders;
mod sale;
mod shop;
mod shoppers;
mod statements;
pub(crate) mod watcher;

use anyhow::{Result, bail};

pub(crate) use self::orders::placement;
use self::sale::Sale;
pub(crate) use self::shop::Shop;
use crate::cli::{Engine, Options};
use crate::figure::Figure;
use crate::line::Line;
use crate::progress;
use crate::server::Binary;

/// Connections of the carts.
const CARTS: usize = 16;
/// Connections that place orders.
const ORDERS: usize = 64;
/// How many accounts buy; each buys on several connections.
const SHOPPERS: usize = 16;
/// What placing an order is promised to reach of bare commits of two rows.
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
    /// Every size of the shop, each in a database of its own; the largest sells, too.
    pub(crate) fn run(&mut self) -> Result<()> {
        let sizes = &self.options.assortment;
        let Some(largest) = sizes.iter().max().copied() else {
            bail!("the shop has no size");
        };
        for &products in sizes {
            let means = (self.options, self.binary);
            let shop = Shop::open((self.engine, products), SHOPPERS, means, |_| Ok(()))?;
            self.fill_carts(&shop)?;
            if products == largest {
                self.place_orders(&shop)?;
                self.count_statements(&shop)?;
                self.hold_a_sale(&shop)?;
            }
            shop.server.stop()?;
        }
        self.flat();
        Ok(())
    }

    fn noted(&mut self, line: Line) {
        progress::measured(&line);
        self.lines.push(line);
    }

    fn fill_carts(&mut self, shop: &Shop) -> Result<()> {
        let outcome = cart::fill(shop, &self.options.pressure(CARTS))?;
        let line = Line::new((self.engine, shop.products), cart::LABEL, CARTS, outcome);
        let name = format!(
            "{} p99 on {}, {} products, {CARTS} connections",
            cart::LABEL,
            self.engine.label(),
            shop.products
        );
        self.figures.push(Figure::new(name, line.p99_ms, 10.0, "ms"));
        self.noted(line);
        Ok(())
    }

    /// How much slower carts are in the largest shop than in the smallest.
    fn flat(&mut self) {
        let of = |line: &&Line| line.scenario == cart::LABEL && line.database == self.engine;
        let smallest = self.lines.iter().filter(of).min_by_key(|line| line.products);
        let largest = self.lines.iter().filter(of).max_by_key(|line| line.products);
        if let (Some(small), Some(large)) = (smallest, largest)
            && small.products < large.products
        {
            let name = format!(
                "{} p50 on {}: {} products against {}",
                cart::LABEL,
                self.engine.label(),
                large.products,
                small.products
            );
            let growth = large.p50_ms / small.p50_ms;
            self.figures.push(Figure::new(name, growth, 1.5, "x"));
        }
    }

    /// Between two measurements of the baseline, whose mean counts.
    fn place_orders(&mut self, shop: &Shop) -> Result<()> {
        let before = shop.bare_pairs(self.options, ORDERS)?;
        let outcome = orders::place(shop, &self.options.pressure(ORDERS))?;
        let mut line = Line::new((self.engine, shop.products), orders::LABEL, ORDERS, outcome);
        progress::measured(&line);
        let after = shop.bare_pairs(self.options, ORDERS)?;
        line.compare("C2", f64::midpoint(before.rate, after.rate), Some(OF_BARE));
        let name = format!(
            "{} p99 on {}, {} products, {ORDERS} connections",
            orders::LABEL,
            self.engine.label(),
            shop.products
        );
        self.figures.push(Figure::new(name, line.p99_ms, 100.0, "ms"));
        self.lines.extend([before, line, after]);
        Ok(())
    }

    /// Only a server counts what it is sent; SQLite is part of the program.
    fn count_statements(&mut self, shop: &Shop) -> Result<()> {
        if let Some(url) = shop.database.server_url() {
            let statements = statements::of_an_order(shop, url)?;
            let name = "statements of an order of two lines on MariaDB, with all that the request asks";
            self.figures.push(Figure::new(name, statements, 8.0, ""));
        }
        Ok(())
    }

    fn hold_a_sale(&mut self, shop: &Shop) -> Result<()> {
        let staff = shop.administrator(self.binary)?.token(shop.server.address)?;
        let sale = Sale {
            shop,
            staff,
            buyers: self.options.buyers,
            units: self.options.units,
        };
        let (line, figures) = sale.hold(self.options)?;
        self.figures.extend(figures);
        self.noted(line);
        Ok(())
    }
}
