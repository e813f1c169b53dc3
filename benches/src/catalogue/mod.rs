//! The catalogue part: a small shop is measured, grows by imports while people look around, and is measured again.

mod goods;
mod hangul;
mod import;
mod products;
mod sellers;
mod targets;
mod view;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, ensure};

pub(crate) use self::goods::Goods;
pub(crate) use self::products::{product_ids, wait_until_found};
pub(crate) use self::targets::from_lines;

use self::goods::File;
use self::import::{Import, import, import_during};
use self::targets::{GROWING, LISTS, MANY, import_seconds};
use self::view::{Known, View};
use crate::baseline::http;
use crate::cli::{Engine, Options};
use crate::client::{self, Call};
use crate::database::{Database, Home};
use crate::figure::Figure;
use crate::line::Line;
use crate::load::{Outcome, Pressure};
use crate::measurement::measure;
use crate::server::{Binary, Server};
use crate::tally::real;
use crate::{memory, progress};

/// Products whose pages are looked at in the large shop.
const SPREAD: usize = 10_000;
const CROWD: usize = 64;
/// What a page that is in memory is promised to reach of a static route.
const OF_STATIC: f64 = 0.6;
const DURING_IMPORT: &str = "detail, while products are imported";
const BEFORE_IMPORT: &str = "detail, before the import";

/// The part on one database.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    pub(crate) options: &'a Options,
    pub(crate) binary: &'a Binary,
    pub(crate) goods: &'a Goods,
    pub(crate) engine: Engine,
    /// What was measured, also when it comes to an early end.
    pub(crate) lines: Vec<Line>,
    pub(crate) figures: Vec<Figure>,
}

/// The shop as it stands.
struct Shop {
    home: Home,
    servers: [Server; 1],
    products: u64,
}

