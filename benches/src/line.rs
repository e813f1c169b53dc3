//! One measurement as it stands in the report.

use serde::Serialize;

use crate::cli::Engine;
use crate::load::Outcome;
use crate::scenario::Scenario;

/// A row of the table.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) database: Engine,
    pub(crate) products: u64,
    pub(crate) scenario: &'static str,
    pub(crate) connections: usize,
    pub(crate) rate: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p95_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) errors: u64,
    pub(crate) first_error: Option<String>,
    /// The server's peak during this line; none where the server stood idle.
    pub(crate) peak_rss_mb: Option<f64>,
    pub(crate) ratio: Option<Ratio>,
}

/// A rate against a baseline of the same run.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Ratio {
    pub(crate) to: &'static str,
    pub(crate) value: f64,
    pub(crate) target: Option<f64>,
}

impl Line {
    pub(crate) fn new(
        (database, products): (Engine, u64),
        scenario: &'static str,
        connections: usize,
        outcome: Outcome,
    ) -> Self {
        Self {
            database,
            products,
            scenario,
            connections,
            rate: outcome.rate,
            p50_ms: outcome.p50_ms,
            p95_ms: outcome.p95_ms,
            p99_ms: outcome.p99_ms,
            errors: outcome.errors,
            first_error: outcome.first_error,
            peak_rss_mb: None,
            ratio: None,
        }
    }

    /// Compares this line with a baseline's rate, of which it must be at least `target`.
    pub(crate) fn compare(&mut self, to: &'static str, baseline: f64, target: Option<f64>) {
        self.ratio = Some(Ratio {
            to,
            value: self.rate / baseline,
            target,
        });
    }
}

impl Ratio {
    /// Whether the target is met; none if there is none. A ratio to nothing meets nothing.
    pub(crate) fn met(&self) -> Option<bool> {
        self.target
            .map(|target| self.value.is_finite() && self.value >= target)
    }
}

/// The least ratio to S (reads) or C (writes) that the shop promises.
pub(crate) fn target(scenario: Scenario, engine: Engine, connections: usize) -> Option<f64> {
    use Engine::{Mariadb, Sqlite};
    match (connections, scenario, engine) {
        (64, Scenario::Detail, Sqlite) => Some(0.40),
        (64, Scenario::Detail | Scenario::Create, Mariadb) => Some(0.25),
        (64, Scenario::List, Sqlite | Mariadb) => Some(0.07),
        (64, Scenario::StockSpread, Sqlite) => Some(4.0),
        (64, Scenario::StockSpread, Mariadb) => Some(0.5),
        (64, Scenario::StockHot, Sqlite) => Some(6.0),
        (64, Scenario::StockHot, Mariadb) => Some(0.8),
        (64, Scenario::Create, Sqlite) => Some(3.0),
        // A lone writer must not wait for a batch to fill.
        (1, Scenario::StockSpread | Scenario::StockHot, Mariadb) => Some(0.3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_to_nothing_meets_nothing() {
        let against_nothing = Ratio {
            to: "C",
            value: 5.0 / 0.0,
            target: Some(4.0),
        };
        assert_eq!(against_nothing.met(), Some(false));
    }

    #[test]
    fn targets_hold_at_64_connections_and_for_a_lone_writer() {
        assert_eq!(target(Scenario::List, Engine::Mariadb, 64), Some(0.07));
        assert_eq!(target(Scenario::List, Engine::Mariadb, 16), None);
        assert_eq!(target(Scenario::StockHot, Engine::Mariadb, 1), Some(0.3));
    }
}
