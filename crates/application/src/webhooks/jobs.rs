use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::shared::Instant;
use hexmart_domain::webhooks::Delivery;

use super::publisher::Publisher;
use crate::catalogue::{CatalogueQueries, ChangeFeed};
use crate::platform::{Abort, Job, Mint, Store, StoreError, transact};

/// Deliveries per round.
const ROUND: u64 = 1_000;

/// The jobs: telling others of what changed in the catalogue, and forgetting what was told long ago. `queries` must not be
/// answered from memory.
pub fn webhook_jobs(
    store: &Arc<dyn Store>,
    queries: &Arc<dyn CatalogueQueries>,
    feed: &Arc<dyn ChangeFeed>,
    mint: &Mint,
) -> Vec<Arc<dyn Job>> {
    vec![
        Arc::new(Publisher {
            store: Arc::clone(store),
            queries: Arc::clone(queries),
            feed: Arc::clone(feed),
            mint: mint.clone(),
        }),
        Arc::new(ForgetDeliveries(Arc::clone(store))),
    ]
}

struct ForgetDeliveries(Arc<dyn Store>);

impl fmt::Debug for ForgetDeliveries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ForgetDeliveries")
    }
}

#[async_trait]
impl Job for ForgetDeliveries {
    fn name(&self) -> &'static str {
        "forget_deliveries"
    }

    fn interval(&self) -> Duration {
        Duration::from_hours(1)
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let before = now - Delivery::REMEMBERED;
        let mut all: u64 = 0;
        loop {
            let gone = transact(&*self.0, "forget_deliveries", move |uow| {
                Box::pin(async move {
                    Ok::<_, Abort<StoreError>>(uow.webhooks().forget_deliveries(before, ROUND).await?)
                })
            })
            .await?;
            all = all.saturating_add(gone);
            if gone < ROUND {
                return Ok(all);
            }
        }
    }
}
