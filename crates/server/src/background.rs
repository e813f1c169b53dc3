//! What a serving shop does by itself: it delivers messages, runs its jobs, imports files, and keeps the search index up to
//! date.

use std::time::Duration;

use hexmart_application::interchange::ImportWorker;
use hexmart_application::platform::{Postman, Scheduler};
use hexmart_application::search::Indexer;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

/// How soon after a commit its message is noticed.
const POST_EVERY: Duration = Duration::from_millis(250);
/// How long after a failure of the store the next look comes.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// How soon after a commit the index learns of it, when there is little to be learned.
const INDEX_EVERY: Duration = Duration::from_millis(250);
/// The longest rest of the index between two parts of much.
const INDEX_AT_LEAST_EVERY: Duration = Duration::from_secs(2);
/// How soon after it was handed over a file is imported.
const IMPORT_EVERY: Duration = Duration::from_secs(1);
/// How often jobs are looked at; they say themselves how often they run.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Work in the background, until it is stopped.
pub(crate) struct Background {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Background {
    /// Starts working. Messages of a lane without a postman stay in the outbox.
    pub(crate) fn start(
        postmen: Vec<Postman>,
        scheduler: Scheduler,
        indexer: Indexer,
        imports: ImportWorker,
    ) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = vec![
            tokio::spawn(run_jobs(scheduler, stopped.clone())),
            tokio::spawn(index(indexer, stopped.clone())),
            tokio::spawn(import(imports, stopped.clone())),
        ];
        let deliver = |postman| tokio::spawn(deliver(postman, stopped.clone()));
        tasks.extend(postmen.into_iter().map(deliver));
        Self { stop, tasks }
    }

    /// Lets what is under way finish, and begins nothing new.
    pub(crate) async fn stop(self) {
        let _nobody_listens = self.stop.send(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "work in the background ended badly");
            }
        }
    }
}

/// Waits, unless it is time to stop; false when it is.
async fn pause(length: Duration, stopped: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        () = sleep(length) => !*stopped.borrow(),
        _changed = stopped.changed() => false,
    }
}

async fn deliver(postman: Postman, mut stopped: watch::Receiver<bool>) {
    let mut go_on = !*stopped.borrow();
    while go_on {
        let length = match postman.tick().await {
            // What was written meanwhile is delivered together.
            Ok(_delivered) => POST_EVERY,
            Err(error) => {
                tracing::warn!(%error, "messages are not being delivered");
                AFTER_FAILURE
            }
        };
        go_on = pause(length, &mut stopped).await;
    }
    if let Err(error) = postman.stop().await {
        tracing::warn!(%error, "the right to deliver was not given back: it runs out by itself");
    }
}

async fn run_jobs(scheduler: Scheduler, mut stopped: watch::Receiver<bool>) {
    let mut go_on = !*stopped.borrow();
    while go_on {
        scheduler.tick().await;
        go_on = pause(LOOK_EVERY, &mut stopped).await;
    }
}

async fn index(indexer: Indexer, mut stopped: watch::Receiver<bool>) {
    let mut go_on = !*stopped.borrow();
    while go_on {
        let begun = Instant::now();
        let length = match indexer.catch_up().await {
            Ok(learned) => rest_after(begun.elapsed(), learned.is_all),
            Err(error) => {
                tracing::warn!(%error, "the search index is not kept up to date");
                AFTER_FAILURE
            }
        };
        go_on = pause(length, &mut stopped).await;
    }
}

/// How long the index rests after it learned for so long. A write of the index costs about the same for one product as for a
/// hundred, so in a busy shop it pays to let some come together; and learning takes no more than a quarter of the time.
fn rest_after(learning: Duration, is_all: bool) -> Duration {
    let least = if is_all { INDEX_EVERY } else { Duration::ZERO };
    learning.saturating_mul(3).clamp(least, INDEX_AT_LEAST_EVERY)
}

/// An import can be left anywhere: whoever comes next goes on behind the last batch that was written.
async fn import(worker: ImportWorker, mut stopped: watch::Receiver<bool>) {
    let mut go_on = !*stopped.borrow();
    while go_on {
        let progress = tokio::select! {
            progress = worker.work() => progress,
            _changed = stopped.changed() => break,
        };
        let length = match progress {
            Ok(_done) => IMPORT_EVERY,
            Err(error) => {
                tracing::warn!(%error, "an import stopped");
                AFTER_FAILURE
            }
        };
        go_on = pause(length, &mut stopped).await;
    }
    if let Err(error) = worker.stop().await {
        tracing::warn!(%error, "the right to import was not given back: it runs out by itself");
    }
}
