use std::cmp::Reverse;
use std::ops::Bound;

use async_trait::async_trait;
use hexmart_application::funding::{
    Backer, CampaignCard, CampaignMark, CampaignQueries, CampaignSort, CampaignTally, CampaignWindow,
    PledgeEntry, TierTally,
};
use hexmart_application::platform::StoreError;
use hexmart_domain::funding::{
    Campaign, CampaignState, Pledge, PledgeState, Pocket, Refunds, Tender, Tier, Won,
};
use hexmart_domain::shared::{CampaignId, Instant, PledgeId, UserId};

use crate::store::Memory;
use crate::tables::Tables;
use crate::{to_i64, to_u64, to_usize};

#[async_trait]
impl CampaignQueries for Memory {
    async fn campaign(&self, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        Ok(self.shared.read().campaign(id))
    }

    async fn list(
        &self,
        sort: CampaignSort,
        window: CampaignWindow,
    ) -> Result<Vec<CampaignCard>, StoreError> {
        let tables = self.shared.read();
        let key = |mark: &CampaignMark| {
            let total = match sort {
                CampaignSort::Total => mark.total.get(),
                CampaignSort::Created => 0,
            };
            Reverse((mark.standing, total, mark.id))
        };
        let mut listed: Vec<_> = tables
            .campaign_cards()
            .filter_map(|card| Some((key(&CampaignMark::of(&card)?), card)))
            .collect();
        listed.sort_unstable_by_key(|(place, _)| *place);
        let is_behind = |place: &_| window.after.is_none_or(|after| *place > key(&after));
        let behind = listed.into_iter().filter(|(place, _)| is_behind(place));
        let page = behind.skip(to_usize(window.skip)).take(to_usize(window.limit));
        Ok(page.map(|(_, card)| card).collect())
    }

    async fn listed(&self) -> Result<u64, StoreError> {
        let tables = self.shared.read();
        let listed = tables.campaign_cards().filter_map(|card| CampaignMark::of(&card));
        Ok(to_u64(listed.count()))
    }

    async fn of_poster(
        &self,
        poster: UserId,
        before: Option<CampaignId>,
        limit: u64,
    ) -> Result<Vec<CampaignCard>, StoreError> {
        let tables = self.shared.read();
        let end = before.map_or(Bound::Unbounded, Bound::Excluded);
        let newest = tables.campaigns.range((Bound::Unbounded, end)).rev();
        let own = newest.filter(|(_, campaign)| campaign.poster == poster);
        let own = own
            .filter_map(|(id, _)| tables.campaign(*id))
            .map(CampaignCard::from);
        Ok(own.take(to_usize(limit)).collect())
    }

