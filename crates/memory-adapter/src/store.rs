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
    ///
    /// A no that rests on what is no longer so is a lost race, too: of two applications of one account, the slower
    /// one is to find the faster, not to hear that its own name is taken.
    async fn run(&self, work: &dyn Work) -> Result<(), Rollback> {
        let mut unit = MemoryUnit::begin(&self.shared);
        match work.attempt(&mut unit).await {
            Ok(()) => unit.commit().map_err(Rollback::Store),
            Err(Rollback::Refused | Rollback::Store(StoreError::Duplicate(_))) if !unit.holds() => {
                Err(Rollback::Store(StoreError::Conflict))
            }
            Err(rollback) => Err(rollback),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use hexmart_application::platform::{Abort, UniqueKey, transact};
    use hexmart_contracts::given;
    use hexmart_domain::identity::Account;

    async fn add(memory: &Memory, account: Account) -> Result<(), StoreError> {
        transact(memory, "add", move |uow| {
            let account = account.clone();
            Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.accounts().add(&account).await?) })
        })
        .await
    }

    /// Looks for an account, lets another caller add it in the first run, and answers no if it saw none.
    async fn overtaken(memory: &Arc<Memory>, no: StoreError) -> Result<(), StoreError> {
        let (account, other) = (given::person(), Arc::clone(memory));
        transact(&**memory, "overtaken", move |uow| {
            let (account, other, no) = (account.clone(), Arc::clone(&other), no.clone());
            Box::pin(async move {
                let seen = uow.accounts().find(account.id).await?;
                if seen.is_some() {
                    return Ok(());
                }
                add(&other, account).await?;
                match no {
                    no @ StoreError::Duplicate(_) => Err(Abort::Store(no)),
                    no => Err(Abort::Refused(no)),
                }
            })
        })
        .await
    }

    #[tokio::test]
    async fn a_no_that_rests_on_what_is_no_longer_so_is_asked_again() {
        let memory = Arc::new(Memory::default());
        let noes = [
            StoreError::backend("refused"),
            StoreError::Duplicate(UniqueKey::CompanyName),
        ];
        for (number, no) in noes.into_iter().enumerate() {
            overtaken(&memory, no).await.unwrap();
            let repetitions: Vec<_> = StorageGauges::read(&*memory);
            let [GaugeReading::Retries { count, .. }] = repetitions[..] else {
                panic!("{repetitions:?}");
            };
            assert_eq!(count, crate::to_u64(number + 1));
        }
    }
}
