//! The whole run: which databases, in which order, and what is taken from each.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::catalogue::{self, Goods};
use crate::cli::{Engine, Options, Part};
use crate::database::Database;
use crate::figure::{self, Figure};
use crate::line::Line;
use crate::machine::Machine;
use crate::report::Report;
use crate::rounds::Rounds;
use crate::scenario::Scenario;
use crate::server::{Binary, Server};
use crate::tally::real;
use crate::{memory, points, progress, purchase, startup};

/// Over how many products the spread loads go.
const SPREAD: usize = 1_000;
/// Both servers together: 32 each.
const TWO_SERVER_CONNECTIONS: usize = 64;

/// After which a server is idle: the search index keeps what writing takes for ten seconds after the last change.
const AT_REST: Duration = Duration::from_secs(15);

/// Measures everything that was asked for.
pub(crate) fn run(options: &Options) -> Result<Report> {
    let engines = engines(options)?;
    fs::create_dir_all(&options.directory)
        .with_context(|| format!("cannot make {}", options.directory.display()))?;
    let binary = Binary::new(&options.server, &options.directory)?;
    let mysql_url = options
        .mysql_url
        .as_deref()
        .filter(|_| engines.contains(&Engine::Mariadb));
    let machine = Machine::describe(mysql_url)?;
    let mut suite = Suite {
        options,
        binary,
        lines: Vec::new(),
        figures: Vec::new(),
        failures: Vec::new(),
    };
    suite.weigh()?;
    if options.part.includes(Part::Core) {
        suite.core(&engines);
    }
    if options.part.includes(Part::Catalogue) {
        suite.catalogue(&engines)?;
    }
    if options.part.includes(Part::Purchase) {
        suite.purchase(&engines);
    }
    if options.part.includes(Part::Points) {
        suite.points(&engines);
    }
    let Suite {
        lines,
        mut figures,
        failures,
        ..
    } = suite;
    figures.push(figure::errors(&lines));
    Ok(Report {
        machine,
        seconds: options.seconds,
        lines,
        figures,
        failures,
    })
}

/// The databases asked for, without MariaDB if there is none and that is fine with the caller.
fn engines(options: &Options) -> Result<Vec<Engine>> {
    let mut engines = options.databases.clone();
    if options.mysql_url.is_none() && engines.contains(&Engine::Mariadb) {
        if options.require_mariadb {
            bail!("MariaDB is required, but HEXMART_TEST_MYSQL_URL names no server");
        }
        progress::note("MariaDB is left out: HEXMART_TEST_MYSQL_URL names no server");
        engines.retain(|engine| *engine != Engine::Mariadb);
    }
    Ok(engines)
}

struct Suite<'a> {
    options: &'a Options,
    binary: Binary,
    lines: Vec<Line>,
    figures: Vec<Figure>,
    failures: Vec<String>,
}

impl Suite<'_> {
    fn weigh(&mut self) -> Result<()> {
        let bytes = fs::metadata(&self.binary.path)?.len();
        self.figures.push(Figure::new(
            "size of the binary",
            real(bytes) / 1_000_000.0,
            30.0,
            "MB",
        ));
        Ok(())
    }

    fn core(&mut self, engines: &[Engine]) {
        for &engine in engines {
            for (position, &products) in self.options.products.iter().enumerate() {
                let measured = self.measure(engine, products, position == 0);
                self.noted(measured, &format!("{}, {products} products", engine.label()));
            }
        }
        self.figures.extend(figure::from_lines(&self.lines));
    }

    fn catalogue(&mut self, engines: &[Engine]) -> Result<()> {
        let goods = Goods::new(self.options)?;
        for &engine in engines {
            let mut part = catalogue::Part {
                options: self.options,
                binary: &self.binary,
                goods: &goods,
                engine,
                lines: Vec::new(),
                figures: Vec::new(),
            };
            let measured = part.run();
            let catalogue::Part { lines, figures, .. } = part;
            self.figures.extend(figures);
            self.figures.extend(catalogue::from_lines(&lines));
            self.lines.extend(lines);
            self.noted(measured, &format!("{}, the catalogue", engine.label()));
        }
        Ok(())
    }

    fn purchase(&mut self, engines: &[Engine]) {
        for &engine in engines {
            let mut part = purchase::Part {
                options: self.options,
                binary: &self.binary,
                engine,
                lines: Vec::new(),
                figures: Vec::new(),
            };
            let measured = part.run();
            let purchase::Part { lines, figures, .. } = part;
            self.figures.extend(figures);
            self.lines.extend(lines);
            self.noted(measured, &format!("{}, the purchase", engine.label()));
        }
    }

    fn points(&mut self, engines: &[Engine]) {
        for &engine in engines {
            let mut part = points::Part {
                options: self.options,
                binary: &self.binary,
                engine,
                lines: Vec::new(),
                figures: Vec::new(),
            };
            let measured = part.run();
            let points::Part { lines, figures, .. } = part;
            self.figures.extend(figures);
            self.lines.extend(lines);
            self.noted(measured, &format!("{}, points and campaigns", engine.label()));
        }
    }

    /// The rest is still worth measuring, and what was measured worth reporting.
    fn noted(&mut self, measured: Result<()>, what: &str) {
        if let Err(error) = measured {
            let failure = format!("{what}: {error:#}");
            progress::note(&failure);
            self.failures.push(failure);
        }
    }

    /// One database with one size of catalogue, from empty to gone.
    fn measure(&mut self, engine: Engine, products: u64, first: bool) -> Result<()> {
        progress::note(&format!("{} with {products} products", engine.label()));
        let database = Database::create(engine, self.options, products)?;
        let home = database.home();
        self.binary.seed(&home.url, products)?;
        if engine == Engine::Sqlite && first {
            let time = startup::first_answer_ms(&self.binary, &home)?;
            self.figures.push(Figure::new(
                "start to first answer, existing SQLite file",
                time,
                100.0,
                "ms",
            ));
        }
        let server = self.binary.serve(&home)?;
        catalogue::wait_until_found(server.address, products)?;
        self.weigh_idle(&server, engine, products)?;
        let ids = catalogue::product_ids(server.address, SPREAD)?;
        let options = self.options;
        let servers = vec![server];
        let mut rounds = Rounds {
            options,
            database: &database,
            products,
            servers,
            ids,
        };
        rounds.run(&mut self.lines)?;
        if engine == Engine::Mariadb && first && options.scenarios.contains(&Scenario::TwoServers) {
            rounds.servers.push(self.binary.serve(&home)?);
            let line = rounds.together(TWO_SERVER_CONNECTIONS)?;
            progress::measured(&line);
            self.lines.push(line);
        }
        rounds.servers.into_iter().try_for_each(Server::stop)
    }

    fn weigh_idle(&mut self, server: &Server, engine: Engine, products: u64) -> Result<()> {
        startup::expect_live(server.address)?;
        sleep(AT_REST);
        let name = format!("RSS idle on {}, {products} products", engine.label());
        self.figures
            .push(Figure::new(name, memory::resident_mb(server.pid())?, 40.0, "MB"));
        Ok(())
    }
}
