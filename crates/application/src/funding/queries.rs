use async_trait::async_trait;
use chrono::NaiveDate;
use hexmart_domain::funding::{
    Campaign, CampaignState, CampaignTitle, FinalDate, PictureUrl, Pledge, Pocket, PosterName, Refunds,
    Target, UnitPrice, Won, achievement,
};
use hexmart_domain::identity::Nickname;
use hexmart_domain::shared::{CampaignId, Instant, PledgeId, TierId, UserId};

use super::{CampaignSort, CampaignWindow};
use crate::platform::StoreError;

/// Questions about campaigns. One round trip each, but [`tallies`](Self::tallies).
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait CampaignQueries: Send + Sync {
    /// The campaign of an id, whatever its state.
    async fn campaign(&self, id: CampaignId) -> Result<Option<Campaign>, StoreError>;

    /// What everybody sees: campaigns that were neither cancelled nor put away, in the order of `sort`.
    async fn list(&self, sort: CampaignSort, window: CampaignWindow)
    -> Result<Vec<CampaignCard>, StoreError>;

    /// How many campaigns everybody sees.
    async fn listed(&self) -> Result<u64, StoreError>;

    /// The campaigns of a poster in whatever state, the newest first, before the campaign `before`, at most `limit`.
    async fn of_poster(
        &self,
        poster: UserId,
        before: Option<CampaignId>,
        limit: u64,
    ) -> Result<Vec<CampaignCard>, StoreError>;

    /// Who backs a campaign with a pledge that did not go back, the newest first, before the pledge `before`, at most `limit`.
    async fn backers(
        &self,
        campaign: CampaignId,
        before: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<Backer>, StoreError>;

    /// What an account pledged, the newest first, before the pledge `before`, at most `limit`.
    async fn pledges_of(
        &self,
        backer: UserId,
        before: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<PledgeEntry>, StoreError>;

    /// What an account pledged to a campaign.
    async fn pledge_of(&self, campaign: CampaignId, backer: UserId) -> Result<Option<Pledge>, StoreError>;

    /// The pocket of an account.
    async fn pocket(&self, user: UserId) -> Result<Option<Pocket>, StoreError>;

    /// Campaigns that collect and whose time is over at `now`, at most `limit`, the longest waiting first.
    async fn ended(&self, now: Instant, limit: u64) -> Result<Vec<CampaignId>, StoreError>;

    /// Campaigns that were cancelled and have money to give back, at most `limit`.
    async fn owing(&self, limit: u64) -> Result<Vec<CampaignId>, StoreError>;

    /// All campaigns, and what their pledges really come to, in the order of their ids, behind `after`, at most `limit`.
    async fn tallies(&self, after: Option<CampaignId>, limit: u64) -> Result<Vec<CampaignTally>, StoreError>;

    /// The pledges of a campaign, in the order of their ids, behind `after`, at most `limit`. For audits.
    async fn pledges_after(
        &self,
        campaign: CampaignId,
        after: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<Pledge>, StoreError>;
}

/// A campaign as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignCard {
    /// Which.
    pub id: CampaignId,
    /// What it is called.
    pub title: CampaignTitle,
    /// Who collects.
    pub poster_name: PosterName,
    /// Where its picture is.
    pub picture: Option<PictureUrl>,
    /// What is to be collected at least.
    pub target: Target,
    /// What a pledge without a reward is.
    pub unit_price: UnitPrice,
    /// The last day on which it collects.
    pub final_date: FinalDate,
    /// Where it is.
    pub state: CampaignState,
    /// How many pledged.
    pub backers: i64,
    /// What they pledged.
    pub total: Won,
    /// What went back of it.
    pub refunds: Refunds,
    /// Since when no list shows it.
    pub archived_at: Option<Instant>,
    /// When it began.
    pub created_at: Instant,
}

impl CampaignCard {
    /// How much of its target it has, in whole percent, rounded down.
    pub const fn achievement(&self) -> i64 {
        achievement(self.total, self.target)
    }

    /// The last day on which it collects.
    pub const fn final_day(&self) -> NaiveDate {
        self.final_date.day()
    }
}

impl From<Campaign> for CampaignCard {
    fn from(campaign: Campaign) -> Self {
        let terms = campaign.terms;
        Self {
            id: campaign.id,
            title: terms.title,
            poster_name: terms.poster_name,
            picture: terms.picture,
            target: terms.target,
            unit_price: terms.unit_price,
            final_date: terms.final_date,
            state: campaign.state,
            backers: campaign.backers,
            total: campaign.total,
            refunds: campaign.refunds,
            archived_at: campaign.archived_at,
            created_at: campaign.created_at,
        }
    }
}

/// Somebody who backs a campaign, as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backer {
    /// The pledge.
    pub pledge: PledgeId,
    /// What they are called.
    pub nickname: Nickname,
    /// Since when they back it.
    pub since: Instant,
}

/// What somebody pledged, beside what it was pledged to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PledgeEntry {
    /// The pledge.
    pub pledge: Pledge,
    /// What the campaign is called.
    pub title: CampaignTitle,
    /// Where it is.
    pub state: CampaignState,
    /// The last day on which it collects.
    pub final_date: FinalDate,
}

/// A campaign, and what its pledges come to when somebody adds them up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignTally {
    /// The campaign with its own figures.
    pub campaign: Campaign,
    /// Pledges that did not go back.
    pub held: Refunds,
    /// What of those was paid by points.
    pub held_points: Won,
    /// Pledges that did.
    pub returned: Refunds,
    /// What was given out of each reward.
    pub rewards: Vec<TierTally>,
}

/// What was really given out of a reward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TierTally {
    /// Which.
    pub tier: TierId,
    /// How many pledges have it.
    pub pledges: i64,
    /// How many slots are taken.
    pub slots: i64,
}

/// Told after each commit that lists of campaigns are not to be answered from memory any more, before whoever made the change
/// is answered.
pub trait CampaignsChanged: Send + Sync {
    /// Something about a campaign changed: itself, or what was pledged to it.
    fn campaigns_changed(&self);
}

/// For shops that keep no answers.
#[derive(Debug, Clone, Copy, Default)]
pub struct NothingKept;

impl CampaignsChanged for NothingKept {
    fn campaigns_changed(&self) {}
}
