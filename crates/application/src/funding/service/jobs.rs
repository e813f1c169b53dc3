//! What becomes of campaigns by itself.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::shared::Instant;

use super::FundingService;
use crate::platform::{Job, StoreError};

/// Campaigns per look.
const ROUND: u64 = 100;

/// The jobs: campaigns whose time is over, and money that is to go back.
pub fn funding_jobs(funding: &Arc<FundingService>) -> Vec<Arc<dyn Job>> {
    vec![
        Arc::new(Decide(Arc::clone(funding))),
        Arc::new(Refund(Arc::clone(funding))),
    ]
}

struct Decide(Arc<FundingService>);

struct Refund(Arc<FundingService>);

#[async_trait]
impl Job for Decide {
    fn name(&self) -> &'static str {
        "decide_campaigns"
    }

    fn interval(&self) -> Duration {
        Duration::from_secs(10)
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let mut done: u64 = 0;
        loop {
            let mut progress = false;
            for id in self.0.ports.campaigns.ended(now, ROUND).await? {
                let decided = self.0.decide(id).await?;
                progress |= decided;
                done = done.saturating_add(u64::from(decided));
            }
            // What is left is not over by the store's own clock.
            if !progress {
                return Ok(done);
            }
        }
    }
}

#[async_trait]
impl Job for Refund {
    fn name(&self) -> &'static str {
        "refund_pledges"
    }

    fn interval(&self) -> Duration {
        Duration::from_secs(10)
    }

    async fn run(&self, _now: Instant) -> Result<u64, StoreError> {
        let mut done: u64 = 0;
        loop {
            let owing = self.0.ports.campaigns.owing(ROUND).await?;
            let mut progress = false;
            for id in owing {
                loop {
                    let refunded = self.0.refund_batch(id).await?;
                    progress |= refunded > 0;
                    done = done.saturating_add(refunded);
                    if refunded == 0 {
                        break;
                    }
                }
            }
            if !progress {
                return Ok(done);
            }
        }
    }
}
