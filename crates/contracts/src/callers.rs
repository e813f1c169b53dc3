//! Callers that come at once, stand still, or leave.

use std::pin::Pin;
use std::sync::Arc;

use hexmart_application::platform::{Abort, Storage, Store, StoreError, UnitOfWork, transact};
use tokio::sync::{Barrier, Semaphore};
use tokio::task::JoinHandle;

/// Lets `count` callers loose at the same moment; answers what each got, in their order.
pub(crate) async fn at_once<T, F>(count: usize, caller: impl Fn(usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let start = Arc::new(Barrier::new(count));
    let calls: Vec<_> = (0..count)
        .map(|number| {
            let (start, call) = (Arc::clone(&start), caller(number));
            tokio::spawn(async move {
                start.wait().await;
                call.await
            })
        })
        .collect();
    let mut answers = Vec::with_capacity(count);
    for call in calls {
        answers.push(call.await.unwrap());
    }
    answers
}

/// What an attempt answers in time.
pub(crate) type Answer<'u, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'u>>;

/// An attempt that has done everything and stands still before its end: a slow database, held in the hand.
pub(crate) struct Underway<T> {
    caller: JoinHandle<Result<T, StoreError>>,
    end: Arc<Semaphore>,
}

impl<T: Send + 'static> Underway<T> {
    /// Starts the attempt and waits until it stands still. Runs that follow a lost race stand still no more, once the
    /// first was let go.
    pub(crate) async fn begin<F>(storage: &Storage, attempt: F) -> Self
    where
        F: for<'u> Fn(&'u mut dyn UnitOfWork) -> Answer<'u, T> + Send + Sync + 'static,
    {
        let (done, end) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let held = Held {
            attempt,
            done: Arc::clone(&done),
            end: Arc::clone(&end),
        };
        let store = Arc::clone(&storage.store);
        let mut caller = tokio::spawn(async move { held.run(&*store).await });
        tokio::select! {
            _ = done.acquire() => {}
            _ = &mut caller => unreachable!("the attempt ended before it was let go"),
        }
        Self { caller, end }
    }

    /// Lets the attempt end, and answers what its caller got.
    pub(crate) async fn finish(self) -> Result<T, StoreError> {
        self.end.close();
        self.caller.await.unwrap()
    }

    /// Makes the caller leave while the attempt is under way; then lets the attempt end, if it still lives.
    pub(crate) async fn abandon(self) {
        self.caller.abort();
        assert!(self.caller.await.is_err_and(|end| end.is_cancelled()));
        self.end.close();
    }

    /// Lets a rival come while the attempt is under way, and land if the store lets it; then lets the attempt end.
    /// Answers what the attempt's caller and the rival got.
    ///
    /// A store that does one thing at a time makes the rival wait, one that locks may do so: after a while, nobody
    /// waits for it here.
    pub(crate) async fn overtaken<R: Send + 'static>(
        self,
        rival: impl Future<Output = R> + Send + 'static,
    ) -> (Result<T, StoreError>, R) {
        let rival = tokio::spawn(rival);
        for _ in 0..20_000 {
            if rival.is_finished() {
                break;
            }
            tokio::task::yield_now().await;
        }
        (self.finish().await, rival.await.unwrap())
    }
}

struct Held<F> {
    attempt: F,
    done: Arc<Semaphore>,
    end: Arc<Semaphore>,
}

impl<F> Held<F> {
    async fn run<T>(self, store: &dyn Store) -> Result<T, StoreError>
    where
        F: for<'u> Fn(&'u mut dyn UnitOfWork) -> Answer<'u, T> + Send + Sync + 'static,
        T: Send + 'static,
    {
        let held = Arc::new(self);
        transact(store, "underway", move |uow| {
            let held = Arc::clone(&held);
            Box::pin(async move {
                let answer = (held.attempt)(uow).await?;
                held.done.add_permits(1);
                // Closed when the test lets go: every run then passes.
                let _closed = held.end.acquire().await;
                Ok::<_, Abort<StoreError>>(answer)
            })
        })
        .await
    }
}
