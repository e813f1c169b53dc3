//! What a serving shop does by itself: it delivers messages, runs its jobs, imports files, and keeps the search index up to
//! date.

use std::sync::Arc;
use std::time::Duration;

use hexmart_application::interchange::ImportWorker;
use hexmart_application::platform::{Postman, Scheduler};
use hexmart_application::search::Indexer;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::turns::{Turn, Turns, rest_after};

/// How soon after a commit its message is noticed.
const POST_EVERY: Duration = Duration::from_millis(250);
/// How long after a failure of the store the next look comes.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// How soon after a commit the index learns of it, when there is little to be learned.
const INDEX_EVERY: Duration = Duration::from_millis(250);
/// How soon after it was handed over a file is imported.
const IMPORT_EVERY: Duration = Duration::from_secs(1);
/// How often a job is looked at; it says itself how often it runs.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// Between the first looks at two jobs, so that not all come at once.
const ONE_BY_ONE: Duration = Duration::from_millis(20);

/// Work in the background, until it is stopped.
pub(crate) struct Background {
    turns: Arc<Turns>,
    tasks: Vec<JoinHandle<()>>,
}

impl Background {
    /// Starts working, as long as there are turns. Messages of a lane without a postman stay in the outbox; jobs of one
    /// scheduler wait for one another.
    pub(crate) fn start(
        turns: Arc<Turns>,
        postmen: Vec<Postman>,
        schedulers: Vec<Scheduler>,
        indexer: Indexer,
        imports: ImportWorker,
    ) -> Self {
        let mut tasks = vec![
            tokio::spawn(index(indexer, turns.turn())),
            tokio::spawn(import(imports, turns.turn())),
        ];
        let deliver = |postman| tokio::spawn(deliver(postman, turns.turn()));
        tasks.extend(postmen.into_iter().map(deliver));
        let run = |(scheduler, place)| {
            let first_look = ONE_BY_ONE.saturating_mul(place);
            tokio::spawn(run_jobs(scheduler, first_look, turns.turn()))
        };
        tasks.extend(schedulers.into_iter().zip(0..).map(run));
        Self { turns, tasks }
    }

    /// Lets what is under way finish, and begins nothing new.
    pub(crate) async fn stop(self) {
        self.turns.stop();
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "work in the background ended badly");
            }
        }
    }
}

async fn deliver(postman: Postman, mut turn: Turn) {
    let mut go_on = turn.goes_on();
    while go_on {
        let length = match postman.tick().await {
            // What was written meanwhile is delivered together.
            Ok(_delivered) => POST_EVERY,
            Err(error) => {
                tracing::warn!(%error, "messages are not being delivered");
                AFTER_FAILURE
            }
        };
        go_on = turn.pause(length).await;
    }
    if let Err(error) = postman.stop().await {
        tracing::warn!(%error, "the right to deliver was not given back: it runs out by itself");
    }
}

async fn run_jobs(scheduler: Scheduler, first_look: Duration, mut turn: Turn) {
    let mut go_on = turn.pause(first_look).await;
    while go_on {
        scheduler.tick().await;
        go_on = turn.pause(LOOK_EVERY).await;
    }
}

async fn index(indexer: Indexer, mut turn: Turn) {
    let mut go_on = turn.goes_on();
    while go_on {
        let begun = Instant::now();
        let length = match indexer.catch_up().await {
            // A write of the index costs about the same for one product as for a hundred, so in a busy shop it pays to let
            // some come together.
            Ok(learned) if learned.is_all => rest_after(begun.elapsed()).max(INDEX_EVERY),
            Ok(_some) => rest_after(begun.elapsed()),
            Err(error) => {
                tracing::warn!(%error, "the search index is not kept up to date");
                AFTER_FAILURE
            }
        };
        go_on = turn.pause(length).await;
    }
}

/// An import can be left anywhere: whoever comes next goes on behind the last batch that was written.
async fn import(worker: ImportWorker, mut turn: Turn) {
    let mut go_on = turn.goes_on();
    while go_on {
        let progress = tokio::select! {
            progress = worker.work() => progress,
            () = turn.stopped() => break,
        };
        let length = match progress {
            Ok(_done) => IMPORT_EVERY,
            Err(error) => {
                tracing::warn!(%error, "an import stopped");
                AFTER_FAILURE
            }
        };
        go_on = turn.pause(length).await;
    }
    if let Err(error) = worker.stop().await {
        tracing::warn!(%error, "the right to import was not given back: it runs out by itself");
    }
}
