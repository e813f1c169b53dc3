//! What becomes of campaigns by itself.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::shared::{CampaignId, Instant};

use super::FundingService;
use crate::platform::{Job, Pace, StoreError};

/// Campaigns per look.
const ROUND: u64 = 100;

/// The jobs: campaigns whose time is over, and money that is to go back, which may be much and then goes at this pace.
pub fn funding_jobs(funding: &Arc<FundingService>, pace: Arc<dyn Pace>) -> Vec<Arc<dyn Job>> {
    let refund = Refund {
        funding: Arc::clone(funding),
        pace,
    };
    vec![Arc::new(Decide(Arc::clone(funding))), Arc::new(refund)]
}

struct Decide(Arc<FundingService>);

struct Refund {
    funding: Arc<FundingService>,
    pace: Arc<dyn Pace>,
}

/// What became of the pledges of a campaign.
struct Refunded {
    pledges: u64,
    /// Whether the process is about to end.
    is_over: bool,
}

impl Refund {
    /// Gives back what a campaign owes, as far as it can.
    async fn all_of(&self, campaign: CampaignId) -> Result<Refunded, StoreError> {
        let mint = &self.funding.ports.mint;
        let mut pledges: u64 = 0;
        loop {
            let begun = mint.now();
            let batch = self.funding.refund_batch(campaign).await?;
            pledges = pledges.saturating_add(batch);
            let worked = (mint.now() - begun).to_std().unwrap_or_default();
            let is_over = batch > 0 && !self.pace.rest(worked).await;
            if batch == 0 || is_over {
                return Ok(Refunded { pledges, is_over });
            }
        }
    }
}

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
            let owing = self.funding.ports.campaigns.owing(ROUND).await?;
            let before = done;
            for id in owing {
                let Refunded { pledges, is_over } = self.all_of(id).await?;
                done = done.saturating_add(pledges);
                if is_over {
                    return Ok(done);
                }
            }
            if done == before {
                return Ok(done);
            }
        }
    }
}
