use std::sync::Arc;
use std::time::Duration;

use hexmart_application::identity::{Caller, Registration};
use hexmart_application::platform::{JobLog, JobRun, MockJobLog, MockOutbox, Outbox, housekeeping_jobs};

use crate::given;
use crate::world::World;

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn delivered_messages_are_forgotten_after_a_week() {
    let world = World::new();
    for local in ["ann", "bob"] {
        let wanted = given::wanted(local);
        world.identity.sign_up(wanted, &Caller::local()).await.unwrap();
    }
    assert_eq!(world.letters().await.len(), 2);
    let jobs = housekeeping_jobs(&world.storage.outbox, &world.storage.jobs);
    let purge = &jobs[0];
    let end = world.now() + 7 * DAY;
    // What was not delivered stays.
    let wanted = given::wanted("late");
    world.identity.sign_up(wanted, &Caller::local()).await.unwrap();
    assert_eq!(purge.run(end).await.unwrap(), 0);
    assert_eq!(purge.run(end + given::TICK).await.unwrap(), 2);
    assert_eq!(purge.run(end + given::TICK).await.unwrap(), 0);
    assert_eq!(world.letters().await.len(), 1);
}

#[tokio::test]
async fn a_backlog_of_messages_is_forgotten_in_one_run() {
    let mut outbox = MockOutbox::new();
    for gone in [1_000, 1_000, 7] {
        outbox.expect_purge().times(1).return_once(move |_, _| Ok(gone));
    }
    let (outbox, log): (Arc<dyn Outbox>, Arc<dyn JobLog>) = (Arc::new(outbox), Arc::new(MockJobLog::new()));
    let jobs = housekeeping_jobs(&outbox, &log);
    assert_eq!(jobs[0].run(given::start()).await.unwrap(), 2_007);
}

#[tokio::test]
async fn runs_are_forgotten_after_ninety_days_except_the_newest() {
    let world = World::new();
    let start = world.now();
    for hours in [0, 1, 2] {
        let began_at = start + Duration::from_hours(hours);
        let run = JobRun {
            job: "purge".to_owned(),
            began_at,
            ended_at: began_at,
            done: Some(hours),
        };
        world.storage.jobs.record(&run).await.unwrap();
    }
    let jobs = housekeeping_jobs(&world.storage.outbox, &world.storage.jobs);
    assert_eq!(jobs[1].run(start + 90 * DAY).await.unwrap(), 0);
    assert_eq!(jobs[1].run(start + 90 * DAY + given::TICK).await.unwrap(), 1);
    assert_eq!(jobs[1].run(start + 900 * DAY).await.unwrap(), 1);
    let left = world.storage.jobs.recent(10).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].done, Some(2));
}
