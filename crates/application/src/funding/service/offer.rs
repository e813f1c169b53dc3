//! What an account can pledge, and how a pledge is written, whatever it is paid by.

use hexmart_domain::funding::{Campaign, Pledge, PledgeError, PledgeState, Reward, Tender, Won};
use hexmart_domain::shared::{CampaignId, Instant, PledgeId, TierId, UserId};
use serde_json::json;

use super::campaigns::is_public;
use crate::funding::PledgeRefusal;
use crate::platform::{Abort, Mint, StoreError, UnitOfWork, announce};

/// What an account can pledge to a campaign as it was read.
pub(crate) struct Offer {
    /// The campaign.
    pub(crate) campaign: Campaign,
    backer: UserId,
    /// How much a pledge is.
    pub(crate) amount: Won,
    reward: Option<Reward>,
    /// What time it was by the store's clock.
    pub(crate) now: Instant,
}

/// Why there is nothing that an account can pledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoOffer {
    /// There is no such campaign.
    Unknown,
    /// A rule said no.
    Refused(PledgeError),
}

impl From<NoOffer> for PledgeRefusal {
    fn from(refusal: NoOffer) -> Self {
        match refusal {
            NoOffer::Unknown => Self::Unknown,
            NoOffer::Refused(rule) => rule.into(),
        }
    }
}

impl Offer {
    /// What `backer` can pledge. `now` is for a store without a clock of its own.
    pub(crate) async fn look(
        uow: &mut dyn UnitOfWork,
        backer: UserId,
        campaign: CampaignId,
        tier: Option<TierId>,
        now: Instant,
    ) -> Result<Self, Abort<NoOffer>> {
        let found = uow.campaigns().find(campaign).await?;
        let found = found.filter(is_public).ok_or(Abort::Refused(NoOffer::Unknown))?;
        let before = uow.campaigns().pledge_of(campaign, backer).await?;
        let pocket = uow.pockets().of(backer).await?;
        // Looked at as late as can be: it is the store's time that counts, when this is about to be written.
        let now = uow.campaigns().clock(now).await?;
        let wanted = found.pledging(backer, pocket.as_ref(), before.as_ref(), tier, now);
        let (amount, reward) = wanted.map_err(|rule| Abort::Refused(NoOffer::Refused(rule)))?;
        Ok(Self {
            campaign: found,
            backer,
            amount,
            reward,
            now,
        })
    }

    /// Writes the pledge, paid by `tender`, and lets others hear of it: in a line of its own, so backers of one campaign do
    /// not wait for one another.
    pub(crate) async fn take(
        self,
        uow: &mut dyn UnitOfWork,
        id: PledgeId,
        tender: Tender,
        mint: &Mint,
    ) -> Result<Pledge, StoreError> {
        let pledge = Pledge {
            id,
            campaign: self.campaign.id,
            backer: self.backer,
            reward: self.reward,
            amount: self.amount,
            tender,
            state: PledgeState::Success,
            pledged_at: self.now,
            refunded_at: None,
        };
        uow.campaigns().pledge(&self.campaign, &pledge).await?;
        let data = json!({
            "pledge_id": pledge.id.to_string(),
            "campaign_id": pledge.campaign.to_string(),
            "amount": pledge.amount.get(),
        });
        let (id, aggregate) = (mint.id(self.now), pledge.id.as_uuid().into_bytes());
        let message = announce(id, aggregate, "campaign.pledged", data, self.now)?;
        uow.outbox().enqueue(&message).await?;
        Ok(pledge)
    }
}
