//! Questions of one kind that wait at the same time, answered by one query.
//!
//! A look-up by key costs the server and the driver far more around the row than for it, so a busy shop asks for the rows
//! of all waiting callers at once. Who comes alone asks at once and alone: nobody waits for a batch to fill.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use hexmart_application::platform::StoreError;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::timeout;

use super::connection::{Conn, PATIENCE, Pool};
use super::reads::ask;

/// The most questions that one query answers.
const BATCH: usize = 32;
/// Two, so that one batch gathers while the other is being answered.
const WORKERS: usize = 2;
/// Questions that may wait before callers wait to join them.
const LINE: usize = 4_096;

/// How questions are answered at once: an answer to each, in their order.
pub(super) type AnswerAll<Q, A> =
    for<'c> fn(&'c mut Conn, Arc<[Q]>) -> BoxFuture<'c, Result<Vec<A>, StoreError>>;

struct Asked<Q, A> {
    question: Q,
    reply: oneshot::Sender<Result<A, StoreError>>,
}

/// Answers questions until it is dropped.
pub(super) struct Together<Q, A> {
    line: mpsc::Sender<Asked<Q, A>>,
    under_way: AtomicUsize,
}

impl<Q: Clone + Send + Sync + 'static, A: Send + 'static> Together<Q, A> {
    pub(super) fn start(pool: &Pool, answer_all: AnswerAll<Q, A>) -> Self {
        let (line, asked) = mpsc::channel(LINE);
        let asked = Arc::new(Mutex::new(asked));
        for _ in 0..WORKERS {
            tokio::spawn(answer_batches(pool.clone(), Arc::clone(&asked), answer_all));
        }
        Self {
            line,
            under_way: AtomicUsize::new(0),
        }
    }

    /// The answer: by `alone` when nobody else is asking, else together with others, and then made of what `read` makes of it.
    pub(super) async fn ask<T>(
        &self,
        question: Q,
        alone: impl Future<Output = Result<T, StoreError>>,
        read: impl FnOnce(A) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (_here, others) = UnderWay::enter(&self.under_way);
        if others == 0 {
            return alone.await;
        }
        let asking = timeout(PATIENCE.saturating_mul(2), self.join(question));
        asking.await.map_err(StoreError::unavailable)?.and_then(read)
    }

    async fn join(&self, question: Q) -> Result<A, StoreError> {
        let (reply, answer) = oneshot::channel();
        let closed = |_| StoreError::unavailable("the store is closed");
        self.line.send(Asked { question, reply }).await.map_err(closed)?;
        answer.await.map_err(StoreError::unavailable)?
    }
}

/// Counts a question as long as its caller waits for the answer.
struct UnderWay<'a>(&'a AtomicUsize);

impl<'a> UnderWay<'a> {
    /// The entry, and how many others are under way.
    fn enter(count: &'a AtomicUsize) -> (Self, usize) {
        (Self(count), count.fetch_add(1, Ordering::AcqRel))
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

async fn answer_batches<Q: Clone + Send + Sync + 'static, A: Send + 'static>(
    pool: Pool,
    line: Arc<Mutex<mpsc::Receiver<Asked<Q, A>>>>,
    answer_all: AnswerAll<Q, A>,
) {
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        if line.lock().await.recv_many(&mut batch, BATCH).await == 0 {
            return;
        }
        let questions: Arc<[Q]> = batch.iter().map(|asked| asked.question.clone()).collect();
        let answered = ask(&pool, PATIENCE, |conn| answer_all(conn, Arc::clone(&questions))).await;
        tell(batch, answered);
    }
}

fn tell<Q, A>(batch: Vec<Asked<Q, A>>, answered: Result<Vec<A>, StoreError>) {
    let mut answers = answered.map(Vec::into_iter);
    for asked in batch {
        let answer = match &mut answers {
            Ok(answers) => answers
                .next()
                .ok_or_else(|| StoreError::backend("a question was not answered")),
            Err(error) => Err(error.clone()),
        };
        // Nobody listens when the caller is gone.
        let _gone = asked.reply.send(answer);
    }
}
