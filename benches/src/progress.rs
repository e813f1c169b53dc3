//! One line on stderr per measurement, so that a run of many minutes shows where it is.

use std::io::{IsTerminal, stderr};

use crate::line::Line;

/// Says what is going on.
pub(crate) fn note(text: &str) {
    eprintln!("bench: {text}");
}

/// Announces a measurement; on a terminal the result then replaces the announcement.
pub(crate) fn measuring(label: &str, connections: usize) {
    if stderr().is_terminal() {
        eprint!("  {label}, {connections} connections …\r");
    }
}

/// Shows the result of a measurement.
pub(crate) fn measured(line: &Line) {
    let clear = if stderr().is_terminal() { "\x1b[2K" } else { "" };
    let ratio = line.ratio.as_ref().map_or(String::new(), |ratio| {
        format!("  {:.2} {}", ratio.value, ratio.to)
    });
    eprintln!(
        "{clear}  {:<8}{:>7}  {:<32}{:>3} c {:>10.0}/s  p50 {:>8.3} ms  p99 {:>8.3} ms  {} errors{ratio}",
        line.database.label(),
        line.products,
        line.scenario,
        line.connections,
        line.rate,
        line.p50_ms,
        line.p99_ms,
        line.errors,
    );
    if let Some(error) = &line.first_error {
        eprintln!("    first error: {error}");
    }
}
