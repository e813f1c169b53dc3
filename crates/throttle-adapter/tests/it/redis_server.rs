//! Every promise, kept on Redis, and how it is connected to.

use std::sync::Arc;
use std::time::Duration;

use hexmart_application::platform::Throttle;
use hexmart_test_redis::server;
use hexmart_throttle_adapter::{InvalidUrl, MemoryThrottle, RedisThrottle};

use crate::given::{Asked, Forbidden, PATIENCE, a_minute, at, key};
use crate::list::throttle_contract;

/// A throttle that answers from Redis or fails the test, on a machine that may be busy.
pub(crate) async fn connected(url: &str) -> RedisThrottle {
    let limit = Duration::from_secs(10);
    RedisThrottle::connect_with_limit(url, Arc::new(Forbidden), limit)
        .await
        .unwrap()
}

async fn fresh() -> Option<Asked> {
    Some(Arc::new(connected(&server()?).await))
}

throttle_contract!(fresh);

#[tokio::test(flavor = "multi_thread")]
async fn processes_share_what_they_count() {
    let Some(server) = server() else { return };
    let (one, other) = (connected(&server).await, connected(&server).await);
    let key = key();
    assert!(one.take(&key, 3, a_minute(4), at(0)).await.granted);
    let refused = other.take(&key, 2, a_minute(4), at(0)).await;
    assert_eq!((refused.granted, refused.remaining), (false, 1));
    assert!(one.is_shared() && other.is_shared());
}

/// Redis drops by itself what means nothing any more.
#[tokio::test(flavor = "multi_thread")]
async fn every_key_expires() {
    let Some(server) = server() else { return };
    let (throttle, key) = (connected(&server).await, key());
    throttle.take(&key, 1, a_minute(2), at(0)).await;
    throttle.take(&key, 2, a_minute(2), at(0)).await;
    throttle.miss(&key, PATIENCE, at(0)).await;
    throttle.waiting_time(&key, at(-1)).await;
    let mut redis = redis::Client::open(server).unwrap().get_connection().unwrap();
    for (name, seconds) in [("bucket", 30), ("misses", 15 * 60)] {
        let mut ttl = redis::cmd("TTL");
        let left: i64 = ttl
            .arg(format!("hexmart:throttle:{name}:{key}"))
            .query(&mut redis)
            .unwrap();
        assert!((seconds..=seconds + 60).contains(&left), "{name}: {left}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_and_its_password_not_repeated() {
    for url in [
        "",
        "127.0.0.1:6379",
        "https://ann:s3cret@shop",
        "redis://ann:s3cret@shop:x/",
    ] {
        let error = RedisThrottle::connect(url, Arc::new(Forbidden))
            .await
            .unwrap_err();
        assert_eq!(error, InvalidUrl);
        assert!(!error.to_string().contains("s3cret"));
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_outage() {
    let memory = Arc::new(MemoryThrottle::new());
    let throttle = RedisThrottle::connect("redis://127.0.0.1:1/", memory)
        .await
        .unwrap();
    assert!(!throttle.is_shared());
    let key = key();
    assert!(throttle.take(&key, 1, a_minute(1), at(0)).await.granted);
    assert!(!throttle.take(&key, 1, a_minute(1), at(0)).await.granted);
}
