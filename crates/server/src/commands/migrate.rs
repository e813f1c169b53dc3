use crate::cli::MigrateArgs;
use crate::database::Database;
use crate::failure::Failure;
use crate::terminal;

/// Applies what is pending, or lists it.
pub(super) async fn run(args: MigrateArgs) -> Result<(), Failure> {
    let database = Database::parse(&args.database.url)?.must_last()?;
    let (word, names) = if args.status {
        ("pending", database.pending().await?)
    } else {
        ("applied", database.migrate().await?)
    };
    for name in &names {
        terminal::say(&format!("{word} {name}"))?;
    }
    if names.is_empty() {
        terminal::say("up to date")?;
    }
    Ok(())
}
