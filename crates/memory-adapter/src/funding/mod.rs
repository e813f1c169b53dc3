//! Pockets, campaigns and pledges.

mod campaigns;
mod queries;

use std::collections::BTreeMap;

use hexmart_domain::funding::{Campaign, Refunds, Won};
use hexmart_domain::shared::TierId;

/// What is counted about a campaign, in a row beside it: pledges change this one, and whoever changes the other has seen both.
#[derive(Debug, Clone, Default)]
pub(crate) struct CampaignCounts {
    backers: i64,
    total: Won,
    refunds: Refunds,
    taken: BTreeMap<TierId, i64>,
}

impl CampaignCounts {
    /// The campaign with these figures.
    fn beside(&self, campaign: &Campaign) -> Campaign {
        let mut campaign = campaign.clone();
        for tier in &mut campaign.terms.tiers {
            tier.taken = self.taken.get(&tier.id).copied().unwrap_or(0);
        }
        Campaign {
            backers: self.backers,
            total: self.total,
            refunds: self.refunds,
            ..campaign
        }
    }
}
