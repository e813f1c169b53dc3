//! The questions about campaigns, over whatever the database's own `Desk` asks with.

use async_trait::async_trait;
use futures_util::FutureExt;
use hexmart_application::funding::{
    Backer, CampaignCard, CampaignQueries, CampaignSort, CampaignTally, CampaignWindow, PledgeEntry,
};
use hexmart_application::platform::StoreError;
use hexmart_domain::funding::{Campaign, Pledge, Pocket};
use hexmart_domain::shared::{CampaignId, Instant, PledgeId, UserId};

use super::super::super::desk::Desk;
use super::{audit, lists};

#[async_trait]
impl CampaignQueries for Desk {
    async fn campaign(&self, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        self.ask(move |conn| super::campaign(conn, id).boxed()).await
    }

    async fn list(
        &self,
        sort: CampaignSort,
        window: CampaignWindow,
    ) -> Result<Vec<CampaignCard>, StoreError> {
        self.ask(move |conn| lists::list(conn, sort, window).boxed())
            .await
    }

    async fn listed(&self) -> Result<u64, StoreError> {
        self.ask(|conn| lists::listed(conn).boxed()).await
    }

    async fn of_poster(
        &self,
        poster: UserId,
        before: Option<CampaignId>,
        limit: u64,
    ) -> Result<Vec<CampaignCard>, StoreError> {
        self.ask(move |conn| lists::of_poster(conn, poster, before, limit).boxed())
            .await
    }

    async fn backers(
        &self,
        campaign: CampaignId,
        before: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<Backer>, StoreError> {
        self.ask(move |conn| lists::backers(conn, campaign, before, limit).boxed())
            .await
    }

    async fn pledges_of(
        &self,
        backer: UserId,
        before: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<PledgeEntry>, StoreError> {
        self.ask(move |conn| lists::pledges_of(conn, backer, before, limit).boxed())
            .await
    }

    async fn pledge_of(&self, campaign: CampaignId, backer: UserId) -> Result<Option<Pledge>, StoreError> {
        self.ask(move |conn| super::pledge_of(conn, campaign, backer).boxed())
            .await
    }

    async fn pocket(&self, user: UserId) -> Result<Option<Pocket>, StoreError> {
        self.ask(move |conn| super::pocket(conn, user).boxed()).await
    }

    async fn ended(&self, now: Instant, limit: u64) -> Result<Vec<CampaignId>, StoreError> {
        self.ask(move |conn| lists::ids(conn, lists::ended(now, limit)).boxed())
            .await
    }

    async fn owing(&self, limit: u64) -> Result<Vec<CampaignId>, StoreError> {
        self.ask(move |conn| lists::ids(conn, lists::owing(limit)).boxed())
            .await
    }

    async fn tallies(&self, after: Option<CampaignId>, limit: u64) -> Result<Vec<CampaignTally>, StoreError> {
        self.audit(move |conn| audit::tallies(conn, after, limit).boxed())
            .await
    }

    async fn pledges_after(
        &self,
        campaign: CampaignId,
        after: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<Pledge>, StoreError> {
        self.audit(move |conn| audit::pledges_after(conn, campaign, after, limit).boxed())
            .await
    }
}
