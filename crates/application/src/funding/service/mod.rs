//! Crowdfunding.
//!
//! What a campaign comes to is decided once: whoever decides writes it only if the campaign is still as it was read, with
//! every pledge that came meanwhile. The time of the store counts, not that of the server which asks. Refunds have no cursor:
//! a batch takes pledges that did not go back, and marks them in the commit that fills the wallets; whoever is killed in between
//! leaves them as they were.

mod campaigns;
mod jobs;
mod offer;
mod pledging;
mod refunding;
mod stewardship;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::funding::{AccountType, Campaign, CancelReason, Pledge, Pocket, Won};
use hexmart_domain::shared::{CampaignId, PledgeId, TierId, UserId};

use super::{
    Backer, CampaignCard, CampaignChangeError, CampaignPage, CampaignQueries, CampaignSort, CampaignWindow,
    CampaignsChanged, EditCampaign, EditCampaignError, Funding, NewCampaign, NumberedPage, OpenCampaignError,
    PageError, PledgeEntry, PledgeRefusal, PocketChangeError, Steward,
};
use crate::platform::{Answered, Mint, Once, Store, StoreError, Vault};
use crate::points::Bookkeeper;

pub use jobs::funding_jobs;
pub(crate) use offer::{NoOffer, Offer};
use stewardship::Step;

/// What crowdfunding needs of the world.
#[derive(Clone)]
pub struct FundingPorts {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// What is asked about campaigns; lists may be answered from memory.
    pub campaigns: Arc<dyn CampaignQueries>,
    /// Who is told that lists are to be asked for anew.
    pub changed: Arc<dyn CampaignsChanged>,
    /// Who moves points.
    pub bookkeeper: Bookkeeper,
    /// The seal of the audit log.
    pub vault: Arc<dyn Vault>,
    /// The clock and the dice.
    pub mint: Mint,
}

impl fmt::Debug for FundingPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FundingPorts")
    }
}

/// The use cases of crowdfunding.
pub struct FundingService {
    ports: FundingPorts,
}

impl fmt::Debug for FundingService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FundingService")
    }
}

impl FundingService {
    /// Joins the ports.
    pub const fn new(ports: FundingPorts) -> Self {
        Self { ports }
    }
}

#[async_trait]
impl Funding for FundingService {
    async fn pocket(&self, user: UserId) -> Result<Option<Pocket>, StoreError> {
        self.ports.campaigns.pocket(user).await
    }

    async fn register_pocket(&self, user: UserId, account_type: AccountType) -> Result<Pocket, StoreError> {
        self.keep_pocket(user, account_type).await
    }

    async fn close_pocket(&self, user: UserId) -> Result<Pocket, PocketChangeError> {
        self.put_pocket_away(user).await
    }

    async fn open(
        &self,
        poster: UserId,
        wanted: NewCampaign,
        once: Option<Once<Campaign>>,
    ) -> Result<Answered<Campaign>, OpenCampaignError> {
        self.begin(poster, wanted, once).await
    }

    async fn edit(
        &self,
        poster: UserId,
        campaign: CampaignId,
        edit: EditCampaign,
        seen: Option<i64>,
    ) -> Result<Campaign, EditCampaignError> {
        self.rewrite(poster, campaign, edit, seen).await
    }

    async fn list(
        &self,
        sort: CampaignSort,
        window: CampaignWindow,
    ) -> Result<Vec<CampaignCard>, StoreError> {
        self.ports.campaigns.list(sort, window).await
    }

    async fn numbered(&self, asked: NumberedPage) -> Result<CampaignPage, PageError> {
        self.numbered_page(asked).await
    }

    async fn show(
        &self,
        campaign: CampaignId,
        viewer: Option<Steward>,
    ) -> Result<Option<Campaign>, StoreError> {
        self.visible(campaign, viewer).await
    }

    async fn backers(
        &self,
        campaign: CampaignId,
        viewer: Option<Steward>,
        before: Option<PledgeId>,
        limit: u64,
    ) -> Result<Option<Vec<Backer>>, StoreError> {
        match self.visible(campaign, viewer).await? {
            Some(shown) => self
                .ports
                .campaigns
                .backers(shown.id, before, limit)
                .await
                .map(Some),
            None => Ok(None),
        }
    }

    async fn own(
        &self,
        poster: UserId,
        before: Option<CampaignId>,
        limit: u64,
    ) -> Result<Vec<CampaignCard>, StoreError> {
        self.ports.campaigns.of_poster(poster, before, limit).await
    }

    async fn own_pledges(
        &self,
        backer: UserId,
        before: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<PledgeEntry>, StoreError> {
        self.ports.campaigns.pledges_of(backer, before, limit).await
    }

    async fn quote(
        &self,
        backer: UserId,
        campaign: CampaignId,
        tier: Option<TierId>,
    ) -> Result<Won, PledgeRefusal> {
        self.quote_pledge(backer, campaign, tier).await
    }

    async fn pledge(
        &self,
        backer: UserId,
        campaign: CampaignId,
        tier: Option<TierId>,
        once: Option<Once<Pledge>>,
    ) -> Result<Answered<Pledge>, PledgeRefusal> {
        self.pledge_points(backer, campaign, tier, once).await
    }

    async fn cancel(
        &self,
        by: Steward,
        campaign: CampaignId,
        reason: Option<CancelReason>,
        seen: Option<i64>,
    ) -> Result<Campaign, CampaignChangeError> {
        let cancelled = self.step(by, campaign, Step::Cancel(reason), seen).await?;
        self.refund_soon(cancelled.id).await;
        Ok(cancelled)
    }

    async fn fulfil(
        &self,
        by: Steward,
        campaign: CampaignId,
        seen: Option<i64>,
    ) -> Result<Campaign, CampaignChangeError> {
        self.step(by, campaign, Step::Fulfil, seen).await
    }

    async fn archive(
        &self,
        by: Steward,
        campaign: CampaignId,
        seen: Option<i64>,
    ) -> Result<Campaign, CampaignChangeError> {
        self.step(by, campaign, Step::Archive, seen).await
    }
}
