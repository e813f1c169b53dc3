use std::sync::Arc;

use async_trait::async_trait;
use diesel_async::{AnsiTransactionManager, SimpleAsyncConnection, TransactionManager};
use futures_util::future::BoxFuture;
use hexmart_application::platform::{Rollback, Store, StoreError, Vault, Work};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::at_once::{Lost, Written, write_at_once};
use super::classify::classify;
use super::connection::{PATIENCE, Pool, Pooled, SLOW, discard, establish, take};
use super::groups::{Groups, Verdict};
use super::lazy::{LazyTransaction, State};
use super::operations::{BETWEEN_QUESTIONS, DOUBT, Operation, Sweeper};
use super::queries::{Answered, Task, Transaction};
use crate::gauges::Gauges;
use crate::retry::{RetryPolicy, on_conflict};

/// Transactions, on the pool.
pub(super) struct MysqlStore {
    shared: Arc<Shared>,
    runtime: Handle,
    _sweeper: Sweeper,
}

struct Shared {
    url: String,
    pool: Pool,
    vault: Arc<dyn Vault>,
    groups: Groups,
    gauges: Arc<Gauges>,
}

impl MysqlStore {
    pub(super) fn new(url: String, pool: Pool, vault: Arc<dyn Vault>, gauges: Arc<Gauges>) -> Self {
        let (groups, sweeper) = (
            Groups::start(&pool, &vault, &gauges),
            Sweeper::start(pool.clone()),
        );
        Self {
            shared: Arc::new(Shared {
                url,
                pool,
                vault,
                groups,
                gauges,
            }),
            runtime: Handle::current(),
            _sweeper: sweeper,
        }
    }
}

impl MysqlStore {
    /// Waits for a task, unless the server stops answering altogether: the task goes on, and its outcome is in doubt.
    async fn see_through(&self, mut task: JoinHandle<Result<(), StoreError>>) -> Result<(), StoreError> {
        loop {
            match timeout(SLOW, &mut task).await {
                Ok(ended) => return ended.unwrap_or_else(|panic| Err(StoreError::backend(panic))),
                Err(slow) if establish(&self.shared.url).await.is_err() => {
                    return Err(StoreError::unresolved(slow));
                }
                Err(_slow) => {}
            }
        }
    }
}

impl MysqlStore {
    /// Runs a write of this adapter's own in a transaction, again after a lost race, and answers what it answered.
    pub(super) async fn write<T, F>(&self, name: &'static str, write: F) -> Result<T, StoreError>
    where
        F: for<'t, 'c> Fn(&'t mut Transaction<'c>) -> BoxFuture<'t, Result<T, StoreError>>
            + Send
            + Sync
            + 'static,
        T: Send + 'static,
    {
        let chore = Answered::new(write);
        let (shared, task) = (Arc::clone(&self.shared), Task::Chore(chore.clone()));
        let running = async move {
            on_conflict(RetryPolicy::default(), &shared.gauges, name, || {
                attempt_alone(&shared.pool, &*shared.vault, task.clone())
            })
            .await
        };
        self.see_through(self.runtime.spawn(running)).await?;
        chore.answer()
    }
}

#[async_trait]
impl Store for MysqlStore {
    /// Runs on a task of its own: what was begun is finished even when the caller stops waiting.
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        let shared = Arc::clone(&self.shared);
        let running = async move {
            on_conflict(RetryPolicy::default(), &shared.gauges, name, || {
                shared.attempt(name, &work)
            })
            .await
        };
        self.see_through(self.runtime.spawn(running)).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        let pool = self.shared.pool.clone();
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

impl Shared {
    /// One attempt, which may turn out to need no transaction of its own.
    async fn attempt(&self, name: &'static str, work: &Arc<dyn Work>) -> Result<(), StoreError> {
        let alone = || attempt_alone(&self.pool, &*self.vault, Task::Work(Arc::clone(work)));
        let mut lazy = LazyTransaction::new(&self.pool, &*self.vault);
        let end = work.attempt(&mut lazy).await;
        match lazy.into_state() {
            State::Collecting(rows) if end.is_ok() => match self.groups.write(rows).await {
                Verdict::Written => Ok(()),
                Verdict::Failed(error) => Err(error),
                Verdict::Alone => alone().await,
            },
            State::Waiting(conn, script) if end.is_ok() && !script.statements.is_empty() => {
                match write_at_once(&self.pool, conn, &script).await {
                    Written::Committed => Ok(()),
                    Written::Failed(error) => Err(error),
                    Written::Refused => {
                        let again = self.attempt_again(name, work).await?;
                        self.end(again).await
                    }
                    Written::InDoubt(lost) => self.find_out(name, work, lost).await,
                }
            }
            // The server may only have been restarted: nothing was written, and the second try has a new connection.
            State::Waiting(conn, _) if is_unavailable(&end) => {
                discard(&self.pool, conn);
                alone().await
            }
            State::Collecting(_) | State::Waiting(..) => answer(end),
            State::Begun(conn, operation) => self::end(&self.pool, conn, operation, end).await,
            State::Spoiled => alone().await,
        }
    }
}

/// A transaction at the end of an attempt.
struct Attempted {
    conn: Pooled,
    operation: Operation,
    end: Result<(), Rollback>,
}

impl Shared {
    /// An attempt whose writes were refused when they were sent together. If they are taken now, the first run lost a race; if
    /// not, the attempt meets the refusal that is meant for it.
    async fn attempt_again(&self, name: &'static str, work: &Arc<dyn Work>) -> Result<Attempted, StoreError> {
        let (mut conn, operation) = begin(&self.pool).await?;
        let task = Task::Work(Arc::clone(work));
        let end = task.run(&mut Transaction::on(&mut conn, &*self.vault)).await;
        if end.is_ok() {
            self.gauges.count_retry(name);
        }
        Ok(Attempted { conn, operation, end })
    }

