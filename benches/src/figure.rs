//! Promises that are not the ratio of one line: times, sizes, memory, errors.

use serde::Serialize;

use crate::line::Line;
use crate::scenario::Scenario;
use crate::tally::real;

/// The connections at which the promises are judged.
const JUDGED_AT: usize = 64;

/// A number that must not exceed its limit, where it has one.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) limit: Option<f64>,
    pub(crate) unit: &'static str,
}

impl Figure {
    pub(crate) fn new(name: impl Into<String>, value: f64, limit: f64, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            value,
            limit: Some(limit),
            unit,
        }
    }

    /// One that is shown and not judged.
    pub(crate) fn shown(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            value,
            limit: None,
            unit,
        }
    }

    /// Whether it stays within its limit; none if it has none. A number that is none stays within nothing.
    pub(crate) fn met(&self) -> Option<bool> {
        self.limit.map(|limit| self.value <= limit)
    }
}

/// Everything that is read off the finished lines of the core.
pub(crate) fn from_lines(lines: &[Line]) -> Vec<Figure> {
    let mut figures = list_growth(lines);
    figures.extend(cost_of_a_token(lines));
    figures.extend(cost_of_sign_ins(lines));
    let hot = lines.iter().filter(|line| is(line, Scenario::StockHot));
    figures.extend(hot.map(|line| {
        let name = format!(
            "stock, one product: p99 on {}, {} products",
            line.database.label(),
            line.products
        );
        Figure::new(name, line.p99_ms, 15.0, "ms")
    }));
    let peak = lines
        .iter()
        .filter_map(|line| line.peak_rss_mb)
        .max_by(f64::total_cmp);
    figures.extend(peak.map(|peak| Figure::new("RSS, highest in any line", peak, 80.0, "MB")));
    figures
}

/// The failures of the whole table.
pub(crate) fn errors(lines: &[Line]) -> Figure {
    let errors = lines.iter().map(|line| line.errors).sum();
    Figure::new("errors in all lines", real(errors), 0.0, "")
}

/// How much slower the list is on the largest catalogue than on the smallest, for each database.
fn list_growth(lines: &[Line]) -> Vec<Figure> {
    let lists = || lines.iter().filter(|line| is(line, Scenario::List));
    let pairs = lists().flat_map(|small| lists().map(move |large| (small, large)));
    pairs
        .filter(|(small, large)| small.database == large.database && small.products < large.products)
        .map(|(small, large)| {
            let name = format!(
                "list p50 on {}: {} products against {}",
                small.database.label(),
                large.products,
                small.products
            );
            Figure::new(name, large.p50_ms / small.p50_ms, 1.3, "x")
        })
        .collect()
}

/// How much longer the detail takes somebody who signed in, alone on the server: the check of the token and of what its
/// bearer may do.
fn cost_of_a_token(lines: &[Line]) -> Vec<Figure> {
    against_the_detail(lines, Scenario::DetailSignedIn)
        .map(|(without, with)| {
            let name = format!(
                "detail p50 with a token against without, on {}, {} products",
                with.database.label(),
                with.products
            );
            Figure::new(name, with.p50_ms / without.p50_ms, 1.1, "x")
        })
        .collect()
}

/// What others feel when 200 people sign in at once.
fn cost_of_sign_ins(lines: &[Line]) -> Vec<Figure> {
    against_the_detail(lines, Scenario::DetailAmongSignIns)
        .map(|(idle, among)| {
            let name = format!(
                "detail p99 while 200 sign in against idle, on {}, {} products",
                among.database.label(),
                among.products
            );
            Figure::new(name, among.p99_ms / idle.p99_ms, 2.0, "x")
        })
        .collect()
}

/// The line of the plain detail on one connection, with that of another scenario on the same database.
fn against_the_detail(lines: &[Line], other: Scenario) -> impl Iterator<Item = (&Line, &Line)> {
    let of = move |scenario: Scenario| {
        let alone = lines.iter().filter(|line| line.connections == 1);
        alone.filter(move |line| line.scenario == scenario.label())
    };
    of(Scenario::Detail)
        .flat_map(move |plain| of(other).map(move |line| (plain, line)))
        .filter(|(plain, line)| plain.database == line.database && plain.products == line.products)
}

fn is(line: &Line, scenario: Scenario) -> bool {
    line.scenario == scenario.label() && line.connections == JUDGED_AT
}
