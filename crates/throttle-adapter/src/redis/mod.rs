//! [`RedisThrottle`]: a throttle that several processes share.

mod link;
mod scripts;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_application::platform::{Allowance, Patience, Rate, Throttle};
use hexmart_domain::shared::Instant;
use redis::Client;

use crate::bucket::Taken;
use crate::measure::Measure;

use link::Link;

/// How long Redis may take to answer.
const LIMIT: Duration = Duration::from_millis(250);

/// Counts for all processes that share a Redis (6.0 or newer, or Valkey), and survives their restarts.
///
/// When Redis does not answer within 250 milliseconds, or answers with an error, it counts by the fallback and, from
/// then on, without asking Redis first, until Redis answers again; the log has a warning where such an outage begins
/// and a line where it ends. What was counted meanwhile is not carried over. Time is the `now` of the caller, so
/// clocks of processes should agree to well within the time that fills a bucket.
///
/// Keys stand in Redis as they are, behind `hexmart:throttle:`, and expire a minute after they mean nothing any more.
/// Numbers are exact until the year 2255.
pub struct RedisThrottle {
    link: Arc<Link>,
    fallback: Arc<dyn Throttle>,
}

/// An address that is not one of a Redis: `redis://[user:password@]host[:port][/database]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a Redis server; expected redis://[user:password@]host[:port][/database]")]
pub struct InvalidUrl;

impl fmt::Debug for RedisThrottle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedisThrottle")
    }
}

impl RedisThrottle {
    /// Connects to the Redis of an address. One that is out of reach is an outage like any other, not an error.
    ///
    /// Belongs to the Tokio runtime it is called on, which should live as long; panics without one.
    pub async fn connect(url: &str, fallback: Arc<dyn Throttle>) -> Result<Self, InvalidUrl> {
        Self::connect_with_limit(url, fallback, LIMIT).await
    }

    /// Like [`Self::connect`], with another limit than 250 milliseconds for each answer.
    pub async fn connect_with_limit(
        url: &str,
        fallback: Arc<dyn Throttle>,
        limit: Duration,
    ) -> Result<Self, InvalidUrl> {
        // The error of the library is left out: some of its kinds repeat the address, password and all.
        let client = Client::open(url).or(Err(InvalidUrl))?;
        let link = Link::connect(client, limit).await;
        Ok(Self { link, fallback })
    }

    /// Whether it counts in Redis just now, and not by the fallback.
    pub fn is_shared(&self) -> bool {
        self.link.is_up()
    }
}

#[async_trait]
impl Throttle for RedisThrottle {
    async fn take(&self, key: &str, cost: u32, rate: Rate, now: Instant) -> Allowance {
        let measure = Measure::from(rate);
        let micros = now.timestamp_micros();
        let take = self.link.scripts.take(key, measure.units(cost), &measure, micros);
        match self.link.ask(async |redis| take.invoke_async(redis).await).await {
            Some((granted, missing)) => measure.allowance(Taken { granted, missing }, cost),
            None => self.fallback.take(key, cost, rate, now).await,
        }
    }

    async fn waiting_time(&self, key: &str, now: Instant) -> Duration {
        let waiting = self.link.scripts.waiting(key, now.timestamp_micros());
        match self
            .link
            .ask(async |redis| waiting.invoke_async(redis).await)
            .await
        {
            Some(wait) => Duration::from_micros(wait),
            None => self.fallback.waiting_time(key, now).await,
        }
    }

    async fn miss(&self, key: &str, patience: Patience, now: Instant) -> Duration {
        let miss = self
            .link
            .scripts
            .miss(key, patience.into(), now.timestamp_micros());
        match self.link.ask(async |redis| miss.invoke_async(redis).await).await {
            Some(wait) => Duration::from_micros(wait),
            None => self.fallback.miss(key, patience, now).await,
        }
    }

    async fn forgive(&self, key: &str) {
        // In both: misses of an earlier outage should not be held against anybody in the next.
        self.fallback.forgive(key).await;
        let forgive = scripts::forgive(key);
        self.link.ask(async |redis| forgive.exec_async(redis).await).await;
    }
}
