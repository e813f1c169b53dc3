//! The report as a Markdown page.

use crate::figure::Figure;
use crate::line::{Line, Ratio};
use crate::machine::Machine;
use crate::report::Report;

const LINES_HEAD: &str = "\
| database | products | scenario | connections | req/s | p50 ms | p95 ms | p99 ms | errors | RSS MB | ratio | target | met |
|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|
";
const FIGURES_HEAD: &str = "\
| figure | value | limit | met |
|---|--:|--:|---|
";

/// The whole page.
pub(crate) fn page(report: &Report) -> String {
    let lines: String = report.lines.iter().map(row).collect();
    let figures: String = report.figures.iter().map(figure_row).collect();
    let errors: String = report.lines.iter().filter_map(error_note).collect();
    format!(
        "# Benchmark\n\n{}\nMeasured {} s per line. {}\n\n{LINES_HEAD}{lines}\n{FIGURES_HEAD}{figures}{errors}",
        facts(&report.machine),
        report.seconds,
        verdict(report),
    )
}

fn verdict(report: &Report) -> String {
    let judged = report.verdicts().count();
    let missed = report.verdicts().filter(|met| !met).count();
    let mut text = match missed {
        0 => format!("All {judged} targets of this run are met."),
        _ => format!("**{missed} of {judged} targets are missed.**"),
    };
    for failure in &report.failures {
        text.push_str("\n\n**Ended early:** ");
        text.push_str(failure);
    }
    text
}

fn facts(machine: &Machine) -> String {
    let mariadb = machine.mariadb.as_deref().unwrap_or("not measured");
    format!(
        "- Taken {} at commit {}\n- {} cores, {}, Linux {}\n- SQLite {}\n- MariaDB: {mariadb}\n",
        machine.taken, machine.commit, machine.cores, machine.cpu, machine.kernel, machine.sqlite,
    )
}

fn row(line: &Line) -> String {
    let memory = line.peak_rss_mb.map_or(String::new(), |mb| format!("{mb:.1}"));
    let ratio = line
        .ratio
        .as_ref()
        .map_or(String::new(), |ratio| format!("{:.2} {}", ratio.value, ratio.to));
    let target = line.ratio.as_ref().and_then(|ratio| ratio.target);
    let target = target.map_or(String::new(), |target| format!("≥ {target:.2}"));
    let met = line.ratio.as_ref().and_then(Ratio::met).map_or("", yes_or_no);
    format!(
        "| {} | {} | {} | {} | {:.0} | {:.3} | {:.3} | {:.3} | {} | {memory} | {ratio} | {target} | {met} |\n",
        line.database.label(),
        line.products,
        line.scenario,
        line.connections,
        line.rate,
        line.p50_ms,
        line.p95_ms,
        line.p99_ms,
        line.errors,
    )
}

fn figure_row(figure: &Figure) -> String {
    let Figure {
        name,
        value,
        limit,
        unit,
    } = figure;
    let limit = limit.map_or(String::new(), |limit| format!("≤ {limit} {unit}"));
    let met = figure.met().map_or("", yes_or_no);
    format!("| {name} | {value:.2} {unit} | {limit} | {met} |\n")
}

fn error_note(line: &Line) -> Option<String> {
    let error = line.first_error.as_deref()?.replace('\n', " ");
    let (scenario, connections, database) = (line.scenario, line.connections, line.database.label());
    Some(format!(
        "\nFirst error of {scenario}, {connections} connections, {database}: `{error}`\n"
    ))
}

fn yes_or_no(met: bool) -> &'static str {
    if met { "yes" } else { "**no**" }
}
