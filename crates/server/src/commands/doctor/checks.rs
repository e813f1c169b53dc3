use std::path::Path;

use hexmart_application::inventory::LedgerFault;
use hexmart_application::platform::{Clock, Storage};
use hexmart_domain::shared::Instant;

use super::report::Report;
use crate::clock::SystemClock;
use crate::database::Database;
use crate::failure::{Failure, chain};
use crate::secret::{self, TokenSecret};

/// A clock before this one's release, in seconds since 1970 (2026-01-01), was never set.
const RELEASED: i64 = 1_767_225_600;
/// Faults that are shown; where there is one, there may be a million.
const FAULTS: u64 = 5;

/// Whether the clock was ever set: discounts, coupons and tokens go by it.
pub(super) fn clock(report: &mut Report) -> Result<(), Failure> {
    let now = SystemClock.now();
    let shown = shown(now);
    if now.timestamp() < RELEASED {
        return report.wrong("clock", &shown, "set it, best by NTP");
    }
    report.fine("clock", &shown)
}

fn shown(now: Instant) -> String {
    now.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Whether tokens are signed with a secret that lasts.
pub(super) fn secret(report: &mut Report, database: &Database) -> Result<(), Failure> {
    const PART: &str = "secret";
    match TokenSecret::from_environment() {
        Ok(Some(_)) => return report.fine(PART, &format!("{} is set", secret::VARIABLE)),
        Err(failure) => {
            let (what, cure) = failure.what_and_cure();
            return report.wrong(PART, what, cure);
        }
        Ok(None) => {}
    }
    match secret::key_file(database) {
        Some(file) if !file.exists() => report.fine(PART, "the first start makes one beside the database"),
        Some(file) if open_to_others(&file) => report.wrong(
            PART,
            &format!("other users can read {}", file.display()),
            &format!("chmod 600 {}", file.display()),
        ),
        Some(file) => report.fine(PART, &format!("kept in {}", file.display())),
        None => report.warn(
            PART,
            "tokens end with the server and count on no other",
            &format!("set {} to the output of `openssl rand -hex 32`", secret::VARIABLE),
        ),
    }
}

#[cfg(unix)]
fn open_to_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn open_to_others(_file: &Path) -> bool {
    false
}

/// Whether the database answers, with the right schema, safe settings and a ledger that adds up.
pub(super) async fn storage(report: &mut Report, database: &Database) -> Result<(), Failure> {
    const PART: &str = "database";
    if database.file().is_some_and(|file| !file.exists()) {
        return report.down(
            PART,
            &format!("{database} does not exist"),
            "`hexmart migrate` makes it",
        );
    }
    let pending = match database.pending().await {
        Ok(pending) => pending,
        Err(failure) => return down(report, &failure),
    };
    report.fine(PART, &format!("{database} answers"))?;
    settings(report, database).await?;
    if !pending.is_empty() {
        let what = format!("{} pending: {}", pending.len(), pending.join(", "));
        return report.wrong("migrations", &what, "`hexmart migrate` applies them");
    }
    report.fine("migrations", "up to date")?;
    match database.open().await {
        Ok(storage) => ledger(report, &storage).await,
        Err(failure) => down(report, &failure),
    }
}

fn down(report: &mut Report, failure: &Failure) -> Result<(), Failure> {
    let (what, cure) = failure.what_and_cure();
    let why = failure.why().map(|why| format!(" ({why})")).unwrap_or_default();
    report.down("database", &format!("{what}{why}"), cure)
}

async fn settings(report: &mut Report, database: &Database) -> Result<(), Failure> {
    match database.check().await {
        Ok(findings) => findings.iter().try_for_each(|finding| {
            if finding.ok {
                report.fine("settings", &finding.what)
            } else {
                report.warn("settings", &finding.what, &finding.cure)
            }
        }),
        Err(failure) => down(report, &failure),
    }
}

async fn ledger(report: &mut Report, storage: &Storage) -> Result<(), Failure> {
    const PART: &str = "ledger";
    match storage.stock.faults(FAULTS).await {
        Ok(faults) if faults.is_empty() => report.fine(PART, "every version follows from the one before"),
        Ok(faults) => report.wrong(PART, &contradictions(&faults), "restore the last sound backup"),
        Err(error) => report.down(PART, &chain(&error), "look at the database's log"),
    }
}

fn contradictions(faults: &[LedgerFault]) -> String {
    let shown: Vec<_> = faults
        .iter()
        .map(|fault| format!("{} version {}", fault.key.item, fault.version))
        .collect();
    format!("contradicts itself at {}", shown.join(", "))
}
