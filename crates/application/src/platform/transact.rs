use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures_util::future::BoxFuture;

use super::{Rollback, Store, StoreError, UnitOfWork, Work};

/// Why an attempt ends without a commit.
#[derive(Debug)]
pub enum Abort<E> {
    /// The store failed, or lost a race; `?` on a repository's answer makes this.
    Store(StoreError),
    /// A rule said no: nothing is written, and the caller gets this reason.
    Refused(E),
}

impl<E> Abort<E> {
    /// The same end of an attempt, whose rule is one of several that may say no.
    pub fn because<F: From<E>>(self) -> Abort<F> {
        match self {
            Self::Store(error) => Abort::Store(error),
            Self::Refused(refusal) => Abort::Refused(refusal.into()),
        }
    }
}

impl<E> From<StoreError> for Abort<E> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Runs `attempt` in one transaction of `store` and answers what its last, decisive run answered.
///
/// `name` is the use case, under which repetitions are counted. The attempt owns what it needs, because a store may
/// run it on a thread of its own, and runs again from the start after a lost race.
pub async fn transact<T, E, F>(store: &dyn Store, name: &'static str, attempt: F) -> Result<T, E>
where
    F: for<'u> Fn(&'u mut dyn UnitOfWork) -> BoxFuture<'u, Result<T, Abort<E>>> + Send + Sync + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let work = Arc::new(Attempt {
        attempt,
        answer: Mutex::new(None),
    });
    let shared: Arc<dyn Work> = work.clone();
    store.transact(name, shared).await?;
    let answer = work.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
    answer.unwrap_or_else(|| Err(StoreError::backend("the store never ran the attempt").into()))
}

struct Attempt<F, T, E> {
    attempt: F,
    answer: Mutex<Option<Result<T, E>>>,
}

#[async_trait]
impl<T, E, F> Work for Attempt<F, T, E>
where
    F: for<'u> Fn(&'u mut dyn UnitOfWork) -> BoxFuture<'u, Result<T, Abort<E>>> + Send + Sync,
    T: Send,
    E: Send,
{
    async fn attempt(&self, uow: &mut dyn UnitOfWork) -> Result<(), Rollback> {
        let (answer, end) = match (self.attempt)(uow).await {
            Ok(value) => (Ok(value), Ok(())),
            Err(Abort::Refused(refusal)) => (Err(refusal), Err(Rollback::Refused)),
            Err(Abort::Store(error)) => return Err(Rollback::Store(error)),
        };
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
        end
    }
}
