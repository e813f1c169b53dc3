use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpServer};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::app::configure;
use crate::settings::{Services, Settings};
use crate::state::State;

/// How long the head of a request may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long an idle connection is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// Longer than anybody drains, in seconds: how long that may take is said when it begins.
const LONGEST_DRAIN: u64 = 3600;

/// A server that accepts connections until it is drained.
#[derive(Debug)]
pub struct RunningServer {
    handle: ServerHandle,
    task: Option<JoinHandle<io::Result<()>>>,
    state: Arc<State>,
}

/// For [`start`], where the API is all there is to serve.
pub const NOTHING_MOUNTED: Option<fn(&mut ServiceConfig)> = None;

/// Starts to serve the API on a listener, and before it what `mount` adds: services with paths of their own, which
/// nothing of this crate looks at. Where both know a path, what is mounted answers.
///
/// To be called inside a multi-threaded tokio runtime: commands run there, so that no write is cut by a client that hangs
/// up. Connections are served on `settings.workers` threads of their own. Signals are left to the caller.
///
/// # Errors
/// When the listener cannot be used.
///
/// # Panics
/// Outside of a tokio runtime.
pub fn start<F>(
    listener: TcpListener,
    services: Services,
    settings: Settings,
    mount: Option<F>,
) -> io::Result<RunningServer>
where
    F: Fn(&mut ServiceConfig) + Clone + Send + 'static,
{
    let workers = settings.workers.max(1);
    let state = Arc::new(State::new(services, settings, Handle::current()));
    let shared = Arc::clone(&state);
    let server = HttpServer::new(move || App::new().configure(|app| configure(app, &shared, mount.as_ref())))
        .workers(workers)
        .client_request_timeout(HEAD_TIME)
        .keep_alive(KEEP_ALIVE)
        .tcp_nodelay(true)
        .shutdown_timeout(LONGEST_DRAIN)
        .disable_signals()
        .listen(listener)?
        .run();
    Ok(RunningServer {
        handle: server.handle(),
        task: Some(tokio::spawn(server)),
        state,
    })
}

impl RunningServer {
    /// Waits until the server ends, which without [`drain`](Self::drain) it does only when it fails. Can be dropped and
    /// called again.
    ///
    /// # Errors
    /// What made the server fail.
    pub async fn wait(&mut self) -> io::Result<()> {
        let Some(task) = &mut self.task else {
            return Ok(());
        };
        let end = task.await;
        self.task = None;
        end.map_err(io::Error::other)?
    }

    /// Says that the server is not ready any more, stops accepting, and lets running requests finish. Those that take
    /// longer than `grace` are left to end with the process.
    pub async fn drain(&mut self, grace: Duration) {
        self.state.begin_drain();
        let stopped = self.handle.stop(true);
        let drained = async {
            stopped.await;
            self.wait().await
        };
        match timeout(grace, drained).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(error = %error, "the server failed while it was drained"),
            Err(_elapsed) => tracing::warn!(grace_ms = grace.as_millis(), "requests were still running"),
        }
    }
}
