use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{Rollback, Store, StoreError, UnitOfWork, Work};

/// A store whose attempts stand still once before they end: those of callers at the same time overlap, always.
pub(crate) struct Overlapping(pub(crate) Arc<dyn Store>);

struct StandingStill(Arc<dyn Work>);

#[async_trait]
impl Work for StandingStill {
    async fn attempt(&self, uow: &mut dyn UnitOfWork) -> Result<(), Rollback> {
        let end = self.0.attempt(uow).await;
        tokio::task::yield_now().await;
        end
    }
}

#[async_trait]
impl Store for Overlapping {
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        self.0.transact(name, Arc::new(StandingStill(work))).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.0.ping().await
    }
}
