//! The one thread that writes, and how it commits many commands at once.
//!
//! Whatever waits becomes one transaction: each piece of work, then the stock commands folded together; one fsync, then all
//! answers. A piece of work that is refused has rarely written anything. When one has, the transaction is rolled back, and
//! begins again without it and with a savepoint for each of the others, so that one that is refused leaves them alone: a
//! savepoint has every page copied that changes within it, and costs more than what it is there for. Should the transaction
//! as a whole fail, its commands are run again one by one, so that a bad one hurts nobody else.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use crossbeam_channel::{Receiver, Sender, unbounded};
use diesel_async::SimpleAsyncConnection;
use futures_executor::block_on;
use futures_util::FutureExt;
use hexmart_application::inventory::{StockDecision, StockLedger};
use hexmart_application::platform::{Rollback, StoreError, Vault};
use hexmart_domain::inventory::{StockKey, StockLevel};
use tokio::sync::oneshot;

use super::classify::is_storage_fault;
use super::connection::{Conn, Figures, InPlace, Purpose, establish, next};
use super::queries::{Task, Transaction};
use super::{classify, data_version, insert_events_as_they_are, levels, say, total_changes};
use crate::error::OpenError;
use crate::gate::{Answer, BATCH, Pending, answer_all, fail_all, fold, keys};
use crate::gauges::Gauges;
use crate::memory::Memory;

/// How long a command stands in line before its caller is told to come back.
const LINE_PATIENCE: Duration = Duration::from_secs(6);
/// How long a command may take once its turn has come; the busy timeout is part of it.
const WORK_PATIENCE: Duration = Duration::from_secs(12);

/// The handle of the writing thread, which ends when the last handle is dropped.
pub(super) struct Writer {
    line: Sender<Command>,
    gauges: Arc<Gauges>,
}

enum Command {
    Append(Pending),
    Transact(Job),
}

/// A piece of work, and where its outcome goes.
struct Job {
    task: Task,
    reply: oneshot::Sender<Outcome>,
}

/// What is written in one transaction.
#[derive(Default)]
struct Batch {
    jobs: Vec<Job>,
    appends: Vec<Pending>,
}

impl Writer {
    pub(super) fn start(
        path: &Path,
        vault: Arc<dyn Vault>,
        gauges: Arc<Gauges>,
        figures: Figures,
    ) -> Result<Self, OpenError> {
        let conn = establish(path, Purpose::Write)?;
        let (line, commands) = unbounded();
        let counted = Arc::clone(&gauges);
        thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || {
                let pen = Pen {
                    conn: Conn::with_runtime(conn, InPlace),
                    vault,
                    memory: Memory::default(),
                    data_version: 0,
                    figures,
                };
                write_all(pen, &commands, &counted);
            })
            .map_err(|error| OpenError::Unreachable {
                target: path.display().to_string(),
                reason: error.to_string(),
            })?;
        Ok(Self { line, gauges })
    }

    /// Runs one attempt at a piece of work.
    pub(super) async fn attempt(&self, task: Task) -> Outcome {
        let (reply, outcome) = oneshot::channel();
        self.enqueue(Command::Transact(Job { task, reply }))?;
        outcome
            .await
            .unwrap_or_else(|dropped| Err(StoreError::unresolved(dropped)))
    }

    fn enqueue(&self, command: Command) -> Result<(), StoreError> {
        self.gauges.enqueued();
        self.line
            .send(command)
            .map_err(|_closed| StoreError::unavailable("the writer has stopped"))
    }
}

#[async_trait]
impl StockLedger for Writer {
    async fn append(&self, key: StockKey, decide: StockDecision) -> Answer {
        let (pending, ticket) = Pending::new(key, decide);
        self.enqueue(Command::Append(pending))?;
        ticket.wait(LINE_PATIENCE, WORK_PATIENCE).await
    }
}

/// The writing thread's own.
struct Pen {
    conn: Conn,
    vault: Arc<dyn Vault>,
    memory: Memory,
    /// What `PRAGMA data_version` said when the memory was right; it says something else once anybody else has written.
    data_version: i64,
    figures: Figures,
}

/// Writes whatever waits, together, until every handle is dropped or the disk fails.
fn write_all(mut pen: Pen, commands: &Receiver<Command>, gauges: &Gauges) {
    loop {
        let Pen { conn, figures, .. } = &mut pen;
        let Some(first) = next(conn, commands, |conn| figures.look(conn, Instant::now())) else {
            return;
        };
        let batch = Batch::of(first, commands, gauges);
        if let Err(fault) = block_on(pen.write(batch)) {
            tracing::error!(?fault, "the disk failed: writing stops until a restart");
            return;
        }
    }
}

