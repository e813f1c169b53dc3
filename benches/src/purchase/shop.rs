//! A shop that sells.

use anyhow::Result;

use super::goods::Goods;
use super::shoppers;
use crate::account::Account;
use crate::catalogue::wait_until_found;
use crate::cli::{Engine, Options};
use crate::database::{BareRows, Database};
use crate::line::Line;
use crate::progress;
use crate::server::{Binary, Server};

const BARE_PAIRS: &str = "C2: bare two-row inserts";

/// A running shop.
#[derive(Debug)]
pub(crate) struct Shop {
    pub(crate) engine: Engine,
    pub(crate) database: Database,
    pub(crate) server: Server,
    pub(crate) products: u64,
    pub(crate) goods: Goods,
    /// Access tokens of those who buy, good for ten minutes.
    pub(crate) shoppers: Vec<String>,
}

impl Shop {
    /// Opens one with so many products and shoppers; `furnish` fills the database before anybody serves from it.
    pub(crate) fn open(
        (engine, products): (Engine, u64),
        shoppers: usize,
        (options, binary): (&Options, &Binary),
        furnish: impl FnOnce(&Database) -> Result<()>,
    ) -> Result<Self> {
        progress::note(&format!("{} with {products} products", engine.label()));
        let database = Database::create(engine, options, products)?;
        let home = database.home();
        binary.seed(&home.url, products)?;
        furnish(&database)?;
        let server = binary.serve(&home)?;
        wait_until_found(server.address, products)?;
        Ok(Self {
            engine,
            goods: Goods::of(server.address)?,
            shoppers: shoppers::sign_up(server.address, shoppers)?,
            database,
            server,
            products,
        })
    }

    /// Somebody who works there.
    pub(crate) fn administrator(&self, binary: &Binary) -> Result<Account> {
        Account::administrator(binary, &self.database.home().url)
    }

    /// C2 at so many connections.
    pub(crate) fn bare_pairs(&self, options: &Options, connections: usize) -> Result<Line> {
        // SQLite has one writer however many clients there are.
        let connections = match self.engine {
            Engine::Sqlite => 1,
            Engine::Mariadb => connections,
        };
        let pressure = options.pressure(connections);
        let outcome = self.database.bare_inserts(BareRows::Two, pressure)?;
        let line = Line::new((self.engine, self.products), BARE_PAIRS, connections, outcome);
        progress::measured(&line);
        Ok(line)
    }
}
