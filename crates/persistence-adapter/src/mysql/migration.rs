use diesel_async::{AsyncMigrationHarness, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Conn, establish, without_password};
use crate::error::OpenError;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/mysql");

/// How long one process waits while another changes the schema, in seconds.
const LOCK_WAIT: u32 = 60;

/// Brings the schema up to date and answers the names of the changes that were made.
///
/// Processes that start together take turns: the first changes the schema, the others find nothing to do.
pub async fn migrate(url: &str) -> Result<Vec<String>, OpenError> {
    let mut conn = connect(url).await?;
    let failed = |reason: String| OpenError::Migration {
        target: without_password(url),
        reason,
    };
    let lock = format!("DO GET_LOCK(CONCAT('hexmart-migrate-', MD5(DATABASE())), {LOCK_WAIT})");
    conn.batch_execute(&lock)
        .await
        .map_err(|error| failed(error.to_string()))?;
    // The harness blocks its thread while it waits for the database.
    let migrating = tokio::task::spawn_blocking(move || {
        let mut harness = AsyncMigrationHarness::new(conn);
        let names = names(&mut harness)?;
        harness
            .run_pending_migrations(MIGRATIONS)
            .map_err(|error| error.to_string())?;
        Ok(names)
    });
    migrating
        .await
        .map_err(|panic| failed(panic.to_string()))?
        .map_err(failed)
}

/// The names of the schema changes that [`migrate`] would make.
pub async fn pending(url: &str) -> Result<Vec<String>, OpenError> {
    let conn = connect(url).await?;
    let failed = |reason: String| OpenError::Migration {
        target: without_password(url),
        reason,
    };
    let asking = tokio::task::spawn_blocking(move || names(&mut AsyncMigrationHarness::new(conn)));
    asking
        .await
        .map_err(|panic| failed(panic.to_string()))?
        .map_err(failed)
}

fn names(harness: &mut AsyncMigrationHarness<Conn>) -> Result<Vec<String>, String> {
    let migrations = harness
        .pending_migrations(MIGRATIONS)
        .map_err(|error| error.to_string())?;
    Ok(migrations
        .iter()
        .map(|migration| migration.name().to_string())
        .collect())
}

async fn connect(url: &str) -> Result<Conn, OpenError> {
    establish(url).await.map_err(|error| OpenError::Unreachable {
        target: without_password(url),
        reason: error.to_string(),
    })
}
