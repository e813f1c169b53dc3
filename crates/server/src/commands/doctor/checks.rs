use std::path::Path;
use std::sync::Arc;

use hexmart_application::inventory::LedgerFault;
use hexmart_application::platform::{Clock, Storage};
use hexmart_domain::shared::Instant;
use hexmart_security_adapter::{KeyRing, KeyRingError, KeyVault};

use super::report::Report;
use crate::clock::SystemClock;
use crate::database::Database;
use crate::failure::{Exit, Failure, chain};
use crate::keys;

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

/// Whether the keys that sign and seal are there, and nobody else's to read.
pub(super) fn keys(report: &mut Report, database: &Database, named: Option<&Path>) -> Result<(), Failure> {
    const PART: &str = "keys";
    let Some(file) = keys::file(database, named) else {
        return report.fine(PART, "they end with the server, as the data does");
    };
    let shown = file.display();
    match KeyRing::open(&file) {
        Ok(_) => report.fine(PART, &format!("kept in {shown}")),
        Err(KeyRingError::Missing) => report.fine(PART, &format!("the first start makes {shown}")),
        Err(KeyRingError::Exposed { .. }) => report.wrong(
            PART,
            &format!("other users can read {shown}"),
            &format!("chmod 600 {shown}"),
        ),
        Err(error) => report.wrong(
            PART,
            &format!("{shown} cannot be used: {}", chain(&error)),
            "restore it from its backup: without it personal data stays sealed",
        ),
    }
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
    // The ledger is not sealed, so any vault will do.
    let ring = KeyRing::ephemeral(SystemClock.now());
    let ring = ring.map_err(|error| Failure::new(Exit::Failed, "cannot make keys").because(&error))?;
    match database.open(Arc::new(KeyVault::new(Arc::new(ring)))).await {
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