    async fn end(&self, attempted: Attempted) -> Result<(), StoreError> {
        let Attempted { conn, operation, end } = attempted;
        self::end(&self.pool, conn, operation, end).await
    }

    /// What became of an attempt that remembers the answer to its request, and whose own answer was lost.
    ///
    /// It runs again. If it was committed, it finds what it remembered, and if it still is at it, the key has one of the two
    /// wait for the other. Should it be refused now, then nobody knows: the server may come to the first run only later.
    async fn find_out(&self, name: &'static str, work: &Arc<dyn Work>, lost: Lost) -> Result<(), StoreError> {
        let give_up_at = Instant::now() + DOUBT;
        loop {
            let found = match self.attempt_again(name, work).await {
                Ok(Attempted {
                    conn,
                    end: Err(Rollback::Refused),
                    ..
                }) => {
                    roll_back(&self.pool, conn).await;
                    return Err(StoreError::Unresolved(lost));
                }
                Ok(attempted) => self.end(attempted).await,
                Err(error) => Err(error),
            };
            match found {
                Ok(()) => return Ok(()),
                // Whatever it met, a key that the first run has taken just now among it: the next look may find that one's answer.
                Err(_) if Instant::now() < give_up_at => sleep(BETWEEN_QUESTIONS).await,
                Err(_) => return Err(StoreError::Unresolved(lost)),
            }
        }
    }
}

async fn attempt_alone(pool: &Pool, vault: &dyn Vault, task: Task) -> Result<(), StoreError> {
    let (mut conn, operation) = begin(pool).await?;
    let end = task.run(&mut Transaction::on(&mut conn, vault)).await;
    self::end(pool, conn, operation, end).await
}

/// Commits what ended well, and leaves no trace of anything else.
async fn end(
    pool: &Pool,
    conn: Pooled,
    operation: Operation,
    end: Result<(), Rollback>,
) -> Result<(), StoreError> {
    if end.is_ok() {
        return commit(pool, conn, operation).await;
    }
    roll_back(pool, conn).await;
    answer(end)
}

fn answer(end: Result<(), Rollback>) -> Result<(), StoreError> {
    match end {
        Ok(()) | Err(Rollback::Refused) => Ok(()),
        Err(Rollback::Store(error)) => Err(error),
    }
}

fn is_unavailable(end: &Result<(), Rollback>) -> bool {
    matches!(end, Err(Rollback::Store(StoreError::Unavailable(_))))
}

/// Begins a transaction on a connection of the pool.
pub(super) async fn begin(pool: &Pool) -> Result<(Pooled, Operation), StoreError> {
    let conn = take(pool).await?;
    begin_on(pool, conn).await
}

/// Begins a transaction on this connection, or on another when it broke.
pub(super) async fn begin_on(pool: &Pool, conn: Pooled) -> Result<(Pooled, Operation), StoreError> {
    let operation = Operation::new();
    let begun = match begin_once(pool, conn, operation).await {
        // Nothing is begun yet, and the server may only have been restarted: the second try has a new connection.
        Err(StoreError::Unavailable(_)) => begin_once(pool, take(pool).await?, operation).await,
        begun => begun,
    };
    begun.map(|conn| (conn, operation))
}

/// Ends a transaction without a trace. One that cannot be rolled back ends with its connection, to the same effect.
pub(super) async fn roll_back(pool: &Pool, mut conn: Pooled) {
    if AnsiTransactionManager::rollback_transaction(&mut *conn)
        .await
        .is_err()
    {
        discard(pool, conn);
    }
}

/// The deadline is safe here, and only here: a transaction that has not begun has nothing to lose.
async fn begin_once(pool: &Pool, mut conn: Pooled, operation: Operation) -> Result<Pooled, StoreError> {
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

pub(super) async fn commit(pool: &Pool, mut conn: Pooled, operation: Operation) -> Result<(), StoreError> {
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
