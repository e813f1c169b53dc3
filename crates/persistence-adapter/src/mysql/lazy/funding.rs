//! Campaigns and pledges in a unit of work that begins late: they are looked at, and then written at once.

use async_trait::async_trait;
use hexmart_application::funding::{CampaignRepository, PocketRepository};
use hexmart_application::platform::{StoreError, UnitOfWork};
use hexmart_domain::funding::{Campaign, Pledge, Pocket};
use hexmart_domain::shared::{CampaignId, Instant, UserId};

use super::super::funding;
use super::LazyTransaction;
use crate::rows::{CampaignRow, PledgeRow, TierRow};

#[async_trait]
impl PocketRepository for LazyTransaction<'_> {
    async fn of(&mut self, user: UserId) -> Result<Option<Pocket>, StoreError> {
        self.looking().await?.pockets().of(user).await
    }

    async fn save(&mut self, pocket: &Pocket) -> Result<(), StoreError> {
        self.begun().await?.pockets().save(pocket).await
    }
}

#[async_trait]
impl CampaignRepository for LazyTransaction<'_> {
    async fn add(&mut self, campaign: &Campaign) -> Result<(), StoreError> {
        let statements = || {
            Ok(funding::campaign_inserts(
                CampaignRow::new(campaign)?,
                TierRow::of(campaign),
            ))
        };
        if self.later(statements).await? {
            return Ok(());
        }
        self.begun().await?.campaigns().add(campaign).await
    }

    async fn find(&mut self, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        self.looking().await?.campaigns().find(id).await
    }

    async fn clock(&mut self, now: Instant) -> Result<Instant, StoreError> {
        self.looking().await?.campaigns().clock(now).await
    }

    async fn save(&mut self, campaign: &Campaign) -> Result<(), StoreError> {
        let statements = || {
            Ok(funding::campaign_updates(
                CampaignRow::new(campaign)?,
                TierRow::of(campaign),
            ))
        };
        if self.later(statements).await? {
            return Ok(());
        }
        self.begun().await?.campaigns().save(campaign).await
    }

    async fn pledge_of(
        &mut self,
        campaign: CampaignId,
        backer: UserId,
    ) -> Result<Option<Pledge>, StoreError> {
        self.looking()
            .await?
            .campaigns()
            .pledge_of(campaign, backer)
            .await
    }

    async fn pledge(&mut self, campaign: &Campaign, pledge: &Pledge) -> Result<(), StoreError> {
        let statements = || Ok(funding::pledge_inserts(PledgeRow::new(pledge)?, campaign.version));
        if self.later(statements).await? {
            return Ok(());
        }
        self.begun().await?.campaigns().pledge(campaign, pledge).await
    }

    async fn held(&mut self, campaign: CampaignId, limit: u64) -> Result<Vec<Pledge>, StoreError> {
        self.looking().await?.campaigns().held(campaign, limit).await
    }

    async fn give_back(&mut self, campaign: &Campaign, pledges: &[Pledge]) -> Result<(), StoreError> {
        self.begun().await?.campaigns().give_back(campaign, pledges).await
    }
}
