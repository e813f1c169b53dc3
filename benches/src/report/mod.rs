//! The result of a run, for people and for programs.

mod markdown;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::figure::Figure;
use crate::line::{Line, Ratio};
use crate::machine::Machine;
use crate::progress;

/// Everything a run showed.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) seconds: u64,
    pub(crate) lines: Vec<Line>,
    pub(crate) figures: Vec<Figure>,
    /// Parts of the run that came to an early end.
    pub(crate) failures: Vec<String>,
}

impl Report {
    /// Whether every target is met and every part was measured; "no errors" is one of the figures.
    pub(crate) fn passed(&self) -> bool {
        self.failures.is_empty() && self.verdicts().all(|met| met)
    }

    /// For each target that could be judged, whether it is met.
    pub(crate) fn verdicts(&self) -> impl Iterator<Item = bool> {
        let ratios = self
            .lines
            .iter()
            .filter_map(|line| line.ratio.as_ref().and_then(Ratio::met));
        ratios.chain(self.figures.iter().filter_map(Figure::met))
    }
}

/// Prints the report and writes it as Markdown to `out` and as JSON beside it.
pub(crate) fn publish(report: &Report, out: &Path) -> Result<()> {
    let text = markdown::page(report);
    println!("{text}");
    if let Some(folder) = out.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let beside = out.with_extension("json");
    write(out, &text)?;
    write(&beside, &(serde_json::to_string_pretty(report)? + "\n"))?;
    progress::note(&format!("written to {} and {}", out.display(), beside.display()));
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
