//! What happens when Redis dies, freezes and comes back.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use hexmart_application::platform::{Allowance, Patience, Rate, Throttle};
use hexmart_domain::shared;
use hexmart_test_redis::PrivateServer;
use hexmart_throttle_adapter::{MemoryThrottle, RedisThrottle};
use tokio::task::{JoinHandle, yield_now};
use tokio::time::timeout;

use crate::given::{a_minute, at, key};
use crate::redis_server::connected;

/// How long Redis may take to answer.
const LIMIT: Duration = Duration::from_millis(250);

/// What a take may last on a machine that resumes it late. Far less than a hundred that wait for the limit.
const IN_TIME: Duration = Duration::from_secs(5);

/// Within this, Redis is used again.
const SOON: Duration = Duration::from_secs(20);

/// A memory that counts how often it had to help.
#[derive(Debug, Default)]
struct Helper {
    memory: MemoryThrottle,
    takes: AtomicU32,
}

#[async_trait]
impl Throttle for Helper {
    async fn take(&self, key: &str, cost: u32, rate: Rate, now: shared::Instant) -> Allowance {
        self.takes.fetch_add(1, Ordering::Relaxed);
        self.memory.take(key, cost, rate, now).await
    }

    async fn waiting_time(&self, key: &str, now: shared::Instant) -> Duration {
        self.memory.waiting_time(key, now).await
    }

    async fn miss(&self, key: &str, patience: Patience, now: shared::Instant) -> Duration {
        self.memory.miss(key, patience, now).await
    }

    async fn forgive(&self, key: &str) {
        self.memory.forgive(key).await;
    }
}

/// The lines of the log.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lines {
    /// How many lines there are of a level.
    fn count(&self, level: &str) -> usize {
        let lines = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        lines.lines().filter(|line| line.contains(level)).count()
    }
}

struct Shop {
    throttle: Arc<RedisThrottle>,
    helper: Arc<Helper>,
    lines: Lines,
    _log: tracing::subscriber::DefaultGuard,
}

async fn open(server: &PrivateServer) -> Shop {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // For this thread, on which everything of the test runs.
    let log = tracing::subscriber::set_default(log);
    let helper = Arc::new(Helper::default());
    let throttle = RedisThrottle::connect(&server.url(), helper.clone())
        .await
        .unwrap();
    Shop {
        throttle: Arc::new(throttle),
        helper,
        lines,
        _log: log,
    }
}

/// Callers that take until they are told to stop; each answers the longest that a take lasted.
struct Load {
    stop: Arc<AtomicBool>,
    takes: Arc<AtomicU32>,
    callers: Vec<JoinHandle<Duration>>,
}

impl Load {
    fn begin(throttle: &Arc<RedisThrottle>) -> Self {
        let (stop, takes) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let caller = || {
            let (throttle, key) = (throttle.clone(), key());
            let (stop, takes) = (stop.clone(), takes.clone());
            async move {
                let mut longest = Duration::ZERO;
                while !stop.load(Ordering::Relaxed) {
                    let begun = Instant::now();
                    throttle.take(&key, 1, a_minute(10), at(0)).await;
                    longest = longest.max(begun.elapsed());
                    takes.fetch_add(1, Ordering::Relaxed);
                    yield_now().await;
                }
                longest
            }
        };
        let callers = (0..8).map(|_| tokio::spawn(caller())).collect();
        Self { stop, takes, callers }
    }

    /// Waits until it is well under way.
    async fn runs(&self) {
        until(|| self.takes.load(Ordering::Relaxed) > 500).await;
    }

    async fn end(self) -> Duration {
        self.stop.store(true, Ordering::Relaxed);
        let mut longest = Duration::ZERO;
        for caller in self.callers {
            longest = longest.max(caller.await.unwrap());
        }
        longest
    }
}

async fn until(mut done: impl FnMut() -> bool) {
    let done = async {
        while !done() {
            yield_now().await;
        }
    };
    timeout(SOON, done).await.unwrap();
}

impl Shop {
    async fn until_helped(&self) {
        let before = self.helper.takes.load(Ordering::Relaxed);
        until(|| self.helper.takes.load(Ordering::Relaxed) > before + 100).await;
        assert!(!self.throttle.is_shared());
    }