impl Batch {
    fn of(first: Command, commands: &Receiver<Command>, gauges: &Gauges) -> Self {
        let mut batch = Self::default();
        let mut drawn = 0;
        for command in std::iter::once(first).chain(commands.try_iter()).take(BATCH) {
            drawn += 1;
            match command {
                Command::Transact(job) => batch.jobs.push(job),
                Command::Append(pending) if pending.take() => batch.appends.push(pending),
                Command::Append(_given_up) => {}
            }
        }
        gauges.dequeued(drawn);
        batch
    }

    fn len(&self) -> usize {
        self.jobs.len() + self.appends.len()
    }

    /// The same commands, each for itself.
    fn one_by_one(self) -> impl Iterator<Item = Self> {
        let jobs = self.jobs.into_iter().map(|job| Self {
            jobs: vec![job],
            ..Self::default()
        });
        let appends = self.appends.into_iter().map(|append| Self {
            appends: vec![append],
            ..Self::default()
        });
        jobs.chain(appends)
    }

    fn answer(self, outcomes: Outcomes) {
        for (job, outcome) in self.jobs.into_iter().zip(outcomes.jobs) {
            // Nobody listens when the caller is gone; what is written stands nevertheless.
            let _gone = job.reply.send(outcome);
        }
        answer_all(self.appends, outcomes.appends);
    }

    fn fail(self, error: &StoreError) {
        for job in self.jobs {
            let _gone = job.reply.send(Err(error.clone()));
        }
        fail_all(self.appends, error);
    }
}

/// What a piece of work is answered.
type Outcome = Result<(), StoreError>;

/// What keeps the pieces of work of a batch from each other.
enum Guard {
    /// Nothing: the batch is over when one that is refused has written something.
    None,
    /// A savepoint for each, but for the one at this place, which was answered already.
    Savepoints(usize, Outcome),
}

/// How the pieces of work of a batch ended.
enum Ending {
    Written(Written),
    /// The one at this place was refused, and has left something behind.
    Spoiled(usize, Outcome),
}

/// What each command of a batch is answered once the batch is committed.
struct Outcomes {
    jobs: Vec<Outcome>,
    appends: Vec<Answer>,
}

/// The outcomes, and the levels that are to be remembered once they are committed.
type Written = (Outcomes, HashMap<StockKey, StockLevel>);

impl Pen {
    /// Writes and answers a batch. The error says that the disk failed and nothing may be written any more.
    async fn write(&mut self, batch: Batch) -> Result<(), StoreError> {
        match self.commit_together(&batch).await {
            Ok(outcomes) => batch.answer(outcomes),
            Err(fault) if is_storage_fault(&fault) => {
                batch.fail(&fault);
                return Err(fault);
            }
            Err(error) if batch.len() <= 1 => batch.fail(&error),
            Err(_) => {
                for alone in batch.one_by_one() {
                    Box::pin(self.write(alone)).await?;
                }
            }
        }
        Ok(())
    }

    async fn commit_together(&mut self, batch: &Batch) -> Result<Outcomes, StoreError> {
        if batch.len() == 0 {
            return Ok(Outcomes {
                jobs: Vec::new(),
                appends: Vec::new(),
            });
        }
        say(&mut self.conn, "BEGIN IMMEDIATE").await.map_err(classify)?;
        let written = match self.write_in_transaction(batch, Guard::None).await {
            Ok(Ending::Written(written)) => Ok(written),
            Ok(Ending::Spoiled(place, outcome)) => self.write_without(batch, place, outcome).await,
            Err(error) => Err(error),
        };
        let committed = match written {
            Ok(written) => say(&mut self.conn, "COMMIT")
                .await
                .map_err(classify)
                .map(|()| written),
            Err(error) => Err(error),
        };
        if committed.is_err() {
            // Some failures have rolled the transaction back already, and then this one fails.
            let _rolled_back = self.conn.batch_execute("ROLLBACK").await;
        }
        let (outcomes, evolved) = committed?;
        self.memory.keep(evolved);
        Ok(outcomes)
    }

