use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{JobLog, JobRun, StoreError, UniqueKey};
use hexmart_domain::shared::Instant;

use crate::store::Memory;
use crate::{to_u64, to_usize};

#[async_trait]
impl JobLog for Memory {
    async fn record(&self, run: &JobRun) -> Result<(), StoreError> {
        let mut tables = self.shared.write();
        let place = (run.began_at, run.job.clone());
        if tables.job_runs.contains_key(&place) {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        tables.job_runs.insert(place, Arc::new(run.clone()));
        Ok(())
    }

    async fn latest(&self, job: &'static str) -> Result<Option<JobRun>, StoreError> {
        let tables = self.shared.read();
        let newest = tables.job_runs.values().rfind(|run| run.job == job);
        Ok(newest.map(|run| JobRun::clone(run)))
    }

    async fn recent(&self, limit: u64) -> Result<Vec<JobRun>, StoreError> {
        let tables = self.shared.read();
        let newest = tables.job_runs.values().rev().take(to_usize(limit));
        Ok(newest.map(|run| JobRun::clone(run)).collect())
    }

    async fn purge(&self, before: Instant) -> Result<u64, StoreError> {
        let mut tables = self.shared.write();
        let runs = tables.job_runs.keys().rev();
        let mut jobs = BTreeSet::new();
        // From the newest run backwards, the first of each job stays.
        let repeated = runs.filter(|(_, job)| !jobs.insert(job.clone()));
        let old: Vec<_> = repeated
            .filter(|(began_at, _)| *began_at < before)
            .cloned()
            .collect();
        for place in &old {
            tables.job_runs.remove(place);
        }
        Ok(to_u64(old.len()))
    }
}
