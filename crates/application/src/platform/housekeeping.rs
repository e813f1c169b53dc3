//! Jobs that keep the tables of the platform small.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::shared::Instant;

use super::{Job, JobLog, Outbox, StoreError};

/// How long a delivered message is remembered.
const DELIVERED: Duration = Duration::from_hours(7 * 24);
/// How long a run of a job is remembered.
const RUNS: Duration = Duration::from_hours(90 * 24);
/// Messages per round.
const ROUND: u64 = 1_000;

/// Every job of the platform.
pub fn housekeeping_jobs(outbox: &Arc<dyn Outbox>, log: &Arc<dyn JobLog>) -> Vec<Arc<dyn Job>> {
    vec![
        Arc::new(PurgeOutbox(Arc::clone(outbox))),
        Arc::new(PurgeRuns(Arc::clone(log))),
    ]
}

struct PurgeOutbox(Arc<dyn Outbox>);

struct PurgeRuns(Arc<dyn JobLog>);

impl fmt::Debug for PurgeOutbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PurgeOutbox")
    }
}

impl fmt::Debug for PurgeRuns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PurgeRuns")
    }
}

#[async_trait]
impl Job for PurgeOutbox {
    fn name(&self) -> &'static str {
        "purge_outbox"
    }

    fn interval(&self) -> Duration {
        Duration::from_hours(1)
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let mut done: u64 = 0;
        loop {
            let gone = self.0.purge(now - DELIVERED, ROUND).await?;
            done = done.saturating_add(gone);
            if gone < ROUND {
                return Ok(done);
            }
        }
    }
}

#[async_trait]
impl Job for PurgeRuns {
    fn name(&self) -> &'static str {
        "purge_job_runs"
    }

    fn interval(&self) -> Duration {
        Duration::from_hours(24)
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        self.0.purge(now - RUNS).await
    }
}
