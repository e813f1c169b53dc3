//! On what the figures were taken.

use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

use anyhow::Result;
use serde::Serialize;

use crate::baseline::{mariadb, sqlite};

/// The facts without which a number means nothing.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    pub(crate) taken: String,
    pub(crate) commit: String,
    pub(crate) cores: usize,
    pub(crate) cpu: String,
    pub(crate) kernel: String,
    pub(crate) sqlite: String,
    pub(crate) mariadb: Option<String>,
}

impl Machine {
    /// Looks around; also refuses a MariaDB that does not flush at every commit.
    pub(crate) fn describe(mysql_url: Option<&str>) -> Result<Self> {
        Ok(Self {
            taken: answer_of("date", &["-u", "+%F %H:%M UTC"]),
            commit: commit(),
            cores: available_parallelism().map_or(0, usize::from),
            cpu: cpu_model(),
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease")
                .unwrap_or_default()
                .trim()
                .to_owned(),
            sqlite: sqlite::version()?,
            mariadb: mysql_url.map(mariadb::version).transpose()?,
        })
    }
}

fn commit() -> String {
    let commit = answer_of("git", &["rev-parse", "--short=12", "HEAD"]);
    // The report itself changes with every run; only other changes make the commit a half-truth.
    let changed = answer_of(
        "git",
        &["status", "--porcelain", "--", ".", ":(exclude)benches/results"],
    );
    if changed.is_empty() {
        commit
    } else {
        format!("{commit} with uncommitted changes")
    }
}

fn cpu_model() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or_else(|| "unknown".to_owned(), |(_, name)| name.trim().to_owned())
}

fn answer_of(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}