    /// Begins again, without the piece of work that spoiled the batch: it ran, and has its answer.
    async fn write_without(
        &mut self,
        batch: &Batch,
        place: usize,
        outcome: Outcome,
    ) -> Result<Written, StoreError> {
        self.conn
            .batch_execute("ROLLBACK; BEGIN IMMEDIATE")
            .await
            .map_err(classify)?;
        match self
            .write_in_transaction(batch, Guard::Savepoints(place, outcome))
            .await?
        {
            Ending::Written(written) => Ok(written),
            Ending::Spoiled(..) => Err(StoreError::backend("a savepoint left something behind")),
        }
    }

    async fn write_in_transaction(&mut self, batch: &Batch, guard: Guard) -> Result<Ending, StoreError> {
        let mut jobs = Vec::with_capacity(batch.jobs.len());
        for (place, job) in batch.jobs.iter().enumerate() {
            // It may extend any chain.
            self.memory.clear();
            jobs.push(match &guard {
                Guard::None => match run_unguarded(&mut self.conn, &*self.vault, &job.task).await? {
                    (true, outcome) => outcome,
                    (false, outcome) => return Ok(Ending::Spoiled(place, outcome)),
                },
                Guard::Savepoints(spoiler, outcome) if *spoiler == place => outcome.clone(),
                Guard::Savepoints(..) => run_in_savepoint(&mut self.conn, &*self.vault, &job.task).await?,
            });
        }
        let levels = self.levels(&keys(&batch.appends)).await?;
        let folded = fold(levels.clone(), &batch.appends);
        insert_events_as_they_are(&mut self.conn, &folded.events)
            .await
            .map_err(classify)?;
        let evolved = folded.evolve(levels);
        let appends = folded.answers;
        Ok(Ending::Written((Outcomes { jobs, appends }, evolved)))
    }

    /// The newest levels: those that are remembered, unless another process has written, and the others from the file.
    async fn levels(&mut self, keys: &[StockKey]) -> Result<HashMap<StockKey, StockLevel>, StoreError> {
        if keys.is_empty() {
            return Ok(HashMap::new());
        }
        let data_version = data_version(&mut self.conn).await.map_err(classify)?;
        if data_version != self.data_version {
            self.memory.clear();
            self.data_version = data_version;
        }
        let mut known = self.memory.take(keys);
        let unknown: Vec<_> = keys
            .iter()
            .filter(|key| !known.contains_key(key))
            .copied()
            .collect();
        known.extend(levels(&mut self.conn, &unknown).await?);
        Ok(known)
    }
}

/// Runs one piece of work: whether it left nothing that must not be kept, and what it is answered. An outer error says
/// that the whole transaction cannot go on.
async fn run_unguarded(
    conn: &mut Conn,
    vault: &dyn Vault,
    task: &Task,
) -> Result<(bool, Outcome), StoreError> {
    let before = total_changes(conn).await.map_err(classify)?;
    let (is_well, outcome) = run(conn, vault, task).await;
    // A full disk ends a transaction by itself; what came after would be committed statement by statement.
    if say(conn, "BEGIN").await.is_ok() {
        let ended = StoreError::unavailable("the transaction of the batch has ended");
        return Err(outcome.err().unwrap_or(ended));
    }
    let is_clean = is_well || total_changes(conn).await.map_err(classify)? == before;
    Ok((is_clean, outcome))
}

/// The same, of which nothing is left when it is refused.
async fn run_in_savepoint(conn: &mut Conn, vault: &dyn Vault, task: &Task) -> Result<Outcome, StoreError> {
    say(conn, "SAVEPOINT job").await.map_err(classify)?;
    let (is_well, outcome) = run(conn, vault, task).await;
    let ended = if is_well {
        say(conn, "RELEASE job").await
    } else {
        conn.batch_execute("ROLLBACK TO job; RELEASE job").await
    };
    ended.map_err(classify)?;
    Ok(outcome)
}

/// Runs one piece of work: whether what it wrote is to be kept, and what it is answered.
async fn run(conn: &mut Conn, vault: &dyn Vault, task: &Task) -> (bool, Outcome) {
    let mut transaction = Transaction::on(conn, vault);
    let attempted = AssertUnwindSafe(task.run(&mut transaction)).catch_unwind().await;
    match attempted {
        Ok(Ok(())) => (true, Ok(())),
        Ok(Err(Rollback::Refused)) => (false, Ok(())),
        Ok(Err(Rollback::Store(error))) => (false, Err(error)),
        Err(_panic) => (false, Err(StoreError::backend("an attempt panicked"))),
    }
}
