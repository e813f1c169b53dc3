use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{Store, StoreError, Work};

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

#[async_trait]
impl Store for SqliteStore {
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        on_conflict(RetryPolicy::default(), &self.gauges, name, || {
            self.writer.attempt(Arc::clone(&work))
        })
        .await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.readers.ping().await
    }
}
