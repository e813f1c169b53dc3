//! The stock ledger: shards that each write the commands of their chains together.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use hexmart_application::inventory::{StockDecision, StockLedger};
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::{StockKey, StockLevel};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};

use super::classify::classify;
use super::connection::{Conn, PATIENCE, SLOW, establish};
use super::{extension, levels};
use crate::columns::Key;
use crate::gate::{Answer, BATCH, Fold, Pending, answer_all, fail_all, fold, keys};
use crate::gauges::Gauges;
use crate::memory::Memory;
use crate::retry::{Retries, RetryPolicy};
use crate::schema::stock_events;

/// One chain always goes to the same shard, so its commands never race each other inside a process. Two, because one
/// can fold while the other waits for the disk; more only make smaller batches.
const SHARDS: usize = 2;
/// Commands that may stand in line per shard before callers wait to join it.
const LINE: usize = 4_096;
/// How long a command stands in line before its caller is told to come back.
const LINE_PATIENCE: Duration = Duration::from_millis(1_900);
/// How long a command may take beyond that once its turn has come.
const WORK_PATIENCE: Duration = Duration::from_secs(10);
/// How long after its last answer a connection counts as alive. What is remembered is relied on no longer: a read, which
/// can be given up, then finds out first whether the server is still there.
const ALIVE: Duration = Duration::from_millis(200);
/// How long a broken connection is tried to be opened again for a batch that was not sent: long enough for a server
/// that was restarted, short enough for everybody to hear within two seconds that it is gone.
const REPAIR: Duration = Duration::from_millis(300);
/// The same for a batch in doubt: its callers have more to lose by not knowing.
const DOUBT: Duration = Duration::from_secs(1);
const BETWEEN_REPAIRS: Duration = Duration::from_millis(50);
/// After so many lost races against another process a batch takes locks, so that it cannot starve.
const LOSSES_BEFORE_LOCKING: u32 = 3;

pub(super) struct ShardedLedger {
    shards: Vec<mpsc::Sender<Pending>>,
    gauges: Arc<Gauges>,
}

impl ShardedLedger {
    pub(super) fn start(url: &str, gauges: &Arc<Gauges>) -> Self {
        let start_shard = |_| {
            let (line, commands) = mpsc::channel(LINE);
            let shard = Shard {
                url: Arc::from(url),
                conn: None,
                memory: Memory::default(),
                answered_at: Instant::now(),
                gauges: Arc::clone(gauges),
            };
            tokio::spawn(shard.run(commands));
            line
        };
        Self {
            shards: (0..SHARDS).map(start_shard).collect(),
            gauges: Arc::clone(gauges),
        }
    }

    fn line_of(&self, key: StockKey) -> Option<&mpsc::Sender<Pending>> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let shards = u64::try_from(self.shards.len()).ok()?;
        let place = usize::try_from(hasher.finish().checked_rem(shards)?).ok()?;
        self.shards.get(place)
    }
}

#[async_trait]
impl StockLedger for ShardedLedger {
    async fn append(&self, key: StockKey, decide: StockDecision) -> Answer {
        let closed = || StoreError::unavailable("the ledger is closed");
        let line = self.line_of(key).ok_or_else(closed)?;
        let (pending, ticket) = Pending::new(key, decide);
        self.gauges.enqueued();
        line.send(pending).await.map_err(|_shut| closed())?;
        ticket.wait(LINE_PATIENCE, WORK_PATIENCE).await
    }
}

/// The writer of a part of all chains, with a connection of its own.
struct Shard {
    url: Arc<str>,
    conn: Option<Conn>,
    memory: Memory,
    answered_at: Instant,
    gauges: Arc<Gauges>,
}

/// What became of one try to write a batch.
enum Written {
    Done(Vec<Answer>),
    /// Another process extended one of the chains first.
    Lost,
    /// The connection broke before the events were on their way.
    NotSent(StoreError),
    /// The connection broke while they were: they are written or not.
    InDoubt(Fold, StoreError),
    Failed(StoreError),
}

impl Shard {
    /// Writes whatever waits, together, until the ledger is dropped. Nobody waits for a batch to fill.
    async fn run(mut self, mut commands: mpsc::Receiver<Pending>) {
        let mut waiting = Vec::with_capacity(BATCH);
        while commands.recv_many(&mut waiting, BATCH).await > 0 {
            self.gauges.dequeued(waiting.len());
            let batch: Vec<_> = waiting.drain(..).filter(Pending::take).collect();
            if batch.is_empty() {
                continue;
            }
            match self.write(&batch).await {
                Ok(answers) => answer_all(batch, answers),
                Err(error) => {
                    if matches!(error, StoreError::Unavailable(_) | StoreError::Unresolved(_)) {
                        self.turn_away(&mut commands);
                    }
                    fail_all(batch, &error);
                }
            }
        }
    }

