//! Operation rows: how a commit whose answer was lost is found again.

use std::time::Duration;

use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::Bool;
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use tokio::task::AbortHandle;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use uuid::Uuid;

use super::classify::classify;
use super::connection::{Conn, Pool, discard, take};

/// The number of one attempt at a transaction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation(Uuid);

/// How long a commit in doubt is asked after.
pub(super) const DOUBT: Duration = Duration::from_secs(1);
pub(super) const BETWEEN_QUESTIONS: Duration = Duration::from_millis(50);

impl Operation {
    pub(super) fn new() -> Self {
        Self(Uuid::from_bytes(rand::random()))
    }

    /// Begins a transaction and writes the row that proves its commit: two statements, one round trip.
    pub(super) fn begin_sql(self) -> String {
        format!("BEGIN; {}", self.insert_sql(true))
    }

    /// `committed` is false in the row that prevents a commit: should the answer to *that* be lost, the row must not
    /// be taken for a proof.
    fn insert_sql(self, committed: bool) -> String {
        let digits = self.0.simple();
        format!(
            "INSERT INTO operations (op_id, committed, recorded_at) VALUES (x'{digits}', {committed}, UTC_TIMESTAMP(6))"
        )
    }

    /// Whether the transaction was committed, or else makes sure that it never will be.
    ///
    /// Reading would not do: the server may still be at it. So the row is written once more. The attempt waits for
    /// the lock of a transaction that is under way; a duplicate proves the commit, a success prevents it.
    pub(super) async fn was_committed(self, pool: &Pool) -> Result<bool, StoreError> {
        let give_up_at = Instant::now() + DOUBT;
        loop {
            let refused = match self.write_again(pool).await {
                Ok(committed) => return Ok(committed),
                Err(refused) => refused,
            };
            if Instant::now() >= give_up_at {
                return Err(StoreError::unresolved(refused));
            }
            sleep(BETWEEN_QUESTIONS).await;
        }
    }

    async fn write_again(self, pool: &Pool) -> Result<bool, StoreError> {
        let mut conn = take(pool).await?;
        let prevented = diesel::sql_query(self.insert_sql(false)).execute(&mut conn).await;
        let committed = match prevented {
            Ok(_) => Ok(false),
            Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => self.read(&mut conn).await,
            Err(error) => Err(error),
        };
        let committed = committed.map_err(classify);
        if matches!(committed, Err(StoreError::Unavailable(_))) {
            discard(pool, conn);
        }
        committed
    }

    async fn read(self, conn: &mut Conn) -> QueryResult<bool> {
        let query = format!(
            "SELECT committed FROM operations WHERE op_id = x'{}'",
            self.0.simple()
        );
        let row: Proof = diesel::sql_query(query).get_result(conn).await?;
        Ok(row.committed)
    }
}

#[derive(QueryableByName)]
struct Proof {
    #[diesel(sql_type = Bool)]
    committed: bool,
}

/// Removes operation rows that nobody can be in doubt about any more.
#[derive(Debug)]
pub(super) struct Sweeper(AbortHandle);

const SWEEP_EVERY: Duration = Duration::from_hours(1);
/// Rows per statement, so that no transaction grows long.
const SWEEP_ROWS: i64 = 5_000;

impl Sweeper {
    pub(super) fn start(pool: Pool) -> Self {
        let sweeping = async move {
            let mut rounds = interval(SWEEP_EVERY);
            rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                rounds.tick().await;
                if let Err(error) = sweep(&pool).await {
                    tracing::warn!(?error, "operation rows were not swept");
                }
            }
        };
        Self(tokio::spawn(sweeping).abort_handle())
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn sweep(pool: &Pool) -> Result<(), StoreError> {
    let mut conn = take(pool).await?;
    while sweep_some(&mut conn).await.map_err(classify)? > 0 {}
    Ok(())
}

async fn sweep_some(conn: &mut Conn) -> QueryResult<usize> {
    diesel::sql_query(
        "DELETE FROM operations WHERE recorded_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY ORDER BY recorded_at LIMIT ?",
    )
    .bind::<diesel::sql_types::BigInt, _>(SWEEP_ROWS)
    .execute(conn)
    .await
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use diesel_async::SimpleAsyncConnection;
    use hexmart_contracts::given::Ring;

    use super::super::Options;
    use super::super::connection::{Pooled, pool};
    use super::super::trial;
    use super::*;

    /// A transaction that has begun under its number, in a database that is gone with the guard; none without a server.
    async fn begun() -> Option<(Pool, Operation, Pooled, hexmart_test_mariadb::Database)> {
        let (_conn, database) = trial::fresh().await?;
        let options = Options {
            url: database.url().to_owned(),
            connections: 4,
            vault: Arc::new(Ring::default()),
        };
        let pool = pool(&options).unwrap();
        let operation = Operation::new();
        let mut conn = take(&pool).await.unwrap();
        conn.batch_execute(&operation.begin_sql()).await.unwrap();
        Some((pool, operation, conn, database))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_was_committed_is_known_to_be_however_often_it_is_asked() {
        let Some((pool, operation, mut conn, _database)) = begun().await else {
            return;
        };
        conn.batch_execute("COMMIT").await.unwrap();
        for _ in 0..2 {
            assert!(operation.was_committed(&pool).await.unwrap());
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_was_not_committed_never_will_be() {
        let Some((pool, operation, mut conn, _database)) = begun().await else {
            return;
        };
        conn.batch_execute("ROLLBACK").await.unwrap();
        for _ in 0..2 {
            assert!(!operation.was_committed(&pool).await.unwrap());
        }
        assert!(conn.batch_execute(&operation.begin_sql()).await.is_err());
    }

    /// The answer to a commit is lost while the server is still at it: whoever asks waits for its end.
    #[tokio::test(flavor = "multi_thread")]
    async fn who_asks_too_early_waits_for_the_end() {
        let Some((pool, operation, mut conn, _database)) = begun().await else {
            return;
        };
        let asking = tokio::spawn({
            let pool = pool.clone();
            async move { operation.was_committed(&pool).await }
        });
        conn.batch_execute("DO SLEEP(0.2); COMMIT").await.unwrap();
        assert!(asking.await.unwrap().unwrap());
    }
}
