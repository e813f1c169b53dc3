use std::error::Error;
use std::path::Path;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::SimpleAsyncConnection;
use diesel_async::sync_connection_wrapper::{SpawnBlocking, SyncConnectionWrapper};
use futures_executor::block_on;
use futures_util::future::{BoxFuture, ready};

use crate::error::OpenError;

/// A connection whose queries run in place, on the thread that awaits them.
pub(super) type Conn = SyncConnectionWrapper<SqliteConnection, InPlace>;

/// Runs "blocking" work right here: our threads are made for it, and a hop per query would cost more than the query.
#[derive(Debug)]
pub(super) struct InPlace;

impl SpawnBlocking for InPlace {
    fn spawn_blocking<'a, R>(
        &mut self,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> BoxFuture<'a, Result<R, Box<dyn Error + Send + Sync>>>
    where
        R: Send + 'static,
    {
        Box::pin(ready(Ok(task())))
    }

    fn get_runtime() -> Self {
        Self
    }
}

/// Durable at every commit (`synchronous=FULL`; sharing one fsync among many commands makes that affordable), and
/// readers that never wait for the writer (WAL). The log is folded into the file every 48 MB: pages that change often are
/// then written there once, and reading the log at the start takes some 60 ms at most. (A thread that folds it beside the
/// writer takes more from a small machine than it gives.) Ten megabytes of cache per connection.
const SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA cache_size = -10000; \
     PRAGMA wal_autocheckpoint = 12000; PRAGMA journal_size_limit = 67108864;";

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Write,
    Read,
}

impl Purpose {
    /// Whoever writes keeps in memory what a savepoint would copy into a temporary file page by page.
    const fn setting(self) -> &'static str {
        match self {
            Self::Write => "PRAGMA temp_store = MEMORY",
            Self::Read => "PRAGMA query_only = ON",
        }
    }
}

/// Opens the file, and makes it and its folder when they are missing.
pub(super) fn establish(path: &Path, purpose: Purpose) -> Result<SqliteConnection, OpenError> {
    let unreachable = |reason: String| OpenError::Unreachable {
        target: path.display().to_string(),
        reason,
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| unreachable(error.to_string()))?;
    }
    let address = path
        .to_str()
        .ok_or_else(|| unreachable("its name is not UTF-8".to_owned()))?;
    let mut conn = SqliteConnection::establish(address).map_err(|error| unreachable(error.to_string()))?;
    apply_settings(&mut conn).map_err(|error| unreachable(error.to_string()))?;
    conn.batch_execute(purpose.setting())
        .map_err(|error| unreachable(error.to_string()))?;
    Ok(conn)
}

/// How often the settings are tried: two connections that turn a new file to WAL at once lock each other out, and that
/// is an error at once, whatever the busy timeout says.
const TRIES: u32 = 100;

fn apply_settings(conn: &mut SqliteConnection) -> QueryResult<()> {
    let mut applied = conn.batch_execute(SETTINGS);
    for _ in 1..TRIES {
        match &applied {
            Err(error) if error.to_string().contains("database is locked") => {
                std::thread::sleep(Duration::from_millis(20));
                applied = conn.batch_execute(SETTINGS);
            }
            _ => break,
        }
    }
    applied
}

/// How long a connection waits for work before it gives back what it does not need for it.
const IDLE: Duration = Duration::from_millis(500);

/// What comes next in the line of a connection's thread; none when nobody is left to stand in it. While there is nothing for
/// a moment, pages that were read before are not kept: the operating system has them too.
pub(super) fn next<T>(conn: &mut Conn, line: &Receiver<T>) -> Option<T> {
    match line.recv_timeout(IDLE) {
        Ok(first) => Some(first),
        Err(RecvTimeoutError::Disconnected) => None,
        Err(RecvTimeoutError::Timeout) => {
            if let Err(error) = block_on(conn.batch_execute("PRAGMA shrink_memory")) {
                tracing::warn!(%error, "an idle connection keeps its memory");
            }
            line.recv().ok()
        }
    }
}

/// Has the planner's figures brought up to date for tables that have grown or shrunk tenfold since they were made, from a
/// sample of each: at the start, because statements keep the plans that they were prepared with. Should another process be
/// writing all the while, the old figures stand.
pub(super) fn refresh_figures(path: &Path) -> Result<(), OpenError> {
    let mut conn = establish(path, Purpose::Write)?;
    if let Err(error) = conn.batch_execute("PRAGMA optimize = 0x10012") {
        tracing::warn!(%error, "the planner's figures are not refreshed");
    }
    Ok(())
}

/// The first version without the bug that can corrupt a file when two connections checkpoint its log.
const SOUND: [u32; 3] = [3, 51, 3];

/// Refuses to work with an SQLite older than [`SOUND`].
pub(super) fn require_sound_version() -> Result<(), OpenError> {
    let found = linked_version()?;
    let parts: Vec<u32> = found.split('.').filter_map(|part| part.parse().ok()).collect();
    if parts.as_slice() >= SOUND.as_slice() {
        Ok(())
    } else {
        Err(OpenError::SqliteTooOld { found })
    }
}

fn linked_version() -> Result<String, OpenError> {
    let unreachable = |reason: String| OpenError::Unreachable {
        target: ":memory:".to_owned(),
        reason,
    };
    let mut conn = SqliteConnection::establish(":memory:").map_err(|error| unreachable(error.to_string()))?;
    diesel::select(diesel::dsl::sql::<Text>("sqlite_version()"))
        .get_result(&mut conn)
        .map_err(|error| unreachable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linked_sqlite_is_sound() {
        assert!(require_sound_version().is_ok(), "{:?}", linked_version());
    }

    /// See `.cargo/config.toml`.
    #[test]
    fn statements_stay_prepared_when_their_parameters_change() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        let stable = "(SELECT count(*) FROM pragma_compile_options WHERE compile_options = 'ENABLE_QPSG')";
        let compiled: i64 = diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(stable))
            .get_result(&mut conn)
            .unwrap();
        assert_eq!(compiled, 1);
    }
}
