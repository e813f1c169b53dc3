use std::sync::Arc;

use async_trait::async_trait;
use diesel_async::{AnsiTransactionManager, SimpleAsyncConnection, TransactionManager};
use hexmart_application::platform::{Rollback, Store, StoreError, Work};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::classify::classify;
use super::connection::{PATIENCE, Pool, Pooled, discard, take};
use super::operations::{Operation, Sweeper};
use super::queries::Transaction;
use crate::gauges::Gauges;
use crate::retry::{RetryPolicy, on_conflict};

/// Transactions, on the pool.
pub(super) struct MysqlStore {
    pool: Pool,
    gauges: Arc<Gauges>,
    runtime: Handle,
    _sweeper: Sweeper,
}

impl MysqlStore {
    pub(super) fn new(pool: Pool, gauges: Arc<Gauges>, sweeper: Sweeper) -> Self {
        Self {
            pool,
            gauges,
            runtime: Handle::current(),
            _sweeper: sweeper,
        }
    }
}

#[async_trait]
impl Store for MysqlStore {
    /// Runs on a task of its own: what was begun is finished even when the caller stops waiting.
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        let (pool, gauges) = (self.pool.clone(), Arc::clone(&self.gauges));
        let running = async move {
            on_conflict(RetryPolicy::default(), &gauges, name, || attempt(&pool, &*work)).await
        };
        self.runtime
            .spawn(running)
            .await
            .unwrap_or_else(|panic| Err(StoreError::backend(panic)))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        let pool = self.pool.clone();
        let pinging = async move {
            match ask(&pool).await {
                // The server may only have been restarted: the second try has a new connection.
                Err(StoreError::Unavailable(_)) => ask(&pool).await,
                answered => answered,
            }
        };
        self.runtime
            .spawn(pinging)
            .await
            .unwrap_or_else(|panic| Err(StoreError::backend(panic)))
    }
}

async fn ask(pool: &Pool) -> Result<(), StoreError> {
    let mut conn = take(pool).await?;
    let answered = timeout(PATIENCE / 2, conn.batch_execute("DO 0")).await;
    finish(
        pool,
        conn,
        answered.map_or_else(
            |late| Err(StoreError::unavailable(late)),
            |done| done.map_err(classify),
        ),
    )
}

async fn attempt(pool: &Pool, work: &dyn Work) -> Result<(), StoreError> {
    let operation = Operation::new();
    let mut conn = match begin(pool, operation).await {
        // Nothing is begun yet, and the server may only have been restarted: the second try has a new connection.
        Err(StoreError::Unavailable(_)) => begin(pool, operation).await?,
        begun => begun?,
    };
    match work.attempt(&mut Transaction::on(&mut conn)).await {
        Ok(()) => commit(pool, conn, operation).await,
        Err(rollback) => {
            let undone = AnsiTransactionManager::rollback_transaction(&mut *conn)
                .await
                .map_err(classify);
            // A transaction that cannot be rolled back ends with its connection, so the outcome is the same.
            let _ended = finish(pool, conn, undone.map_err(StoreError::unavailable));
            match rollback {
                Rollback::Refused => Ok(()),
                Rollback::Store(error) => Err(error),
            }
        }
    }
}

/// The deadline is safe here, and only here: a transaction that has not begun has nothing to lose.
async fn begin(pool: &Pool, operation: Operation) -> Result<Pooled, StoreError> {
    let mut conn = take(pool).await?;
    let sql = operation.begin_sql();
    let beginning = AnsiTransactionManager::begin_transaction_sql(&mut *conn, &sql);
    let begun = timeout(PATIENCE, beginning).await;
    match begun.map_or_else(
        |late| Err(StoreError::unavailable(late)),
        |done| done.map_err(classify),
    ) {
        Ok(()) => Ok(conn),
        Err(error) => {
            discard(pool, conn);
            Err(error)
        }
    }
}

async fn commit(pool: &Pool, mut conn: Pooled, operation: Operation) -> Result<(), StoreError> {
    let committed = AnsiTransactionManager::commit_transaction(&mut *conn)
        .await
        .map_err(classify);
    match committed {
        Ok(()) => Ok(()),
        Err(StoreError::Unavailable(lost)) => {
            discard(pool, conn);
            let never = || Err(StoreError::Unavailable(lost));
            if operation.was_committed(pool).await? {
                Ok(())
            } else {
                never()
            }
        }
        Err(error) => {
            discard(pool, conn);
            Err(error)
        }
    }
}

/// Gives a connection back to the pool, or closes it when it broke.
fn finish(pool: &Pool, conn: Pooled, outcome: Result<(), StoreError>) -> Result<(), StoreError> {
    if matches!(outcome, Err(StoreError::Unavailable(_))) {
        discard(pool, conn);
    }
    outcome
}
