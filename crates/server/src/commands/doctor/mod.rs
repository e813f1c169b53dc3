//! What is wrong with a shop, and what cures it.

mod checks;
mod liveness;
mod report;

use std::process::ExitCode;

use crate::cli::DoctorArgs;
use crate::database::Database;
use crate::failure::Failure;

use report::Report;

/// Runs every check, or the quick one.
pub(super) async fn run(args: DoctorArgs) -> Result<ExitCode, Failure> {
    let mut report = Report::default();
    if args.quick {
        liveness::check(&mut report, args.listen.address)?;
        return Ok(report.exit_code());
    }
    let database = Database::parse(&args.database.url)?;
    checks::clock(&mut report)?;
    checks::keys(&mut report, &database, args.keys.keys_file.as_deref())?;
    checks::storage(&mut report, &database).await?;
    Ok(report.exit_code())
}
