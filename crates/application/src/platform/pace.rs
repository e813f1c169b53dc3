use std::time::Duration;

use async_trait::async_trait;

/// How long work goes on in turns with whatever people ask for meanwhile.
///
/// Work of many parts that nobody waits for rests between them. It keeps nothing open meanwhile: no transaction, nothing that
/// others wait for but the lease of its job.
#[async_trait]
pub trait Pace: Send + Sync {
    /// Rests after a part that took so long. False when there is to be no further part for now, as the process is about to
    /// end: what is left, whoever comes next takes up.
    async fn rest(&self, worked: Duration) -> bool;
}

/// Goes on at once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Restless;

#[async_trait]
impl Pace for Restless {
    async fn rest(&self, _worked: Duration) -> bool {
        true
    }
}
