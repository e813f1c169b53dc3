//! What backers give.

use hexmart_domain::funding::{Pledge, PledgeError, PledgeState, Reward, Tender, Won};
use hexmart_domain::points::{EntryKind, Reference, WalletEntry};
use hexmart_domain::shared::{CampaignId, Instant, PledgeId, Points, TierId, UserId};
use serde_json::json;

use super::FundingService;
use super::campaigns::is_public;
use crate::funding::PledgeRefusal;
use crate::platform::{Abort, Answered, Mint, Once, StoreError, UniqueKey, UnitOfWork, announce, transact};
use crate::points::{Booking, Bookkeeper};

/// A pledge that is about to be made.
#[derive(Clone)]
struct Pledging {
    id: PledgeId,
    backer: UserId,
    campaign: CampaignId,
    tier: Option<TierId>,
    bookkeeper: Bookkeeper,
    mint: Mint,
}

impl FundingService {
    pub(super) async fn quote_pledge(
        &self,
        backer: UserId,
        campaign: CampaignId,
        tier: Option<TierId>,
    ) -> Result<Won, PledgeRefusal> {
        let campaigns = &self.ports.campaigns;
        let found = campaigns.campaign(campaign).await?;
        let found = found.filter(is_public).ok_or(PledgeRefusal::Unknown)?;
        let before = campaigns.pledge_of(campaign, backer).await?;
        let pocket = campaigns.pocket(backer).await?;
        let now = self.ports.mint.now();
        let (amount, _) = found.pledging(backer, pocket.as_ref(), before.as_ref(), tier, now)?;
        Ok(amount)
    }

    pub(super) async fn pledge_points(
        &self,
        backer: UserId,
        campaign: CampaignId,
        tier: Option<TierId>,
        once: Option<Once<Pledge>>,
    ) -> Result<Answered<Pledge>, PledgeRefusal> {
        let mint = self.ports.mint.clone();
        let pledging = Pledging {
            id: mint.id(mint.now()),
            backer,
            campaign,
            tier,
            bookkeeper: self.ports.bookkeeper.clone(),
            mint,
        };
        let pledged = transact(&*self.ports.store, "pledge", move |uow| {
            let (pledging, once) = (pledging.clone(), once.clone());
            Box::pin(async move {
                if let Some(before) = Once::replay::<PledgeRefusal>(once.as_ref(), uow).await? {
                    return Ok(Answered::Replayed(before));
                }
                let pledge = pledging.attempt(uow).await?;
                Once::remember(once.as_ref(), uow, &pledge, pledge.pledged_at).await?;
                Ok(Answered::Done(pledge))
            })
        })
        .await?;
        self.ports.changed.campaigns_changed();
        Ok(pledged)
    }
}

impl Pledging {
    /// Looks at everything, takes the points, and writes the pledge: the wallet first, then the campaign.
    async fn attempt(&self, uow: &mut dyn UnitOfWork) -> Result<Pledge, Abort<PledgeRefusal>> {
        let campaign = uow.campaigns().find(self.campaign).await?;
        let campaign = campaign
            .filter(is_public)
            .ok_or(Abort::Refused(PledgeRefusal::Unknown))?;
        let before = uow.campaigns().pledge_of(self.campaign, self.backer).await?;
        let pocket = uow.pockets().of(self.backer).await?;
        // Looked at as late as can be: it is the store's time that counts, when this is about to be written.
        let now = uow.campaigns().clock(self.mint.now()).await?;
        let wanted = campaign.pledging(self.backer, pocket.as_ref(), before.as_ref(), self.tier, now);
        let (amount, reward) = wanted.map_err(|refusal| Abort::Refused(refusal.into()))?;
        let entry = self.debit(uow, amount, now).await?;
        let pledge = self.written(amount, reward, &entry, now);
        match uow.campaigns().pledge(&campaign, &pledge).await {
            Err(StoreError::Duplicate(UniqueKey::Pledge)) => {
                return Err(Abort::Refused(PledgeError::AlreadyPledged.into()));
            }
            written => written?,
        }
        self.tell(uow, &pledge).await?;
        Ok(pledge)
    }

    async fn debit(
        &self,
        uow: &mut dyn UnitOfWork,
        amount: Won,
        now: Instant,
    ) -> Result<WalletEntry, Abort<PledgeRefusal>> {
        let points = Points::try_from(amount.get()).map_err(StoreError::backend)?;
        let booking = Booking::new(self.backer, EntryKind::Pledge, Reference::to(self.id), now);
        let entry = self.bookkeeper.debit(uow, points, booking).await;
        entry.map_err(|abort| match abort {
            Abort::Refused(refusal) => Abort::Refused(refusal.into()),
            Abort::Store(error) => Abort::Store(error),
        })
    }

    fn written(&self, amount: Won, reward: Option<Reward>, entry: &WalletEntry, now: Instant) -> Pledge {
        Pledge {
            id: self.id,
            campaign: self.campaign,
            backer: self.backer,
            reward,
            amount,
            tender: Tender::Points(entry.moved.clone()),
            state: PledgeState::Success,
            pledged_at: now,
            refunded_at: None,
        }
    }

    /// In a line of its own: backers of one campaign do not wait for one another.
    async fn tell(&self, uow: &mut dyn UnitOfWork, pledge: &Pledge) -> Result<(), StoreError> {
        let data = json!({
            "pledge_id": pledge.id.to_string(),
            "campaign_id": pledge.campaign.to_string(),
            "amount": pledge.amount.get(),
        });
        let (id, aggregate) = (self.mint.id(pledge.pledged_at), pledge.id.as_uuid().into_bytes());
        let message = announce(id, aggregate, "campaign.pledged", data, pledge.pledged_at)?;
        uow.outbox().enqueue(&message).await
    }
}
