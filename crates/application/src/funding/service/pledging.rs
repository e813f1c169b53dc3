//! What backers give.

use hexmart_domain::funding::{Pledge, PledgeError, Tender, Won};
use hexmart_domain::points::{EntryKind, Reference, WalletEntry};
use hexmart_domain::shared::{CampaignId, Instant, PledgeId, Points, TierId, UserId};

use super::FundingService;
use super::campaigns::is_public;
use super::offer::Offer;
use crate::funding::PledgeRefusal;
use crate::platform::{Abort, Answered, Mint, Once, StoreError, UniqueKey, UnitOfWork, transact};
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
        let offer = Offer::look(uow, self.backer, self.campaign, self.tier, self.mint.now()).await;
        let offer = offer.map_err(Abort::because::<PledgeRefusal>)?;
        let entry = self.debit(uow, offer.amount, offer.now).await?;
        match offer
            .take(uow, self.id, Tender::Points(entry.moved), &self.mint)
            .await
        {
            Err(StoreError::Duplicate(UniqueKey::Pledge)) => {
                Err(Abort::Refused(PledgeError::AlreadyPledged.into()))
            }
            taken => Ok(taken?),
        }
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
}