    /// Tells those behind a batch that found no server what it found, instead of letting each find out in turn.
    fn turn_away(&self, commands: &mut mpsc::Receiver<Pending>) {
        while let Ok(pending) = commands.try_recv() {
            self.gauges.dequeued(1);
            if pending.take() {
                pending.answer(Err(StoreError::unavailable("the database is gone").into()));
            }
        }
    }

    /// Writes a batch, as often as races are lost, for as long as the policy allows.
    async fn write(&mut self, batch: &[Pending]) -> Result<Vec<Answer>, StoreError> {
        let keys = keys(batch);
        let mut retries = RetryPolicy::default().begin();
        let begun = Instant::now();
        let (mut losses, mut doubt) = (0, None);
        loop {
            let written = match doubt.take() {
                Some(fold) => self.send_again(fold).await,
                None => {
                    self.try_write(&keys, batch, losses >= LOSSES_BEFORE_LOCKING)
                        .await
                }
            };
            match written {
                Written::Done(answers) => return Ok(answers),
                Written::Failed(error) => return Err(error),
                Written::Lost => {
                    losses += 1;
                    self.gauges.count_retry("change_stock");
                    wait_after_loss(&mut retries).await?;
                }
                Written::NotSent(error) => self.repair(begun + REPAIR, error).await?,
                Written::InDoubt(fold, error) => {
                    doubt = Some(fold);
                    self.repair(begun + DOUBT, StoreError::unresolved(error)).await?;
                }
            }
        }
    }

    async fn try_write(&mut self, keys: &[StockKey], batch: &[Pending], locking: bool) -> Written {
        let url = Arc::clone(&self.url);
        let mut levels = self.memory.take(keys);
        if self.answered_at.elapsed() > ALIVE {
            levels.clear();
        }
        let conn = match self.connection().await {
            Ok(conn) => conn,
            Err(error) => return Written::NotSent(error),
        };
        if locking {
            return write_locked(conn, keys, batch).await;
        }
        let folded = match fold_on(conn, keys, batch, &mut levels).await {
            Ok(folded) => folded,
            Err(error) => return before_sending(error),
        };
        let evolved = folded.evolve(levels);
        let sent = watched(&url, extension::append(conn, &folded.events)).await;
        let written = outcome(sent, folded);
        if matches!(written, Written::Done(_)) {
            self.memory.keep(evolved);
            self.answered_at = Instant::now();
        }
        written
    }

    /// Sends the events of a batch in doubt once more. If they are there already, or just on their way, the key
    /// stops them; then whose they are tells what happened.
    async fn send_again(&mut self, doubtful: Fold) -> Written {
        let conn = match self.connection().await {
            Ok(conn) => conn,
            Err(error) => return Written::InDoubt(doubtful, error),
        };
        match extension::append(conn, &doubtful.events).await.map_err(refusal) {
            Ok(()) => Written::Done(doubtful.answers),
            Err(Refusal::Taken) => match is_ours(conn, &doubtful).await {
                Ok(true) => Written::Done(doubtful.answers),
                Ok(false) => Written::Lost,
                Err(error) => Written::InDoubt(doubtful, error),
            },
            Err(Refusal::Other(error)) => Written::InDoubt(doubtful, error),
        }
    }

    async fn connection(&mut self) -> Result<&mut Conn, StoreError> {
        let conn = match self.conn.take() {
            Some(conn) => conn,
            None => establish(&self.url).await.map_err(StoreError::unavailable)?,
        };
        Ok(self.conn.insert(conn))
    }

    /// Gives the connection up; answers the error when it is too late to open another.
    async fn repair(&mut self, until: Instant, error: StoreError) -> Result<(), StoreError> {
        self.conn = None;
        if Instant::now() >= until {
            return Err(error);
        }
        sleep(BETWEEN_REPAIRS).await;
        Ok(())
    }
}

async fn wait_after_loss(retries: &mut Retries) -> Result<(), StoreError> {
    sleep(retries.next_delay().ok_or(StoreError::Conflict)?).await;
    Ok(())
}

/// Folds a batch on the levels that are remembered, and reads those that are not.
async fn fold_on(
    conn: &mut Conn,
    keys: &[StockKey],
    batch: &[Pending],
    levels: &mut HashMap<StockKey, StockLevel>,
) -> Result<Fold, StoreError> {
    let (remembered, unknown): (Vec<_>, Vec<_>) = keys.iter().partition(|key| levels.contains_key(key));
    if !unknown.is_empty() {
        levels.extend(read(conn, &unknown).await?);
    }
    let folded = fold(levels.clone(), batch);
    if remembered.is_empty() || folded.events.len() == batch.len() {
        return Ok(folded);
    }
    // What is written proves what was remembered; what is refused proves nothing, and is decided on the newest levels.
    levels.extend(read(conn, &remembered).await?);
    Ok(fold(levels.clone(), batch))
}