impl Part<'_> {
    /// From an empty database to one that is gone.
    pub(crate) fn run(&mut self) -> Result<()> {
        let (small, large) = self.goods.sizes();
        progress::note(&format!(
            "{} with {small} products, imported",
            self.engine.label()
        ));
        let database = Database::create(self.engine, self.options, large)?;
        let home = database.home();
        // Before the first start: a demo server puts goods of its own into an empty shop.
        let file = self.goods.small()?;
        import(self.binary, &home.url, &file)?;
        let server = self.binary.serve(&home)?;
        let address = server.address;
        let sellers = sellers::approved(self.binary, &home.url, address)?;
        let mut shop = Shop {
            home,
            servers: [server],
            products: small,
        };
        let mut searched_mb = file.searched_mb;
        wait_until_found(address, small)?;
        let mut known = Known {
            ids: product_ids(address, 1_000)?,
            categories: products::category_ids(address)?,
            sellers,
        };
        for view in GROWING {
            self.look(&shop, &known, view, 1)?;
        }
        searched_mb += self.grow(&mut shop, &known, large)?;
        progress::note(&format!(
            "{} with {large} products, imported",
            self.engine.label()
        ));
        known.ids = products::spread_ids(address, SPREAD)?;
        self.look_around(&shop, &known)?;
        self.weigh(&shop, searched_mb)?;
        let Shop {
            servers: [server], ..
        } = shop;
        server.stop()
    }

    /// Imports twice: what is timed, while several look around, and what is missing then, while one does.
    fn grow(&mut self, shop: &mut Shop, known: &Known, large: u64) -> Result<f64> {
        let timed = self.goods.timed(&known.sellers)?;
        let took = self.import(shop, known, &timed, (MANY, Duration::from_millis(20)))?;
        let (on, rows) = (self.engine.label(), timed.rows);
        // The targets are those of the full size; fewer rows have as much less time.
        let share = real(rows) / 450_000.0;
        self.figures.extend([
            Figure::new(
                format!("import of {rows} rows on {on}, while {MANY} look around"),
                took.seconds,
                import_seconds(self.engine) * share,
                "s",
            ),
            Figure::new(
                format!("RSS of the import on {on}, highest"),
                took.peak_mb,
                300.0,
                "MB",
            ),
        ]);
        shop.products += rows;
        let behind = wait_until_found(shop.address(), shop.products)?;
        let name = format!("search on {on}: behind at the end of the import of {rows} rows");
        self.figures.push(Figure::shown(name, behind.as_secs_f64(), "s"));
        let rest = self.goods.rest(&known.sellers)?;
        self.import(shop, known, &rest, (1, Duration::from_millis(2)))?;
        shop.products = large;
        wait_until_found(shop.address(), large)?;
        Ok(timed.searched_mb + rest.searched_mb)
    }

    /// Imports while clients look at products that were there before. They pause, as people do: clients that do not
    /// would measure how two programs share the cores.
    fn import(&mut self, shop: &Shop, known: &Known, file: &File, load: (usize, Duration)) -> Result<Import> {
        let (connections, pause) = load;
        let pressure = Pressure {
            pause,
            ..self.options.pressure(connections)
        };
        let calls = View::Detail.calls(known)?;
        let of = (self.engine, shop.products);
        let before = measure(of, BEFORE_IMPORT, &shop.servers, &calls, &pressure)?;
        progress::measured(&before);
        let looking = |pressure: &Pressure| measure(of, DURING_IMPORT, &shop.servers, &calls, pressure);
        let what = (self.binary, shop.home.url.as_str(), file);
        let (took, during) = import_during(what, pressure, looking)?;
        progress::measured(&during);
        progress::note(&format!(
            "imported {} rows in {:.1} s with {:.0} MB",
            file.rows, took.seconds, took.peak_mb
        ));
        let name = format!(
            "detail p99 while products are imported against idle, on {}, connections: {connections}",
            self.engine.label()
        );
        self.figures
            .push(Figure::new(name, during.p99_ms / before.p99_ms, 3.0, "x"));
        self.lines.extend([before, during]);
        Ok(took)
    }

    fn look_around(&mut self, shop: &Shop, known: &Known) -> Result<()> {
        for view in GROWING.into_iter().chain([View::Suggest]) {
            self.look(shop, known, view, 1)?;
        }
        for view in LISTS.into_iter().chain([View::SearchInPrice]) {
            self.look(shop, known, view, MANY)?;
        }
        let of = (self.engine, shop.products);
        let pressure = self.options.pressure(CROWD);
        let baseline = measure(of, http::LABEL, &shop.servers, &http::calls()?, &pressure)?;
        progress::measured(&baseline);
        let rate = baseline.rate;
        self.lines.push(baseline);
        self.look(shop, known, View::DetailRemembered, CROWD)?;
        if let Some(remembered) = self.lines.last_mut() {
            remembered.compare("S", rate, Some(OF_STATIC));
        }
        Ok(())
    }

    /// One request whose answer is looked at, then the load.
    fn look(&mut self, shop: &Shop, known: &Known, view: View, connections: usize) -> Result<()> {
        let calls = view.calls(known)?;
        let of = (self.engine, shop.products);
        let line = match shop.try_once(view, &calls) {
            Ok(()) => {
                let pressure = Pressure {
                    pause: view.pause(),
                    ..self.options.pressure(connections)
                };
                measure(of, view.label(), &shop.servers, &calls, &pressure)?
            }
            Err(error) => Line::new(of, view.label(), connections, Outcome::failed(&error)),
        };
        progress::measured(&line);
        self.lines.push(line);
        Ok(())
    }

    /// The index against what it finds, and the server's own memory at the end.
    fn weigh(&mut self, shop: &Shop, searched_mb: f64) -> Result<()> {
        // Let what is merged and replaced go.
        sleep(Duration::from_secs(1));
        let (on, products) = (self.engine.label(), shop.products);
        let index_mb = real(bytes_in(&shop.home.search)?) / 1_000_000.0;
        let pid = shop.pid();
        self.figures.extend([
            Figure::new(
                format!("search index on {on} against the {searched_mb:.1} MB that are searched"),
                index_mb / searched_mb * 100.0,
                40.0,
                "%",
            ),
            Figure::shown(
                format!("RSS on {on}, {products} products, at the end"),
                memory::resident_mb(pid)?,
                "MB",
            ),
            Figure::shown(
                format!("RSS on {on}, {products} products, at the end, without mapped files"),
                memory::own_mb(pid)?,
                "MB",
            ),
        ]);
        Ok(())
    }
}

impl Shop {
    fn address(&self) -> std::net::SocketAddr {
        let [server] = &self.servers;
        server.address
    }

    fn pid(&self) -> u32 {
        let [server] = &self.servers;
        server.pid()
    }

    fn try_once(&self, view: View, calls: &Arc<[Call]>) -> Result<()> {
        let Some(call) = calls.first() else {
            anyhow::bail!("there is nothing to request");
        };
        let answer = client::ask(self.address(), call)?;
        ensure!(
            view.accepts(&answer),
            "{} answered {}",
            call.uri(),
            client::sample(answer.to_string().as_bytes())
        );
        Ok(())
    }
}

/// The bytes of all files in a folder.
fn bytes_in(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() {
            bytes_in(&entry.path())?
        } else {
            metadata.len()
        };
    }
    Ok(bytes)
}
