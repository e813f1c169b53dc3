//! What one transaction runs: an attempt of a use case, or a write of this adapter's own.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use hexmart_application::platform::{Rollback, StoreError, Work};

use super::Transaction;

/// What one transaction runs. Like an attempt, it can run again from the start.
#[derive(Clone)]
pub(crate) enum Task {
    Work(Arc<dyn Work>),
    Chore(Arc<dyn Chore>),
}

impl Task {
    pub(crate) async fn run(&self, transaction: &mut Transaction<'_>) -> Result<(), Rollback> {
        match self {
            Self::Work(work) => work.attempt(transaction).await,
            Self::Chore(chore) => chore.run(transaction).await.map_err(Rollback::Store),
        }
    }
}

/// A write behind a port that is not part of a use case's transaction: a lease, an outcome, a purge.
#[async_trait]
pub(crate) trait Chore: Send + Sync {
    async fn run(&self, transaction: &mut Transaction<'_>) -> Result<(), StoreError>;
}

/// A chore made of a closure, which keeps the answer of its last run.
pub(crate) struct Answered<F, T> {
    write: F,
    answer: Mutex<Option<T>>,
}

impl<F, T> Answered<F, T>
where
    F: for<'t, 'c> Fn(&'t mut Transaction<'c>) -> BoxFuture<'t, Result<T, StoreError>>
        + Send
        + Sync
        + 'static,
    T: Send + 'static,
{
    pub(crate) fn new(write: F) -> Arc<Self> {
        let answer = Mutex::new(None);
        Arc::new(Self { write, answer })
    }

    /// What the last run answered.
    pub(crate) fn answer(&self) -> Result<T, StoreError> {
        let answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        answer.ok_or_else(|| StoreError::backend("the store never ran the write"))
    }
}

#[async_trait]
impl<F, T> Chore for Answered<F, T>
where
    F: for<'t, 'c> Fn(&'t mut Transaction<'c>) -> BoxFuture<'t, Result<T, StoreError>>
        + Send
        + Sync
        + 'static,
    T: Send + 'static,
{
    async fn run(&self, transaction: &mut Transaction<'_>) -> Result<(), StoreError> {
        let answer = (self.write)(transaction).await?;
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
        Ok(())
    }
}
