//! The measurements on one database with one size of catalogue.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;

use anyhow::{Result, bail, ensure};

use crate::account::Account;
use crate::baseline::http;
use crate::cli::{Engine, Options};
use crate::client::{self, Call};
use crate::database::{BareRows, Database};
use crate::line::{self, Line};
use crate::load::{Outcome, Pressure};
use crate::measurement::measure;
use crate::scenario::Scenario;
use crate::server::Server;
use crate::{crowd, progress};

const READS: [Scenario; 5] = [
    Scenario::List,
    Scenario::ListFiltered,
    Scenario::Detail,
    Scenario::DetailSignedIn,
    Scenario::DetailAmongSignIns,
];
/// `Create` comes last: it is the one that makes the catalogue grow.
const WRITES: [Scenario; 3] = [Scenario::StockSpread, Scenario::StockHot, Scenario::Create];
const BARE_INSERTS: &str = "C: bare insert per commit";

/// Servers on one database, and what is known of its products.
#[derive(Debug)]
pub(crate) struct Rounds<'a> {
    pub(crate) options: &'a Options,
    pub(crate) database: &'a Database,
    pub(crate) products: u64,
    pub(crate) servers: Vec<Server>,
    pub(crate) ids: Vec<String>,
}

impl Rounds<'_> {
    /// All reads at all numbers of connections, then all writes: reads see the catalogue in its given size.
    /// What was measured before an error is kept.
    pub(crate) fn run(&self, lines: &mut Vec<Line>) -> Result<()> {
        for &connections in &self.options.connections {
            lines.extend(self.reads(connections)?);
        }
        for &connections in &self.options.connections {
            lines.extend(self.writes(connections)?);
        }
        Ok(())
    }

    /// The hot product through all the servers at once.
    pub(crate) fn together(&self, connections: usize) -> Result<Line> {
        self.scenario(Scenario::TwoServers, connections)
    }

    fn reads(&self, connections: usize) -> Result<Vec<Line>> {
        let mut scenarios = self.wanted(&READS);
        // What one caller feels while others sign in; many callers would only feel each other.
        scenarios.retain(|scenario| *scenario != Scenario::DetailAmongSignIns || connections == 1);
        if scenarios.is_empty() {
            return Ok(Vec::new());
        }
        let baseline = self.requests(http::LABEL, &http::calls()?, connections)?;
        progress::measured(&baseline);
        let base_rate = baseline.rate;
        let mut lines = vec![baseline];
        for scenario in scenarios {
            let mut line = self.scenario(scenario, connections)?;
            let target = line::target(scenario, self.database.engine(), connections);
            line.compare("S", base_rate, target);
            progress::measured(&line);
            lines.push(line);
        }
        Ok(lines)
    }

    /// The baseline is taken before and after, and its mean counts: a disk's mood changes within seconds.
    fn writes(&self, connections: usize) -> Result<Vec<Line>> {
        let scenarios = self.wanted(&WRITES);
        if scenarios.is_empty() {
            return Ok(Vec::new());
        }
        let before = self.bare_inserts(connections)?;
        let mut lines = Vec::new();
        for &scenario in &scenarios {
            let line = self.scenario(scenario, connections)?;
            progress::measured(&line);
            lines.push(line);
        }
        let after = self.bare_inserts(connections)?;
        let base_rate = f64::midpoint(before.rate, after.rate);
        for (line, scenario) in lines.iter_mut().zip(scenarios) {
            let target = line::target(scenario, self.database.engine(), connections);
            line.compare("C", base_rate, target);
        }
        lines.insert(0, before);
        lines.push(after);
        Ok(lines)
    }

    fn wanted(&self, of: &[Scenario]) -> Vec<Scenario> {
        of.iter()
            .copied()
            .filter(|scenario| self.options.scenarios.contains(scenario))
            .collect()
    }

    fn bare_inserts(&self, connections: usize) -> Result<Line> {
        // SQLite has one writer however many clients there are.
        let connections = if self.database.engine() == Engine::Sqlite {
            1
        } else {
            connections
        };
        progress::measuring(BARE_INSERTS, connections);
        let outcome = self
            .database
            .bare_inserts(BareRows::One, self.pressure(connections))?;
        let line = self.line(BARE_INSERTS, connections, outcome);
        progress::measured(&line);
        Ok(line)
    }

    /// One request whose answer is looked at, then the load. A wrong answer is an error in the table, not
    /// the end of the run.
    fn scenario(&self, scenario: Scenario, connections: usize) -> Result<Line> {
        let visitor = || {
            self.addresses()
                .first()
                .map_or_else(|| bail!("there is no server"), |at| Account::new(*at)?.token(*at))
        };
        let calls = scenario.calls(&self.ids, &self.options.word, visitor)?;
        match self.try_once(scenario, &calls) {
            Ok(()) if scenario == Scenario::DetailAmongSignIns => self.among_sign_ins(scenario, &calls),
            Ok(()) => self.requests(scenario.label(), &calls, connections),
            Err(error) => Ok(self.line(scenario.label(), connections, Outcome::failed(&error))),
        }
    }

    fn among_sign_ins(&self, scenario: Scenario, calls: &Arc<[Call]>) -> Result<Line> {
        let Some(address) = self.addresses().first().copied() else {
            bail!("there is no server");
        };
        let account = Account::new(address)?;
        let pressure = self.pressure(1);
        thread::scope(|scope| {
            let crowd = scope.spawn(|| crowd::sign_in(address, &account, pressure));
            let line = self.requests(scenario.label(), calls, 1);
            match crowd.join() {
                Ok(signed_in) => signed_in.and(line),
                Err(_panicked) => bail!("the crowd panicked"),
            }
        })
    }

    fn try_once(&self, scenario: Scenario, calls: &[Call]) -> Result<()> {
        for (address, call) in self.addresses().iter().zip(calls) {
            let answer = client::ask(*address, call)?;
            let right = scenario.accepts(&answer);
            ensure!(
                right,
                "{} answered {}",
                call.uri(),
                client::sample(answer.to_string().as_bytes())
            );
        }
        Ok(())
    }

    fn requests(&self, label: &'static str, calls: &Arc<[Call]>, connections: usize) -> Result<Line> {
        let of = (self.database.engine(), self.products);
        measure(of, label, &self.servers, calls, &self.pressure(connections))
    }

    fn addresses(&self) -> Vec<SocketAddr> {
        self.servers.iter().map(|server| server.address).collect()
    }

    fn line(&self, label: &'static str, connections: usize, outcome: Outcome) -> Line {
        Line::new(
            (self.database.engine(), self.products),
            label,
            connections,
            outcome,
        )
    }

    fn pressure(&self, connections: usize) -> Pressure {
        self.options.pressure(connections)
    }
}
