//! What the lines of the catalogue part are held to.

use super::view::View;
use crate::cli::Engine;
use crate::figure::Figure;
use crate::line::Line;

/// The lists that must be fast however many look at once.
pub(super) const LISTS: [View; 5] = [
    View::ByPrice,
    View::InCategory,
    View::InStock,
    View::OfSeller,
    View::Tagged,
];
/// What must not become slower with the catalogue.
pub(super) const GROWING: [View; 3] = [View::ByPrice, View::Detail, View::Search];
/// Connections of the lists that are judged.
pub(super) const MANY: usize = 16;

/// Everything that is read off the lines of one database.
pub(crate) fn from_lines(lines: &[Line]) -> Vec<Figure> {
    let Some((engine, small, large)) = sizes(lines) else {
        return Vec::new();
    };
    let on = engine.label();
    let line = |view: View, products, connections| {
        lines.iter().find(|line| {
            (line.scenario, line.products, line.connections) == (view.label(), products, connections)
        })
    };
    let growth = GROWING.into_iter().filter_map(|view| {
        let (before, after) = (line(view, small, 1)?, line(view, large, 1)?);
        let name = format!("{} p50 on {on}: {large} products against {small}", view.label());
        Some(Figure::new(name, after.p50_ms / before.p50_ms, 1.5, "x"))
    });
    let lists = LISTS.into_iter().filter_map(|view| {
        let many = line(view, large, MANY)?;
        let name = format!(
            "{} p99 on {on}, {large} products, {MANY} connections",
            view.label()
        );
        Some(Figure::new(name, many.p99_ms, 20.0, "ms"))
    });
    let found = [(View::Search, 10.0), (View::Suggest, 5.0)]
        .into_iter()
        .filter_map(|(view, limit)| {
            let alone = line(view, large, 1)?;
            let name = format!("{} p95 on {on}, {large} products", view.label());
            Some(Figure::new(name, alone.p95_ms, limit, "ms"))
        });
    let peak = lines
        .iter()
        .filter_map(|line| line.peak_rss_mb)
        .max_by(f64::total_cmp);
    let peak = peak.map(|peak| {
        let name = format!("RSS on {on}, highest in any line of the catalogue, mapped index included");
        Figure::shown(name, peak, "MB")
    });
    growth.chain(lists).chain(found).chain(peak).collect()
}

/// The most seconds that the import may take.
pub(super) fn import_seconds(engine: Engine) -> f64 {
    match engine {
        Engine::Sqlite => 60.0,
        Engine::Mariadb => 180.0,
    }
}

fn sizes(lines: &[Line]) -> Option<(Engine, u64, u64)> {
    let products = || lines.iter().map(|line| line.products);
    let engine = lines.first()?.database;
    Some((engine, products().min()?, products().max()?))
}
