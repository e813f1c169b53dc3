use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::funding::{CampaignRepository, PocketRepository};
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::funding::{Campaign, Pledge, PledgeState, Pocket, Refunds, WonError};
use hexmart_domain::shared::{CampaignId, Instant, UserId};

use super::CampaignCounts;
use crate::tables::{Changes, Tables};
use crate::unit::MemoryUnit;
use crate::{to_i64, to_usize};

#[async_trait]
impl PocketRepository for MemoryUnit<'_> {
    async fn of(&mut self, user: UserId) -> Result<Option<Pocket>, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.pockets.get(&stored.pockets, &user).map(Arc::unwrap_or_clone))
    }

    async fn save(&mut self, pocket: &Pocket) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.pockets.get(&stored.pockets, &pocket.user);
        let before = before.map_or(0, |before| before.version);
        if before.saturating_add(1) != pocket.version {
            return Err(StoreError::Conflict);
        }
        mine.pockets.put(&stored.pockets, &pocket.user, pocket.clone());
        Ok(())
    }
}

#[async_trait]
impl CampaignRepository for MemoryUnit<'_> {
    async fn add(&mut self, campaign: &Campaign) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if !mine
            .campaigns
            .add(&stored.campaigns, &campaign.id, campaign.clone())
        {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        let counts = CampaignCounts {
            backers: campaign.backers,
            total: campaign.total,
            refunds: campaign.refunds,
            taken: campaign
                .terms
                .tiers
                .iter()
                .map(|tier| (tier.id, tier.taken))
                .collect(),
        };
        mine.campaign_counts
            .put(&stored.campaign_counts, &campaign.id, counts);
        Ok(())
    }

    async fn find(&mut self, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.campaign(&stored, id))
    }

    async fn clock(&mut self, now: Instant) -> Result<Instant, StoreError> {
        Ok(now)
    }

    /// Both rows are looked at, so that a pledge which comes between loses this commit.
    async fn save(&mut self, campaign: &Campaign) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.campaign(&stored, campaign.id).ok_or(StoreError::Conflict)?;
        if before.version.saturating_add(1) != campaign.version || before.backers != campaign.backers {
            return Err(StoreError::Conflict);
        }
        mine.campaigns
            .put(&stored.campaigns, &campaign.id, campaign.clone());
        Ok(())
    }

    async fn pledge_of(
        &mut self,
        campaign: CampaignId,
        backer: UserId,
    ) -> Result<Option<Pledge>, StoreError> {
        let (mine, stored) = self.look();
        let id = mine.pledge_keys.get(&stored.pledge_keys, &(campaign, backer));
        let pledge = id.and_then(|id| mine.pledges.get(&stored.pledges, &(campaign, *id)));
        Ok(pledge.map(Arc::unwrap_or_clone))
    }

    /// Of two pledges of one account at once both may pass here; the slower one loses its commit, runs again, and then meets
    /// the other here.
    async fn pledge(&mut self, campaign: &Campaign, pledge: &Pledge) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let seen = mine.campaign(&stored, campaign.id);
        if seen.is_none_or(|seen| seen.version != campaign.version) {
            return Err(StoreError::Conflict);
        }
        let key = (pledge.campaign, pledge.backer);
        if mine.pledge_keys.has(&stored.pledge_keys, &key) {
            return Err(StoreError::Duplicate(UniqueKey::Pledge));
        }
        let slot = pledge.reward.and_then(|reward| Some((reward.tier, reward.slot?)));
        if let Some(slot) = slot
            && !mine.tier_slots.add(&stored.tier_slots, &slot, pledge.id)
        {
            return Err(StoreError::Conflict);
        }
        mine.pledge_keys.put(&stored.pledge_keys, &key, pledge.id);
        mine.pledges
            .put(&stored.pledges, &(pledge.campaign, pledge.id), pledge.clone());
        mine.count(&stored, campaign.id, |counts| {
            counts.backers = counts.backers.saturating_add(1);
            counts.total = counts.total.plus(pledge.amount)?;
            if let Some(reward) = pledge.reward {
                *counts.taken.entry(reward.tier).or_default() += 1;
            }
            Ok(())
        })
    }

    async fn held(&mut self, campaign: CampaignId, limit: u64) -> Result<Vec<Pledge>, StoreError> {
        let (mine, stored) = self.look();
        let is_held =
            move |pledge: &Pledge| pledge.campaign == campaign && pledge.state == PledgeState::Success;
        let held = mine.pledges.every(&stored.pledges, is_held);
        let held = held.into_iter().take(to_usize(limit));
        Ok(held.map(Arc::unwrap_or_clone).collect())
    }

    async fn give_back(&mut self, campaign: &Campaign, pledges: &[Pledge]) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let seen = mine.campaign(&stored, campaign.id);
        if seen.is_none_or(|seen| seen.version != campaign.version) {
            return Err(StoreError::Conflict);
        }
        for pledge in pledges {
            let key = (pledge.campaign, pledge.id);
            let before = mine.pledges.get(&stored.pledges, &key);
            if before.is_none_or(|before| before.state != PledgeState::Success) {
                return Err(StoreError::Conflict);
            }
            mine.pledges.put(&stored.pledges, &key, pledge.clone());
        }
        mine.count(&stored, campaign.id, |counts| {
            let Refunds { count, amount } = &mut counts.refunds;
            *count = count.saturating_add(to_i64(pledges.len()));
            *amount = pledges
                .iter()
                .try_fold(*amount, |sum, pledge| sum.plus(pledge.amount))?;
            Ok(())
        })
    }
}

impl Changes {
    fn campaign(&mut self, stored: &Tables, id: CampaignId) -> Option<Campaign> {
        let campaign = self.campaigns.get(&stored.campaigns, &id)?;
        let counts = self.campaign_counts.get(&stored.campaign_counts, &id)?;
        Some(counts.beside(&campaign))
    }

    fn count(
        &mut self,
        stored: &Tables,
        id: CampaignId,
        count: impl FnOnce(&mut CampaignCounts) -> Result<(), WonError>,
    ) -> Result<(), StoreError> {
        let counts = self.campaign_counts.get(&stored.campaign_counts, &id);
        let mut counts = counts.map(Arc::unwrap_or_clone).unwrap_or_default();
        count(&mut counts).map_err(StoreError::backend)?;
        self.campaign_counts.put(&stored.campaign_counts, &id, counts);
        Ok(())
    }
}

impl Tables {
    /// A campaign with what was counted.
    pub(super) fn campaign(&self, id: CampaignId) -> Option<Campaign> {
        let campaign = self.campaigns.get(&id)?;
        let counts = self.campaign_counts.get(&id)?;
        Some(counts.beside(campaign))
    }
}
