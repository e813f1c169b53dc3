use std::path::Path;

use diesel::SqliteConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Purpose, establish};
use crate::error::OpenError;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Brings the schema up to date and answers the names of the changes that were made, all or none.
///
/// Processes that start together take turns: the first changes the schema, the others find nothing to do.
pub async fn migrate(path: &Path) -> Result<Vec<String>, OpenError> {
    on_file(path, |conn| {
        if !conn.has_pending_migration(MIGRATIONS)? {
            return Ok(Vec::new());
        }
        conn.immediate_transaction(|conn| {
            let names = names(conn).map_err(Failure)?;
            conn.run_pending_migrations(MIGRATIONS).map_err(Failure)?;
            Ok::<_, Failure>(names)
        })
        .map_err(|failure| failure.0)
    })
    .await
}

/// The names of the schema changes that [`migrate`] would make.
pub async fn pending(path: &Path) -> Result<Vec<String>, OpenError> {
    on_file(path, names).await
}

fn names(conn: &mut SqliteConnection) -> Result<Vec<String>, Reason> {
    let migrations = conn.pending_migrations(MIGRATIONS)?;
    Ok(migrations
        .iter()
        .map(|migration| migration.name().to_string())
        .collect())
}

type Reason = Box<dyn std::error::Error + Send + Sync>;

/// What a transaction over migrations can end with; the harness knows no errors of Diesel.
struct Failure(Reason);

impl From<diesel::result::Error> for Failure {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.into())
    }
}

async fn on_file<T: Send + 'static>(
    path: &Path,
    work: impl FnOnce(&mut SqliteConnection) -> Result<T, Reason> + Send + 'static,
) -> Result<T, OpenError> {
    let path = path.to_owned();
    let target = path.display().to_string();
    let working = tokio::task::spawn_blocking(move || {
        let mut conn = establish(&path, Purpose::Write)?;
        work(&mut conn)
            .map_err(|reason| reason.to_string())
            .map_err(|reason| OpenError::Migration {
                target: path.display().to_string(),
                reason,
            })
    });
    working.await.map_err(|panic| OpenError::Migration {
        target,
        reason: panic.to_string(),
    })?
}
