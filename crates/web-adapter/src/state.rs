use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::rt::time::timeout;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::admission::Admission;
use crate::platform::Metrics;
use crate::problem::Problem;
use crate::request_id::RequestIds;
use crate::router::Router;
use crate::routes::ROUTES;
use crate::settings::{Services, Settings};

/// How long somebody waits for a command: longer than a store takes that answers at all, and no longer than a server that is
/// to stop waits for them.
const DEADLINE: Duration = Duration::from_secs(20);

/// What every handler shares.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) services: Services,
    pub(crate) settings: Settings,
    pub(crate) metrics: Metrics,
    pub(crate) router: Router,
    pub(crate) request_ids: RequestIds,
    pub(crate) admission: Admission,
    draining: AtomicBool,
    runtime: Handle,
}

impl State {
    /// `runtime` is where commands run: a multi-threaded one that outlives every connection.
    pub(crate) fn new(services: Services, settings: Settings, runtime: Handle) -> Self {
        Self {
            metrics: Metrics::new(services.gauges.clone()),
            admission: Admission::new(settings.at_once),
            services,
            settings,
            router: Router::of(ROUTES),
            request_ids: RequestIds::new(),
            draining: AtomicBool::new(false),
            runtime,
        }
    }

    /// Runs a command to its end, whatever becomes of the caller: a client that hangs up takes its own handler with
    /// it, and must not take half a write. Who waits for too long hears that nobody knows yet; the command goes on.
    pub(crate) async fn detached<T, E>(
        &self,
        command: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Into<Problem> + Send + 'static,
    {
        seen_through(self.runtime.spawn(command), DEADLINE).await
    }

    /// From now on the server says that it is not ready.
    pub(crate) fn begin_drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}

/// What became of a command, if it ended in time.
async fn seen_through<T, E: Into<Problem>>(
    running: JoinHandle<Result<T, E>>,
    within: Duration,
) -> Result<T, Problem> {
    let Ok(ended) = timeout(within, running).await else {
        return Err(Problem::in_doubt());
    };
    match ended {
        Ok(answer) => answer.map_err(Into::into),
        Err(end) => Err(match end.try_into_panic() {
            Ok(panic) => Problem::panicked(&*panic),
            Err(cancelled) => Problem::internal(cancelled.to_string()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::pending;
    use std::rc::Rc;

    use actix_web::rt::task::yield_now;
    use hexmart_application::platform::StoreError;

    use super::*;
    use crate::problem::Code;

    #[actix_web::test]
    async fn who_waits_too_long_hears_that_nobody_knows_and_the_command_goes_on() {
        let stuck = actix_web::rt::spawn(pending::<Result<(), StoreError>>());
        let problem = seen_through(stuck, Duration::from_millis(1)).await.unwrap_err();
        assert_eq!(problem.code(), Code::OutcomeUnknown);

        let (go_on, done) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(false)));
        let (told, mark) = (Rc::clone(&go_on), Rc::clone(&done));
        let slow = actix_web::rt::spawn(async move {
            while !told.get() {
                yield_now().await;
            }
            mark.set(true);
            Ok::<_, StoreError>(())
        });
        assert!(seen_through(slow, Duration::from_millis(1)).await.is_err());
        go_on.set(true);
        while !done.get() {
            yield_now().await;
        }
    }

    #[actix_web::test]
    async fn who_waits_long_enough_hears_the_answer() {
        let quick = actix_web::rt::spawn(async { Ok::<_, StoreError>(7) });
        assert_eq!(seen_through(quick, DEADLINE).await.unwrap(), 7);
    }
}
