use std::sync::Arc;

use hexmart_application::platform::Throttle;
use hexmart_throttle_adapter::{MemoryThrottle, RedisThrottle};

use crate::failure::{Exit, Failure};

/// Counts callers: in this process, or in Redis together with the shop's other servers.
pub(crate) async fn throttle(redis_url: Option<&str>) -> Result<Arc<dyn Throttle>, Failure> {
    let memory: Arc<dyn Throttle> = Arc::new(MemoryThrottle::new());
    let Some(url) = redis_url else {
        return Ok(memory);
    };
    let redis = RedisThrottle::connect(url, memory).await.map_err(|error| {
        Failure::new(Exit::Config, "the Redis URL is of no known form")
            .because(&error)
            .cure("redis://HOST:6379, with rediss:// for TLS")
    })?;
    Ok(Arc::new(redis))
}
