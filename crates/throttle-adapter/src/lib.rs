//! The port [`Throttle`]: [`MemoryThrottle`] counts for one process, [`RedisThrottle`] for all that share a Redis.
//!
//! The rules stand in `bucket` and `misses`, as pure functions; memory runs them as they are, Redis runs the same rules
//! as scripts, line by line. Both answer alike, to the microsecond: everything is counted in whole numbers that `measure`
//! chooses, and the tests compare the two.
//!
//! [`Throttle`]: hexmart_application::platform::Throttle

mod bucket;
mod measure;
mod memory;
mod misses;
mod redis;

pub use memory::MemoryThrottle;
pub use redis::{InvalidUrl, RedisThrottle};
