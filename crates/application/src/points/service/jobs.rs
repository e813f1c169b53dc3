//! What wallets come to by themselves.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::shared::Instant;

use super::PointsPorts;
use crate::platform::{Abort, Job, StoreError, transact};
use crate::points::Bookkeeper;

/// How many wallets one round looks into.
const ROUND: u64 = 200;

/// The jobs of wallets: points whose time is over go.
pub fn points_jobs(ports: &PointsPorts, bookkeeper: &Bookkeeper) -> Vec<Arc<dyn Job>> {
    vec![Arc::new(Expire {
        ports: ports.clone(),
        bookkeeper: bookkeeper.clone(),
    })]
}

struct Expire {
    ports: PointsPorts,
    bookkeeper: Bookkeeper,
}

#[async_trait]
impl Job for Expire {
    fn name(&self) -> &'static str {
        "expire_points"
    }

    fn interval(&self) -> Duration {
        Duration::from_mins(10)
    }

    /// One transaction for each wallet, after which nobody has to look into it any more: a run that is cut short goes on where
    /// it was.
    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let today = self.bookkeeper.day(now);
        let mut done: u64 = 0;
        loop {
            let users = self.ports.wallets.lapsing(today, ROUND).await?;
            if users.is_empty() {
                return Ok(done);
            }
            for user in users {
                let bookkeeper = self.bookkeeper.clone();
                let expired = transact(&*self.ports.store, self.name(), move |uow| {
                    let bookkeeper = bookkeeper.clone();
                    Box::pin(async move {
                        let expired = bookkeeper.expire(uow, user, now).await;
                        expired.map_err(Abort::<StoreError>::Store)
                    })
                });
                done = done.saturating_add(expired.await?);
            }
        }
    }
}