    async fn backers(
        &self,
        campaign: CampaignId,
        before: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<Backer>, StoreError> {
        let tables = self.shared.read();
        let held = tables
            .pledges_to(campaign)
            .rev()
            .filter(|pledge| pledge.state == PledgeState::Success)
            .filter(|pledge| before.is_none_or(|before| pledge.id < before));
        let backer = |pledge: &Pledge| {
            Some(Backer {
                pledge: pledge.id,
                nickname: tables.accounts.get(&pledge.backer)?.nickname.clone(),
                since: pledge.pledged_at,
            })
        };
        Ok(held.filter_map(backer).take(to_usize(limit)).collect())
    }

    async fn pledges_of(
        &self,
        backer: UserId,
        before: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<PledgeEntry>, StoreError> {
        let tables = self.shared.read();
        let own = tables.pledges.values().filter(|pledge| pledge.backer == backer);
        let mut own: Vec<_> = own
            .filter(|pledge| before.is_none_or(|before| pledge.id < before))
            .collect();
        own.sort_by_key(|pledge| Reverse(pledge.id));
        let entry = |pledge: &Pledge| {
            let campaign = tables.campaigns.get(&pledge.campaign)?;
            Some(PledgeEntry {
                pledge: pledge.clone(),
                title: campaign.terms.title.clone(),
                state: campaign.state,
                final_date: campaign.terms.final_date,
            })
        };
        let own = own.into_iter().filter_map(|pledge| entry(pledge));
        Ok(own.take(to_usize(limit)).collect())
    }

    async fn pledge_of(&self, campaign: CampaignId, backer: UserId) -> Result<Option<Pledge>, StoreError> {
        let tables = self.shared.read();
        let id = tables.pledge_keys.get(&(campaign, backer));
        let pledge = id.and_then(|id| tables.pledges.get(&(campaign, **id)));
        Ok(pledge.map(|pledge| Pledge::clone(pledge)))
    }

    async fn pocket(&self, user: UserId) -> Result<Option<Pocket>, StoreError> {
        let tables = self.shared.read();
        Ok(tables.pockets.get(&user).map(|pocket| Pocket::clone(pocket)))
    }

    async fn ended(&self, now: Instant, limit: u64) -> Result<Vec<CampaignId>, StoreError> {
        let tables = self.shared.read();
        let campaigns = tables.campaigns.values();
        let ended =
            campaigns.filter(|campaign| campaign.state == CampaignState::Funding && campaign.is_over(now));
        let mut ended: Vec<_> = ended
            .map(|campaign| (campaign.terms.final_date, campaign.id))
            .collect();
        ended.sort_unstable();
        Ok(ended
            .into_iter()
            .take(to_usize(limit))
            .map(|(_, id)| id)
            .collect())
    }

    async fn owing(&self, limit: u64) -> Result<Vec<CampaignId>, StoreError> {
        let tables = self.shared.read();
        let campaigns = tables.campaigns.keys().filter_map(|id| tables.campaign(*id));
        let owing = campaigns
            .filter(Campaign::owes_refunds)
            .map(|campaign| campaign.id);
        Ok(owing.take(to_usize(limit)).collect())
    }

    async fn tallies(&self, after: Option<CampaignId>, limit: u64) -> Result<Vec<CampaignTally>, StoreError> {
        let tables = self.shared.read();
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let behind = tables.campaigns.range((start, Bound::Unbounded));
        let campaigns = behind.filter_map(|(id, _)| tables.campaign(*id));
        campaigns
            .take(to_usize(limit))
            .map(|campaign| tables.tally(campaign))
            .collect()
    }

    async fn pledges_after(
        &self,
        campaign: CampaignId,
        after: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<Pledge>, StoreError> {
        let tables = self.shared.read();
        let behind = tables
            .pledges_to(campaign)
            .filter(|pledge| after.is_none_or(|after| pledge.id > after));
        Ok(behind.take(to_usize(limit)).cloned().collect())
    }
}

impl Tables {
    fn campaign_cards(&self) -> impl Iterator<Item = CampaignCard> {
        let campaigns = self.campaigns.keys().filter_map(|id| self.campaign(*id));
        campaigns.map(CampaignCard::from)
    }

    /// The pledges to a campaign, in the order of their ids.
    fn pledges_to(&self, campaign: CampaignId) -> impl DoubleEndedIterator<Item = &Pledge> {
        let pledges = self.pledges.values().map(|pledge| &**pledge);
        pledges.filter(move |pledge| pledge.campaign == campaign)
    }

    fn held_points(&self, campaign: CampaignId) -> Result<Won, StoreError> {
        let mut held = self.pledges_to(campaign).filter(|pledge| {
            pledge.state == PledgeState::Success && matches!(pledge.tender, Tender::Points(_))
        });
        let sum = held.try_fold(Won::ZERO, |sum, pledge| sum.plus(pledge.amount));
        sum.map_err(StoreError::backend)
    }

    fn tally(&self, campaign: Campaign) -> Result<CampaignTally, StoreError> {
        let sum = |state| {
            let mut some = self
                .pledges_to(campaign.id)
                .filter(|pledge| pledge.state == state);
            some.try_fold(Refunds::default(), |sum, pledge| {
                Ok::<_, StoreError>(Refunds {
                    count: sum.count.saturating_add(1),
                    amount: sum.amount.plus(pledge.amount).map_err(StoreError::backend)?,
                })
            })
        };
        let reward = |tier: &Tier| {
            let chosen = |pledge: &&Pledge| pledge.reward.is_some_and(|reward| reward.tier == tier.id);
            let slots = self.tier_slots.range((tier.id, 0)..=(tier.id, i64::MAX));
            TierTally {
                tier: tier.id,
                pledges: to_i64(self.pledges_to(campaign.id).filter(chosen).count()),
                slots: to_i64(slots.count()),
            }
        };
        Ok(CampaignTally {
            held: sum(PledgeState::Success)?,
            held_points: self.held_points(campaign.id)?,
            returned: sum(PledgeState::Cancel)?,
            rewards: campaign.terms.tiers.iter().map(reward).collect(),
            campaign,
        })
    }
}
