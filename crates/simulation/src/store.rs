use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{Rollback, Store, StoreError, UnitOfWork, Work};

use crate::unit::LyingUnit;
use crate::world::World;

/// A store that fails like one over a network: it cannot be reached, loses races, and does what it was told without saying
/// so, or nothing while nobody can say so. How often, in thousandths of all transactions:
mod often {
    /// The connection breaks before anything was sent.
    pub(super) const UNREACHABLE: u64 = 15;
    /// The connection breaks over the commit, which never came about.
    pub(super) const UNRESOLVED_UNDONE: u64 = 10;
    /// The transaction was committed, and the answer was lost for good.
    pub(super) const UNRESOLVED: u64 = 15;
    /// The commit itself finds that somebody was faster (1213, 1020, 1047), and everything is rolled back.
    pub(super) const LOST: u64 = 60;
}

pub(crate) struct LyingStore {
    pub(crate) inner: Arc<dyn Store>,
    pub(crate) world: Arc<World>,
}

#[async_trait]
impl Store for LyingStore {
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        self.world.dawdle().await;
        if self.world.trouble(often::UNREACHABLE) {
            return Err(StoreError::unavailable("the connection broke"));
        }
        if self.world.trouble(often::UNRESOLVED_UNDONE) {
            return Err(StoreError::unresolved("the connection broke over the commit"));
        }
        let work = LyingWork {
            inner: work,
            world: Arc::clone(&self.world),
        };
        let outcome = self.inner.transact(name, Arc::new(work)).await;
        self.world.dawdle().await;
        if outcome.is_ok() && self.world.trouble(often::UNRESOLVED) {
            return Err(StoreError::unresolved("the answer was lost"));
        }
        outcome
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.inner.ping().await
    }
}

struct LyingWork {
    inner: Arc<dyn Work>,
    world: Arc<World>,
}

#[async_trait]
impl Work for LyingWork {
    async fn attempt(&self, uow: &mut dyn UnitOfWork) -> Result<(), Rollback> {
        self.world.dawdle().await;
        self.world.stall().await;
        self.inner.attempt(&mut LyingUnit::new(uow, &self.world)).await?;
        self.world.dawdle().await;
        self.world.stall().await;
        if self.world.trouble(often::LOST) {
            return Err(Rollback::Store(StoreError::Conflict));
        }
        Ok(())
    }
}
