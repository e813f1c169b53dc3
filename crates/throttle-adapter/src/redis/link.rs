//! The connection to Redis, and what happens while there is none.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{Client, RedisError, RedisResult};
use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};

use super::scripts::Scripts;

/// How long a connection may take to be made; none but the start of the server waits for it.
const CONNECTING: Duration = Duration::from_secs(2);

/// How long to wait before another attempt to connect.
const PAUSE: Duration = Duration::from_millis(200);

/// Asks Redis where it answers in time, and where it does not says so at once until it is back.
///
/// The connection manager of the `redis` crate would connect again, too, but let callers wait for it meanwhile; and who
/// has to know when an outage begins and ends needs nothing else of it.
pub(super) struct Link {
    client: Client,
    limit: Duration,
    /// Connections are made here, whichever runtime a caller is on, and live as long.
    runtime: Handle,
    state: Mutex<State>,
    pub(super) scripts: Scripts,
}

#[derive(Default)]
struct State {
    /// None during an outage.
    connection: Option<MultiplexedConnection>,
    /// How many connections there were, so that one that failed is told from its successor.
    number: u64,
}

impl Link {
    /// Tries to connect once; without success, an outage has begun.
    pub(super) async fn connect(client: Client, limit: Duration) -> Arc<Self> {
        let link = Arc::new(Self {
            client,
            limit,
            runtime: Handle::current(),
            state: Mutex::default(),
            scripts: Scripts::new(),
        });
        match link.open().await {
            Ok(connection) => link.state().connection = Some(connection),
            Err(reason) => link.begin_outage(&reason),
        }
        link
    }

    pub(super) fn is_up(&self) -> bool {
        self.state().connection.is_some()
    }

    /// Puts a question to Redis; none when it does not answer it in time.
    pub(super) async fn ask<T>(
        self: &Arc<Self>,
        question: impl AsyncFnOnce(&mut MultiplexedConnection) -> RedisResult<T>,
    ) -> Option<T> {
        let (mut connection, number) = self.connection()?;
        match within(self.limit, question(&mut connection)).await {
            Ok(answer) => Some(answer),
            Err(reason) => {
                self.give_up(number, &reason);
                None
            }
        }
    }

    fn connection(&self) -> Option<(MultiplexedConnection, u64)> {
        let state = self.state();
        state
            .connection
            .clone()
            .map(|connection| (connection, state.number))
    }

    /// Drops a connection that failed. Of all who see it fail, the first begins the outage.
    fn give_up(self: &Arc<Self>, number: u64, reason: &RedisError) {
        let mut state = self.state();
        if state.number == number && state.connection.take().is_some() {
            drop(state);
            self.begin_outage(reason);
        }
    }

    fn begin_outage(self: &Arc<Self>, reason: &RedisError) {
        tracing::warn!(%reason, "Redis is out of reach: this process throttles by itself until it is back");
        self.runtime.spawn(end_outage(Arc::downgrade(self)));
    }

    fn regain(&self, connection: MultiplexedConnection) {
        let mut state = self.state();
        state.number += 1;
        state.connection = Some(connection);
        tracing::info!("Redis is back: throttles are shared again");
    }

    /// Makes a connection, and tries it on a real question: a Redis may be there and refuse to write.
    async fn open(&self) -> RedisResult<MultiplexedConnection> {
        let mut connection = within(CONNECTING, self.client.get_multiplexed_async_connection()).await?;
        let probe = self.scripts.probe();
        within(self.limit, probe.invoke_async::<(bool, u64)>(&mut connection)).await?;
        Ok(connection)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn within<T>(limit: Duration, answer: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
    timeout(limit, answer).await.map_err(io::Error::from)?
}

/// Connects again and again until Redis answers, or nobody throttles any more.
async fn end_outage(link: Weak<Link>) {
    loop {
        sleep(PAUSE).await;
        let Some(link) = link.upgrade() else { return };
        if let Ok(connection) = link.open().await {
            return link.regain(connection);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hexmart_test_redis::server;

    #[tokio::test]
    async fn a_late_failure_of_a_connection_does_not_drop_its_successor() {
        let Some(server) = server() else { return };
        let client = Client::open(server).unwrap();
        let link = Link::connect(client, CONNECTING).await;
        let (_, first) = link.connection().unwrap();
        link.regain(link.open().await.unwrap());
        let (_, second) = link.connection().unwrap();
        let failure = RedisError::from(io::Error::from(io::ErrorKind::TimedOut));
        link.give_up(first, &failure);
        assert!(link.is_up());
        link.give_up(second, &failure);
        assert!(!link.is_up());
    }
}
