//! The closed loop: each client has one connection and sends its next request when it has the answer.
//!
//! The generator shares the cores with the server and the database, so by default it is one thread with a
//! single-threaded runtime, and a request costs it one clock reading and no lock.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use tokio::task::{JoinHandle, LocalSet, spawn_local};
use tokio::time::{sleep, timeout_at};

use crate::tally::Tally;

/// How long the last answers may take to arrive once the time is over.
const GRACE: Duration = Duration::from_secs(10);
/// Pause after a failure, so that a refused connection does not become a busy loop.
const PAUSE: Duration = Duration::from_millis(10);

/// One client of a load: does one thing, again and again, and connects when it must.
pub(crate) trait Client: 'static {
    async fn step(&mut self) -> Result<()>;
}

/// How hard and how long to press.
#[derive(Debug, Clone)]
pub(crate) struct Pressure {
    pub(crate) connections: usize,
    pub(crate) threads: usize,
    pub(crate) warm_up: Duration,
    pub(crate) measured: Duration,
    /// What each client waits between an answer and its next request; not counted as latency.
    pub(crate) pause: Duration,
    /// Ends the load early once it is true.
    pub(crate) stop: Arc<AtomicBool>,
}

/// What one load showed.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) rate: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p95_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) errors: u64,
    pub(crate) first_error: Option<String>,
}

impl Outcome {
    /// A load that could not even begin.
    pub(crate) fn failed(error: &anyhow::Error) -> Self {
        Self {
            rate: 0.0,
            p50_ms: 0.0,
            p95_ms: 0.0,
            p99_ms: 0.0,
            errors: 1,
            first_error: Some(format!("{error:#}")),
        }
    }
}

#[derive(Debug, Clone)]
struct Window {
    measured_from: Instant,
    end: Instant,
    pause: Duration,
    stop: Arc<AtomicBool>,
}

/// Runs one client per connection, made by `client` from its number, and measures them together.
pub(crate) fn run<C: Client>(pressure: &Pressure, client: impl Fn(usize) -> C + Sync) -> Result<Outcome> {
    let measured_from = Instant::now() + pressure.warm_up;
    let window = Window {
        measured_from,
        end: measured_from + pressure.measured,
        pause: pressure.pause,
        stop: Arc::clone(&pressure.stop),
    };
    let threads = pressure.threads.min(pressure.connections);
    let (client, until) = (&client, &window);
    let tally = thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|first| (first..pressure.connections).step_by(threads))
            .map(|numbers| scope.spawn(move || run_thread(numbers.map(client), until)))
            .collect();
        let mut sum = Tally::new()?;
        for thread in running {
            let Ok(counted) = thread.join() else {
                bail!("a load thread panicked")
            };
            sum.absorb(counted?)?;
        }
        anyhow::Ok(sum)
    })?;
    let end = window.end.min(Instant::now());
    Ok(Outcome {
        rate: tally.rate(window.measured_from, end),
        p50_ms: tally.quantile_ms(0.50),
        p95_ms: tally.quantile_ms(0.95),
        p99_ms: tally.quantile_ms(0.99),
        errors: tally.errors,
        first_error: tally.first_error,
    })
}

fn run_thread<C: Client>(clients: impl Iterator<Item = C>, window: &Window) -> Result<Tally> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let tally = Rc::new(RefCell::new(Tally::new()?));
    LocalSet::new().block_on(&runtime, async {
        let running: Vec<_> = clients
            .map(|client| spawn_local(keep_going(client, window.clone(), Rc::clone(&tally))))
            .collect();
        for client in running {
            finish(client, window.end, &tally).await;
        }
    });
    // Nothing of the runtime outlives this point, so a client that hung cannot hold the tally any more.
    drop(runtime);
    Ok(tally.replace(Tally::new()?))
}

async fn keep_going<C: Client>(mut client: C, window: Window, tally: Rc<RefCell<Tally>>) {
    let mut started = Instant::now();
    while started < window.end && !window.stop.load(Ordering::Relaxed) {
        let result = client.step().await;
        let finished = Instant::now();
        if let Err(error) = result {
            tally.borrow_mut().failed(&error);
            sleep(PAUSE).await;
            started = Instant::now();
            continue;
        }
        if started >= window.measured_from {
            tally.borrow_mut().answered(started, finished);
        }
        started = finished;
        if !window.pause.is_zero() {
            sleep(window.pause).await;
            started = Instant::now();
        }
    }
}

async fn finish(client: JoinHandle<()>, end: Instant, tally: &RefCell<Tally>) {
    let ended = timeout_at((end + GRACE).into(), client).await;
    if let Err(error) = ended.map_err(anyhow::Error::from).and_then(|joined| Ok(joined?)) {
        tally
            .borrow_mut()
            .failed(&error.context("a client did not come to its end"));
    }
}
