use async_trait::async_trait;
use hexmart_application::funding::{CampaignRepository, PocketRepository};
use hexmart_application::platform::StoreError;
use hexmart_domain::funding::{Campaign, Pledge, Pocket};
use hexmart_domain::shared::{CampaignId, Instant, UserId};

use super::super::Transaction;

#[async_trait]
impl PocketRepository for Transaction<'_> {
    async fn of(&mut self, user: UserId) -> Result<Option<Pocket>, StoreError> {
        super::pocket(self.conn, user).await
    }

    async fn save(&mut self, pocket: &Pocket) -> Result<(), StoreError> {
        super::save_pocket(self.conn, pocket).await
    }
}

#[async_trait]
impl CampaignRepository for Transaction<'_> {
    async fn add(&mut self, campaign: &Campaign) -> Result<(), StoreError> {
        super::add(self.conn, campaign).await
    }

    async fn find(&mut self, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        super::campaign(self.conn, id).await
    }

    async fn clock(&mut self, _now: Instant) -> Result<Instant, StoreError> {
        super::clock(self.conn).await
    }

    async fn save(&mut self, campaign: &Campaign) -> Result<(), StoreError> {
        super::save(self.conn, campaign).await
    }

    async fn pledge_of(
        &mut self,
        campaign: CampaignId,
        backer: UserId,
    ) -> Result<Option<Pledge>, StoreError> {
        super::pledge_of(self.conn, campaign, backer).await
    }

    async fn pledge(&mut self, campaign: &Campaign, pledge: &Pledge) -> Result<(), StoreError> {
        super::pledge(self.conn, campaign, pledge).await
    }

    async fn held(&mut self, campaign: CampaignId, limit: u64) -> Result<Vec<Pledge>, StoreError> {
        super::held(self.conn, campaign, limit).await
    }

    async fn give_back(&mut self, campaign: &Campaign, pledges: &[Pledge]) -> Result<(), StoreError> {
        super::give_back(self.conn, campaign, pledges).await
    }
}