    /// What is taken through the throttle is missing for another process, and nobody helped.
    async fn counts_in_redis(&self, server: &PrivateServer) {
        let (key, helped) = (key(), self.helper.takes.load(Ordering::Relaxed));
        assert!(self.throttle.take(&key, 3, a_minute(3), at(0)).await.granted);
        let other = connected(&server.url()).await;
        assert!(!other.take(&key, 1, a_minute(3), at(0)).await.granted);
        assert_eq!(self.helper.takes.load(Ordering::Relaxed), helped);
    }
}

#[tokio::test]
async fn a_killed_redis_is_done_without_and_used_again_once_it_is_back() {
    let Some(mut server) = PrivateServer::start() else {
        return;
    };
    let shop = open(&server).await;
    for outage in 1..=2 {
        shop.counts_in_redis(&server).await;
        let load = Load::begin(&shop.throttle);
        load.runs().await;
        server.kill();
        shop.until_helped().await;
        let longest = load.end().await;
        assert!(longest < IN_TIME, "{longest:?}");
        server.launch();
        until(|| shop.throttle.is_shared()).await;
        assert_eq!(
            (shop.lines.count("WARN"), shop.lines.count("INFO")),
            (outage, outage)
        );
    }
    shop.counts_in_redis(&server).await;
}

#[tokio::test]
async fn a_frozen_redis_is_waited_for_no_longer_than_the_limit() {
    let Some(server) = PrivateServer::start() else {
        return;
    };
    let shop = open(&server).await;
    shop.counts_in_redis(&server).await;
    let load = Load::begin(&shop.throttle);
    load.runs().await;
    server.freeze();
    shop.until_helped().await;
    let longest = load.end().await;
    assert!(longest >= LIMIT && longest < IN_TIME, "{longest:?}");
    // It is there, but does not answer: that is no reason to use it again.
    let begun = Instant::now();
    for _ in 0..100 {
        shop.throttle.take("frozen", 1, a_minute(10), at(0)).await;
    }
    assert!(begun.elapsed() < IN_TIME);
    server.thaw();
    until(|| shop.throttle.is_shared()).await;
    shop.counts_in_redis(&server).await;
    assert_eq!((shop.lines.count("WARN"), shop.lines.count("INFO")), (1, 1));
}

#[tokio::test]
async fn misses_go_on_without_redis_and_forgiveness_reaches_both() {
    let Some(mut server) = PrivateServer::start() else {
        return;
    };
    let shop = open(&server).await;
    let (key, patience) = (
        key(),
        Patience {
            free: 0,
            ..crate::given::PATIENCE
        },
    );
    server.kill();
    assert_eq!(
        shop.throttle.miss(&key, patience, at(0)).await,
        Duration::from_secs(1)
    );
    assert_eq!(
        shop.throttle.waiting_time(&key, at(0)).await,
        Duration::from_secs(1)
    );
    server.launch();
    until(|| shop.throttle.is_shared()).await;
    assert_eq!(shop.throttle.waiting_time(&key, at(0)).await, Duration::ZERO);
    shop.throttle.forgive(&key).await;
    assert_eq!(shop.helper.memory.waiting_time(&key, at(0)).await, Duration::ZERO);
}

/// A Redis that answers and refuses to count is out of reach, too.
#[tokio::test]
async fn a_redis_that_cannot_write_is_an_outage() {
    let Some(server) = PrivateServer::start() else {
        return;
    };
    let shop = open(&server).await;
    let client = redis::Client::open(server.url()).unwrap();
    let mut redis = client.get_connection().unwrap();
    replicate(&mut redis, "127.0.0.1", "1");
    let load = Load::begin(&shop.throttle);
    shop.until_helped().await;
    let before = connections(&mut redis);
    until(|| connections(&mut redis) >= before + 3).await;
    load.end().await;
    assert_eq!((shop.lines.count("WARN"), shop.lines.count("INFO")), (1, 0));
    replicate(&mut redis, "NO", "ONE");
    until(|| shop.throttle.is_shared()).await;
    shop.counts_in_redis(&server).await;
}

/// Makes it a replica, which takes no writes, or none any more.
fn replicate(redis: &mut redis::Connection, host: &str, port: &str) {
    redis::cmd("REPLICAOF").arg(host).arg(port).exec(redis).unwrap();
}

/// How often somebody connected.
fn connections(redis: &mut redis::Connection) -> u64 {
    let stats: redis::InfoDict = redis::cmd("INFO").arg("stats").query(redis).unwrap();
    stats.get("total_connections_received").unwrap()
}
