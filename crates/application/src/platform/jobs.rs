//! Work that the shop does by itself, again and again.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::shared::Instant;

use super::{Leases, Mint, StoreError};

/// Something to be done regularly. Running it twice MUST do no more than running it once.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait Job: Send + Sync {
    /// What it is called: in the lease, in the log of runs, on the command line.
    fn name(&self) -> &'static str;

    /// How long after the beginning of a run the next is due.
    fn interval(&self) -> Duration;

    /// Does it; answers how many things it dealt with.
    async fn run(&self, now: Instant) -> Result<u64, StoreError>;
}

/// What jobs did.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait JobLog: Send + Sync {
    /// Writes down a run.
    async fn record(&self, run: &JobRun) -> Result<(), StoreError>;

    /// The newest run of a job.
    async fn latest(&self, job: &'static str) -> Result<Option<JobRun>, StoreError>;

    /// The newest runs of all jobs, newest first, at most `limit`.
    async fn recent(&self, limit: u64) -> Result<Vec<JobRun>, StoreError>;

    /// Forgets runs that began before `before`, except the newest of each job.
    async fn purge(&self, before: Instant) -> Result<u64, StoreError>;
}

/// One run of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRun {
    /// Of what.
    pub job: String,
    /// From when.
    pub began_at: Instant,
    /// Until when.
    pub ended_at: Instant,
    /// How many things it dealt with; none when it failed.
    pub done: Option<u64>,
}

/// Runs jobs when they are due, each in one process at a time.
pub struct Scheduler {
    leases: Arc<dyn Leases>,
    log: Arc<dyn JobLog>,
    mint: Mint,
    jobs: Vec<Arc<dyn Job>>,
    holder: [u8; 16],
}

impl fmt::Debug for Scheduler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scheduler")
    }
}

/// How long a run may take before another process may begin one. Jobs can be run twice, so this need not be safe.
const TERM: Duration = Duration::from_mins(10);

impl Scheduler {
    /// Joins the ports and the jobs.
    pub fn new(leases: Arc<dyn Leases>, log: Arc<dyn JobLog>, mint: Mint, jobs: Vec<Arc<dyn Job>>) -> Self {
        let holder = mint.holder();
        Self {
            leases,
            log,
            mint,
            jobs,
            holder,
        }
    }

    /// Runs what is due, one job after another; answers how many ran. A failure is logged and keeps no other job from
    /// running.
    pub async fn tick(&self) -> usize {
        let mut ran = 0;
        for job in &self.jobs {
            match self.run_if_due(&**job).await {
                Ok(true) => ran += 1,
                Ok(false) => {}
                Err(error) => tracing::warn!(job = job.name(), error = %error, "a job did not run"),
            }
        }
        ran
    }

    async fn run_if_due(&self, job: &dyn Job) -> Result<bool, StoreError> {
        if !self.is_due(job).await? {
            return Ok(false);
        }
        let lease = self
            .leases
            .acquire(job.name(), self.holder, self.mint.now(), TERM)
            .await?;
        let Some(lease) = lease else {
            return Ok(false);
        };
        // Between the look and the lease another process may have run it.
        let ran = self.is_due(job).await?;
        if ran {
            self.run(job).await?;
        }
        self.leases.release(&lease).await?;
        Ok(ran)
    }

    async fn is_due(&self, job: &dyn Job) -> Result<bool, StoreError> {
        let latest = self.log.latest(job.name()).await?;
        let since = |run: JobRun| self.mint.now().signed_duration_since(run.began_at).to_std();
        Ok(latest.is_none_or(|run| since(run).is_ok_and(|age| age >= job.interval())))
    }

    /// Runs a job now, due or not, and writes it down.
    pub async fn run(&self, job: &dyn Job) -> Result<(), StoreError> {
        let began_at = self.mint.now();
        let done = job.run(began_at).await;
        let run = JobRun {
            job: job.name().to_owned(),
            began_at,
            ended_at: self.mint.now(),
            done: done.as_ref().ok().copied(),
        };
        self.log.record(&run).await?;
        let done = done?;
        if done > 0 {
            tracing::info!(job = job.name(), done, "a job ran");
        }
        Ok(())
    }
}
