use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use hexmart_application::platform::{Job, JobRun, MockJob, MockJobLog, Scheduler, StoreError};
use hexmart_domain::shared::Instant;

use crate::given;
use crate::world::World;

const HOUR: Duration = Duration::from_hours(1);

/// A job that takes a while, and counts.
#[derive(Default)]
struct Slow(AtomicU64);

#[async_trait]
impl Job for Slow {
    fn name(&self) -> &'static str {
        "slow"
    }

    fn interval(&self) -> Duration {
        HOUR
    }

    async fn run(&self, _now: Instant) -> Result<u64, StoreError> {
        for _ in 0..5 {
            tokio::task::yield_now().await;
        }
        Ok(self.0.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// A job that answers this, and runs so often.
fn quick(name: &'static str, times: usize, answer: Result<u64, StoreError>) -> Arc<dyn Job> {
    let mut job = MockJob::new();
    job.expect_name().return_const(name);
    job.expect_interval().return_const(HOUR);
    job.expect_run().times(times).returning(move |_| answer.clone());
    Arc::new(job)
}

/// A process of its own.
fn scheduler(world: &World, jobs: Vec<Arc<dyn Job>>) -> Scheduler {
    let (leases, log) = (world.storage.leases.clone(), world.storage.jobs.clone());
    Scheduler::new(leases, log, world.mint.clone(), jobs)
}

#[tokio::test]
async fn a_job_is_due_an_interval_after_it_last_began() {
    let world = World::new();
    let scheduler = scheduler(&world, vec![quick("quick", 2, Ok(3))]);
    assert_eq!(scheduler.tick().await, 1);
    assert_eq!(scheduler.tick().await, 0);
    let began_at = world.now();
    let end = began_at + HOUR;
    world.turn_to(end - given::TICK);
    assert_eq!(scheduler.tick().await, 0);
    world.turn_to(end);
    assert_eq!(scheduler.tick().await, 1);
    assert_eq!(scheduler.tick().await, 0);

    let runs = world.storage.jobs.recent(10).await.unwrap();
    let run = |began_at| JobRun {
        job: "quick".to_owned(),
        began_at,
        ended_at: began_at,
        done: Some(3),
    };
    assert_eq!(runs, [run(end), run(began_at)]);
}

#[tokio::test]
async fn of_two_processes_at_once_one_runs_a_job() {
    let world = World::new();
    let job = Arc::new(Slow::default());
    let (first, second) = (
        scheduler(&world, vec![job.clone()]),
        scheduler(&world, vec![job.clone()]),
    );
    for round in 1..=3 {
        let ran = futures_util::future::join(first.tick(), second.tick()).await;
        assert_eq!(ran, (1, 0));
        assert_eq!(job.0.load(Ordering::Relaxed), round);
        // The lease was given back: the other one finds that nothing is due, and can run the next.
        assert_eq!(second.tick().await, 0);
        world.turn(HOUR);
    }
    assert_eq!(second.tick().await, 1);
    assert_eq!(job.0.load(Ordering::Relaxed), 4);
}

#[tokio::test]
async fn what_another_process_ran_between_the_look_and_the_lease_is_not_run_again() {
    let world = World::new();
    let now = world.now();
    let mut log = MockJobLog::new();
    log.expect_latest().times(1).return_once(|_| Ok(None));
    log.expect_latest().times(1).return_once(move |_| {
        Ok(Some(JobRun {
            job: "job".to_owned(),
            began_at: now,
            ended_at: now,
            done: Some(1),
        }))
    });
    let leases = world.storage.leases.clone();
    let jobs = vec![quick("job", 0, Ok(1))];
    let scheduler = Scheduler::new(leases, Arc::new(log), world.mint.clone(), jobs);
    assert_eq!(scheduler.tick().await, 0);
}

#[tokio::test]
async fn a_job_that_fails_is_written_down_and_holds_up_no_other() {
    let world = World::new();
    let jobs = vec![
        quick("broken", 2, Err(StoreError::backend("disk"))),
        quick("sound", 2, Ok(1)),
    ];
    let scheduler = scheduler(&world, jobs);
    assert_eq!(scheduler.tick().await, 1);
    let broken = world.storage.jobs.latest("broken").await.unwrap().unwrap();
    assert_eq!((broken.began_at, broken.done), (world.now(), None));
    let sound = world.storage.jobs.latest("sound").await.unwrap().unwrap();
    assert_eq!(sound.done, Some(1));

    // Not at once again, but with the next interval.
    assert_eq!(scheduler.tick().await, 0);
    world.turn(HOUR);
    assert_eq!(scheduler.tick().await, 1);
}

#[tokio::test]
async fn a_job_that_fails_can_be_taken_over_by_another_process() {
    let world = World::new();
    let broken = quick("job", 1, Err(StoreError::backend("disk")));
    assert_eq!(scheduler(&world, vec![broken]).tick().await, 0);
    world.turn(HOUR);
    assert_eq!(scheduler(&world, vec![quick("job", 1, Ok(1))]).tick().await, 1);
}

#[tokio::test]
async fn a_log_that_cannot_be_read_runs_nothing() {
    let world = World::new();
    let mut log = MockJobLog::new();
    log.expect_latest()
        .times(2)
        .returning(|_| Err(StoreError::unavailable("connection refused")));
    let jobs = vec![quick("one", 0, Ok(0)), quick("two", 0, Ok(0))];
    let leases = world.storage.leases.clone();
    let scheduler = Scheduler::new(leases, Arc::new(log), world.mint.clone(), jobs);
    assert_eq!(scheduler.tick().await, 0);
}

#[tokio::test]
async fn a_run_by_hand_is_written_down_though_it_was_not_due() {
    let world = World::new();
    let job = quick("job", 2, Ok(5));
    let scheduler = scheduler(&world, vec![job.clone()]);
    scheduler.run(&*job).await.unwrap();
    world.turn(Duration::from_secs(1));
    scheduler.run(&*job).await.unwrap();
    assert_eq!(world.storage.jobs.recent(10).await.unwrap().len(), 2);
    assert_eq!(scheduler.tick().await, 0);

    let broken = quick("broken", 1, Err(StoreError::backend("disk")));
    assert!(scheduler.run(&*broken).await.is_err());
}
