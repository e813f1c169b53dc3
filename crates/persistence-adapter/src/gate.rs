//! The gate in front of the stock ledger: commands wait in line, and those that wait are written together.
//!
//! A command is a pure decision. Whoever holds the gate reads the newest level of every chain that is asked for, folds
//! the waiting decisions one after another, writes all events at once and answers everybody; the refusal of one
//! touches nobody else. So a hot product costs one commit per batch, not one per change, and nobody loses races
//! against a neighbour in the same process. Across processes the key of the events decides.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use hexmart_application::inventory::{AppendError, StockDecision};
use hexmart_application::platform::StoreError;
use hexmart_domain::inventory::{StockEvent, StockKey, StockLevel};
use tokio::sync::oneshot;
use tokio::time::timeout;

/// The most commands that are written together.
pub(crate) const BATCH: usize = 256;

/// What a command was answered.
pub(crate) type Answer = Result<StockEvent, AppendError>;

/// A command in line.
pub(crate) struct Pending {
    key: StockKey,
    decide: StockDecision,
    turn: Arc<Turn>,
    reply: oneshot::Sender<Answer>,
}

/// The caller's end of a [`Pending`].
pub(crate) struct Ticket {
    turn: Arc<Turn>,
    answer: oneshot::Receiver<Answer>,
}

/// Whether a command still waits: it is either taken by the writer or given up by the caller, never both.
struct Turn(AtomicU8);

impl Turn {
    const WAITING: u8 = 0;
    const TAKEN: u8 = 1;
    const GIVEN_UP: u8 = 2;

    fn change_to(&self, next: u8) -> bool {
        self.0
            .compare_exchange(Self::WAITING, next, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }
}

impl Pending {
    pub(crate) fn new(key: StockKey, decide: StockDecision) -> (Self, Ticket) {
        let turn = Arc::new(Turn(AtomicU8::new(Turn::WAITING)));
        let (reply, answer) = oneshot::channel();
        (
            Self {
                key,
                decide,
                turn: Arc::clone(&turn),
                reply,
            },
            Ticket { turn, answer },
        )
    }

    /// Takes the command's turn; false when its caller has given up, and it must not be carried out.
    pub(crate) fn take(&self) -> bool {
        self.turn.change_to(Turn::TAKEN)
    }

    pub(crate) const fn key(&self) -> StockKey {
        self.key
    }

    pub(crate) fn answer(self, answer: Answer) {
        // Nobody listens when the caller is gone; the event stands nevertheless.
        let _gone = self.reply.send(answer);
    }
}

impl Ticket {
    /// Waits for the answer: for `line` until its turn comes, then for `work` until it is carried out.
    pub(crate) async fn wait(mut self, line: Duration, work: Duration) -> Answer {
        if let Ok(answered) = timeout(line, &mut self.answer).await {
            return received(answered);
        }
        if self.turn.change_to(Turn::GIVEN_UP) {
            return Err(StoreError::unavailable("the line in front of the ledger does not move").into());
        }
        match timeout(work, self.answer).await {
            Ok(answered) => received(answered),
            Err(late) => Err(StoreError::unresolved(late).into()),
        }
    }
}

fn received(answered: Result<Answer, oneshot::error::RecvError>) -> Answer {
    answered.unwrap_or_else(|gone| Err(StoreError::unresolved(gone).into()))
}

/// The outcome of folding a batch: the events to write, and what to answer once they are written.
pub(crate) struct Fold {
    pub(crate) events: Vec<StockEvent>,
    pub(crate) answers: Vec<Answer>,
}

impl Fold {
    /// The levels once the events are written.
    pub(crate) fn evolve(&self, mut levels: HashMap<StockKey, StockLevel>) -> HashMap<StockKey, StockLevel> {
        for event in &self.events {
            if let Some(level) = levels.get_mut(&event.key) {
                *level = level.evolve(event);
            }
        }
        levels
    }
}

/// Folds the decisions of a batch in their order, each against the level that the one before it left.
pub(crate) fn fold(mut levels: HashMap<StockKey, StockLevel>, batch: &[Pending]) -> Fold {
    let mut events = Vec::with_capacity(batch.len());
    let answers = batch
        .iter()
        .map(|pending| {
            let level = levels.get_mut(&pending.key).ok_or(AppendError::UnknownItem)?;
            let decided = catch_unwind(AssertUnwindSafe(|| (pending.decide)(level)));
            let event = decided.map_err(|_panic| StoreError::backend("a stock decision panicked"))??;
            *level = level.evolve(&event);
            events.push(event.clone());
            Ok(event)
        })
        .collect();
    Fold { events, answers }
}

/// The chains of a batch, each once.
pub(crate) fn keys(batch: &[Pending]) -> Vec<StockKey> {
    let mut keys: Vec<_> = batch.iter().map(Pending::key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Answers a batch: to each its own.
pub(crate) fn answer_all(batch: Vec<Pending>, answers: Vec<Answer>) {
    for (pending, answer) in batch.into_iter().zip(answers) {
        pending.answer(answer);
    }
}

/// Answers a whole batch with the failure that kept it from being written.
pub(crate) fn fail_all(batch: Vec<Pending>, error: &StoreError) {
    for pending in batch {
        pending.answer(Err(error.clone().into()));
    }
}

#[cfg(test)]
mod tests;