/// Reading may be given up at any time, unlike writing.
async fn read(conn: &mut Conn, keys: &[StockKey]) -> Result<HashMap<StockKey, StockLevel>, StoreError> {
    timeout(PATIENCE, levels(conn, keys))
        .await
        .unwrap_or_else(|late| Err(StoreError::unavailable(late)))
}

/// Why an insert did not happen, as far as that is known.
enum Refusal {
    /// One of the events does not extend the end of its chain.
    Taken,
    Other(StoreError),
}

fn refusal(error: diesel::result::Error) -> Refusal {
    use diesel::result::{DatabaseErrorKind, Error};
    match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::NotNullViolation, _) => {
            Refusal::Taken
        }
        other => Refusal::Other(classify(other)),
    }
}

/// Sees a statement through, unless the server stops answering altogether: then the connection is not to be used again,
/// and the outcome is in doubt. A server that is merely slow is waited for.
async fn watched(url: &str, sending: impl Future<Output = QueryResult<()>>) -> Result<(), Refusal> {
    let mut sending = pin!(sending);
    loop {
        match timeout(SLOW, &mut sending).await {
            Ok(sent) => return sent.map_err(refusal),
            Err(slow) if establish(url).await.is_err() => {
                return Err(Refusal::Other(StoreError::unavailable(slow)));
            }
            Err(_slow) => {}
        }
    }
}

/// What became of a batch whose events were sent.
fn outcome(sent: Result<(), Refusal>, folded: Fold) -> Written {
    match sent {
        Ok(()) => Written::Done(folded.answers),
        Err(Refusal::Taken | Refusal::Other(StoreError::Conflict)) => Written::Lost,
        Err(Refusal::Other(StoreError::Unavailable(lost))) => {
            Written::InDoubt(folded, StoreError::Unavailable(lost))
        }
        Err(Refusal::Other(error)) => Written::Failed(error),
    }
}

fn before_sending(error: StoreError) -> Written {
    match error {
        StoreError::Conflict => Written::Lost,
        StoreError::Unavailable(_) => Written::NotSent(error),
        other => Written::Failed(other),
    }
}

/// Writes a batch behind locks on the first event of each chain, a row that is never superseded, so that another
/// process that also keeps losing waits for its turn. In the order of the keys, so that two such batches cannot
/// lock each other out.
async fn write_locked(conn: &mut Conn, keys: &[StockKey], batch: &[Pending]) -> Written {
    if let Err(error) = conn.batch_execute(&lock_sql(keys)).await {
        return undo(conn, before_sending(classify(error))).await;
    }
    let levels = match levels(conn, keys).await {
        Ok(levels) => levels,
        Err(error) => return undo(conn, before_sending(error)).await,
    };
    let Fold { events, answers } = fold(levels, batch);
    if let Err(refused) = extension::append_within(conn, &events).await.map_err(refusal) {
        let written = match refused {
            Refusal::Taken => Written::Lost,
            // Without a commit nothing can have been written.
            Refusal::Other(error) => before_sending(error),
        };
        return undo(conn, written).await;
    }
    match conn.batch_execute("COMMIT").await.map_err(classify) {
        Ok(()) => Written::Done(answers),
        Err(StoreError::Unavailable(lost)) => {
            Written::InDoubt(Fold { events, answers }, StoreError::Unavailable(lost))
        }
        Err(error) => undo(conn, before_sending(error)).await,
    }
}

fn lock_sql(keys: &[StockKey]) -> String {
    let lock = |key: &StockKey| {
        format!(
            "SELECT 1 FROM stock_events WHERE item_id = {} AND location_id = {} AND version = 1 FOR UPDATE",
            Key::from(key.item).literal(),
            Key::from(key.location).literal(),
        )
    };
    let locks: Vec<_> = std::iter::once("BEGIN".to_owned())
        .chain(keys.iter().map(lock))
        .collect();
    locks.join("; ")
}

/// Ends a transaction that wrote nothing; if that fails the connection is not fit for another.
async fn undo(conn: &mut Conn, written: Written) -> Written {
    match conn.batch_execute("ROLLBACK").await {
        Ok(()) => written,
        Err(error) => Written::NotSent(StoreError::unavailable(error)),
    }
}

/// Whether the first event of a fold is in the ledger as we wrote it; then all of them are.
async fn is_ours(conn: &mut Conn, fold: &Fold) -> Result<bool, StoreError> {
    let [event, ..] = fold.events.as_slice() else {
        return Ok(true);
    };
    let writer: Option<Key> = stock_events::table
        .find((
            Key::from(event.key.item),
            Key::from(event.key.location),
            event.version,
        ))
        .select(stock_events::op_id)
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    Ok(writer == Some(Key::from(event.operation)))
}
