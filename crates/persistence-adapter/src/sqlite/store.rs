use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use hexmart_application::platform::{Store, StoreError, Work};

use super::queries::{Answered, Task, Transaction};
use super::readers::Readers;
use super::writer::Writer;
use crate::gauges::Gauges;
use crate::retry::{RetryPolicy, on_conflict};

/// Transactions, on the writing thread; what was begun there is finished even when the caller stops waiting.
pub(super) struct SqliteStore {
    writer: Arc<Writer>,
    readers: Arc<Readers>,
    gauges: Arc<Gauges>,
}

impl SqliteStore {
    pub(super) const fn new(writer: Arc<Writer>, readers: Arc<Readers>, gauges: Arc<Gauges>) -> Self {
        Self {
            writer,
            readers,
            gauges,
        }
    }
}

impl SqliteStore {
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
        on_conflict(RetryPolicy::default(), &self.gauges, name, || {
            self.writer.attempt(Task::Chore(chore.clone()))
        })
        .await?;
        chore.answer()
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        on_conflict(RetryPolicy::default(), &self.gauges, name, || {
            self.writer.attempt(Task::Work(Arc::clone(&work)))
        })
        .await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.readers.ping().await
    }
}
