//! What jobs did.

use chrono::TimeDelta;
use hexmart_application::platform::{JobRun, Storage};

use crate::given;

/// A run that began so many hours from now.
fn began(job: &str, hours: i64) -> JobRun {
    let began_at = given::now() + TimeDelta::hours(hours);
    JobRun {
        began_at,
        ended_at: began_at + TimeDelta::minutes(1),
        ..given::job_run(job)
    }
}

async fn record(storage: &Storage, runs: &[JobRun]) {
    for run in runs {
        storage.jobs.record(run).await.unwrap();
    }
}

async fn recent(storage: &Storage) -> Vec<JobRun> {
    storage.jobs.recent(100).await.unwrap()
}

/// A run reads back to the last field, failed or not.
pub async fn a_job_run_is_kept_as_it_was_recorded(storage: Storage) {
    assert_eq!(storage.jobs.latest("sweep").await.unwrap(), None);
    for (hour, done) in (0..).zip([None, Some(0), Some(4_000_000_000)]) {
        let run = JobRun {
            done,
            ..began("sweep", hour)
        };
        let run = JobRun {
            ended_at: run.began_at + given::TICK,
            ..run
        };
        storage.jobs.record(&run).await.unwrap();
        assert_eq!(storage.jobs.latest("sweep").await.unwrap().as_ref(), Some(&run));
        assert_eq!(recent(&storage).await[0], run);
    }
    assert_eq!(storage.jobs.latest("other").await.unwrap(), None);
}

/// The newest run of a job is that which began last, not that which was written down last.
pub async fn the_latest_run_of_a_job_began_last(storage: Storage) {
    record(
        &storage,
        &[began("a", 1), began("a", 3), began("b", 9), began("a", 2)],
    )
    .await;
    assert_eq!(storage.jobs.latest("a").await.unwrap(), Some(began("a", 3)));
    assert_eq!(storage.jobs.latest("b").await.unwrap(), Some(began("b", 9)));
}

/// The runs of all jobs are listed from the newest to the oldest, no more than asked for.
pub async fn job_runs_are_listed_newest_first(storage: Storage) {
    record(
        &storage,
        &[began("a", 1), began("b", 4), began("a", 3), began("c", 2)],
    )
    .await;
    let expected = [began("b", 4), began("a", 3), began("c", 2), began("a", 1)];
    assert_eq!(recent(&storage).await, expected);
    assert_eq!(storage.jobs.recent(2).await.unwrap(), expected[..2]);
}

/// Runs that began before an instant are forgotten, but never the newest of a job.
pub async fn old_job_runs_are_forgotten(storage: Storage) {
    record(
        &storage,
        &[began("a", 1), began("a", 2), began("a", 5), began("a", 6)],
    )
    .await;
    record(&storage, &[began("b", 1), began("b", 2), began("c", 3)]).await;
    let before = began("a", 5).began_at;
    assert_eq!(storage.jobs.purge(before).await.unwrap(), 3);
    let expected = [began("a", 6), began("a", 5), began("c", 3), began("b", 2)];
    assert_eq!(recent(&storage).await, expected);
    assert_eq!(storage.jobs.purge(before).await.unwrap(), 0);
    assert_eq!(storage.jobs.latest("b").await.unwrap(), Some(began("b", 2)));
}
