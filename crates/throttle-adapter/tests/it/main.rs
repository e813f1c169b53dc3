//! The promises of the throttle port, in memory and on Redis, and what only Redis can get wrong.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod alike;
mod buckets;
mod given;
mod list;
mod memory;
mod misses;
mod outage;
mod redis_server;
