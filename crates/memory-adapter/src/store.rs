use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use hexmart_application::platform::{GaugeReading, Rollback, StorageGauges, Store, StoreError, Work};

use crate::tables::Shared;
use crate::unit::MemoryUnit;

/// The store itself: the one type behind every port.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) shared: Shared,
    repetitions: Mutex<BTreeMap<&'static str, u64>>,
}

/// How often an attempt may lose. Each loss means that another attempt landed, so only an attempt that reports a
/// conflict whatever it reads gets this far.
const MAX_RUNS: u32 = 10_000;

impl Memory {
    /// Runs the attempt once, from the start. A caller that leaves drops this future, and the unit of work with it.
    async fn run(&self, work: &dyn Work) -> Result<(), Rollback> {
        let mut unit = MemoryUnit::begin(&self.shared);
        work.attempt(&mut unit).await?;
        unit.commit().map_err(Rollback::Store)
    }

    fn count_repetition(&self, name: &'static str) {
        let mut repetitions = self.repetitions.lock().unwrap_or_else(PoisonError::into_inner);
        *repetitions.entry(name).or_default() += 1;
    }
}

#[async_trait]
impl Store for Memory {
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        for _ in 1..MAX_RUNS {
            match self.run(&*work).await {
                Err(Rollback::Store(StoreError::Conflict)) => self.count_repetition(name),
                Err(Rollback::Store(error)) => return Err(error),
                Err(Rollback::Refused) | Ok(()) => return Ok(()),
            }
        }
        Err(StoreError::Conflict)
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

impl StorageGauges for Memory {
    fn read(&self) -> Vec<GaugeReading> {
        let repetitions = self.repetitions.lock().unwrap_or_else(PoisonError::into_inner);
        let reading = |(&use_case, &count)| GaugeReading::Retries { use_case, count };
        repetitions.iter().map(reading).collect()
    }
}
