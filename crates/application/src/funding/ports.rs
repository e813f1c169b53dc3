use async_trait::async_trait;
use hexmart_domain::funding::{Campaign, Pledge, Pocket};
use hexmart_domain::shared::{CampaignId, Instant, UserId};

use crate::platform::StoreError;

/// Pockets inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait PocketRepository: Send {
    /// The pocket of an account.
    async fn of(&mut self, user: UserId) -> Result<Option<Pocket>, StoreError>;

    /// Writes a pocket, whose version is one more than what was read: version 1 for one that never was. MUST answer
    /// [`StoreError::Conflict`] when the stored version is another, and when an account would have two.
    async fn save(&mut self, pocket: &Pocket) -> Result<(), StoreError>;
}

/// Campaigns and their pledges inside a transaction.
///
/// A pledge changes counters, not the version: so backers do not stand in each other's way, and every change of the campaign
/// finds out whether somebody pledged meanwhile.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait CampaignRepository: Send {
    /// Adds a campaign with its rewards.
    async fn add(&mut self, campaign: &Campaign) -> Result<(), StoreError>;

    /// The campaign of an id, with what was counted.
    async fn find(&mut self, id: CampaignId) -> Result<Option<Campaign>, StoreError>;

    /// What time it is where campaigns are stored, so that no clock of a server that runs ahead or behind ends one early or
    /// late. A store without a clock of its own answers `now`, which is the caller's.
    async fn clock(&mut self, now: Instant) -> Result<Instant, StoreError>;

    /// Writes a changed campaign, whose version is one more than what was read, with its rewards; what is counted stays as it
    /// is stored. MUST answer [`StoreError::Conflict`] when the stored version is another, or the stored number of backers is
    /// not that of `campaign`: whoever decides about a campaign has seen every pledge.
    async fn save(&mut self, campaign: &Campaign) -> Result<(), StoreError>;

    /// What an account pledged to a campaign.
    async fn pledge_of(&mut self, campaign: CampaignId, backer: UserId)
    -> Result<Option<Pledge>, StoreError>;

    /// Adds a pledge to a campaign as it was read, takes its slot, and counts it. MUST answer
    /// [`StoreError::Duplicate`] with [`UniqueKey::Pledge`](crate::platform::UniqueKey::Pledge) when the account pledged
    /// already, and [`StoreError::Conflict`] when the slot is taken or the stored version of the campaign is another.
    async fn pledge(&mut self, campaign: &Campaign, pledge: &Pledge) -> Result<(), StoreError>;

    /// Pledges to a campaign that did not go back, the oldest first, at most `limit`.
    async fn held(&mut self, campaign: CampaignId, limit: u64) -> Result<Vec<Pledge>, StoreError>;

    /// Writes down that pledges of a campaign as it was read went back, and counts them, together. MUST answer
    /// [`StoreError::Conflict`] when one of them did already, or the stored version of the campaign is another.
    async fn give_back(&mut self, campaign: &Campaign, pledges: &[Pledge]) -> Result<(), StoreError>;
}
