use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Handle;

use crate::platform::Metrics;
use crate::problem::Problem;
use crate::request_id::RequestIds;
use crate::settings::{Services, Settings};

/// What every handler shares.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) services: Services,
    pub(crate) settings: Settings,
    pub(crate) metrics: Metrics,
    pub(crate) request_ids: RequestIds,
    draining: AtomicBool,
    runtime: Handle,
}

impl State {
    /// `runtime` is where commands run: a multi-threaded one that outlives every connection.
    pub(crate) fn new(services: Services, settings: Settings, runtime: Handle) -> Self {
        Self {
            metrics: Metrics::new(services.gauges.clone()),
            services,
            settings,
            request_ids: RequestIds::new(),
            draining: AtomicBool::new(false),
            runtime,
        }
    }

    /// Runs a command to its end, whatever becomes of the caller: a client that hangs up takes its own handler with
    /// it, and must not take half a write.
    pub(crate) async fn detached<T, E>(
        &self,
        command: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Into<Problem> + Send + 'static,
    {
        match self.runtime.spawn(command).await {
            Ok(answer) => answer.map_err(Into::into),
            Err(end) => Err(match end.try_into_panic() {
                Ok(panic) => Problem::panicked(&*panic),
                Err(cancelled) => Problem::internal(cancelled.to_string()),
            }),
        }
    }

    /// From now on the server says that it is not ready.
    pub(crate) fn begin_drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}
