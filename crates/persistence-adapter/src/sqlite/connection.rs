use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

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
/// writer takes more from a small machine than it gives.) Ten megabytes of cache per connection, unless its
/// purpose says otherwise.
const SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA cache_size = -10000; \
     PRAGMA wal_autocheckpoint = 12000; PRAGMA journal_size_limit = 67108864;";

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Write,
    Read,
    /// To read on and on, what will not be read again soon.
    ReadThrough,
}

impl Purpose {
    /// Whoever writes keeps in memory what a savepoint would copy into a temporary file page by page.
    const fn setting(self) -> &'static str {
        match self {
            Self::Write => "PRAGMA temp_store = MEMORY",
            Self::Read => "PRAGMA query_only = ON",
            Self::ReadThrough => "PRAGMA query_only = ON; PRAGMA cache_size = -2000",
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
/// a moment, pages that were read before are not kept, for the operating system has them too, and there is time for more.
pub(super) fn next<T>(conn: &mut Conn, line: &Receiver<T>, idle: impl FnOnce(&mut Conn)) -> Option<T> {
    match line.recv_timeout(IDLE) {
        Ok(first) => Some(first),
        Err(RecvTimeoutError::Disconnected) => None,
        Err(RecvTimeoutError::Timeout) => {
            if let Err(error) = block_on(conn.batch_execute("PRAGMA shrink_memory")) {
                tracing::warn!(%error, "an idle connection keeps its memory");
            }
            idle(conn);
            line.recv().ok()
        }
    }
}

/// Brings the planner's figures up to date for tables that have grown or shrunk tenfold since they were made, from a sample of
/// each. Every connection of every process then plans its statements anew.
const REFRESH: &str = "PRAGMA optimize = 0x10012";

/// When the planner's figures were looked at: at the start, and now and then while there is nothing to be written, for a shop
/// that opens empty and imports its goods would be read like an empty one until the next start. Should another process be
/// writing, the old figures stand.
#[derive(Debug)]
pub(super) struct Figures {
    looked_at: Instant,
}

impl Figures {
    const EVERY: Duration = Duration::from_mins(10);

    pub(super) fn at_the_start(path: &Path) -> Result<Self, OpenError> {
        let mut conn = establish(path, Purpose::Write)?;
        warn(conn.batch_execute(REFRESH));
        Ok(Self {
            looked_at: Instant::now(),
        })
    }

    /// Looks again if it is time to.
    pub(super) fn look(&mut self, conn: &mut Conn, now: Instant) {
        if now.duration_since(self.looked_at) >= Self::EVERY {
            self.looked_at = now;
            warn(block_on(conn.batch_execute(REFRESH)));
        }
    }
}

fn warn(refreshed: QueryResult<()>) {
    if let Err(error) = refreshed {
        tracing::warn!(%error, "the planner's figures are not refreshed");
    }
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

    #[derive(QueryableByName)]
    struct Believed {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        rows: i64,
    }

    /// How many rows the planner believes an index to have.
    fn believed(conn: &mut Conn) -> i64 {
        let figures = "SELECT CAST(stat AS INTEGER) AS rows FROM sqlite_stat1 WHERE idx = 'things_by_name'";
        let believed = diesel_async::RunQueryDsl::get_result::<Believed>(diesel::sql_query(figures), conn);
        block_on(believed).unwrap().rows
    }

    #[test]
    fn the_planner_learns_of_a_table_that_grew_once_it_is_time_to_look() {
        let mut conn = Conn::with_runtime(SqliteConnection::establish(":memory:").unwrap(), InPlace);
        let fill = |to: u32| {
            format!(
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {to}) \
                 INSERT INTO things SELECT x % 7 FROM n"
            )
        };
        let table = "CREATE TABLE things (name INTEGER); CREATE INDEX things_by_name ON things (name);";
        block_on(conn.batch_execute(&format!("{table} {}; ANALYZE;", fill(10)))).unwrap();
        let start = Instant::now();
        let (early, due) = (start + Figures::EVERY / 2, start + Figures::EVERY);
        let mut figures = Figures { looked_at: start };
        block_on(conn.batch_execute(&fill(2_000))).unwrap();
        figures.look(&mut conn, early);
        assert_eq!(believed(&mut conn), 10);
        figures.look(&mut conn, due);
        assert!(believed(&mut conn) > 1_000);
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
