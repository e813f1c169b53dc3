//! Pockets, and campaigns as their posters write them.

use hexmart_domain::funding::{
    AccountType, Campaign, CampaignEdit, CampaignState, CampaignTerms, Pocket, Tier,
};
use hexmart_domain::shared::{CampaignId, Instant, UserId};

use super::FundingService;
use crate::funding::{
    CampaignPage, EditCampaign, EditCampaignError, NewCampaign, NewTier, NumberedPage, OpenCampaignError,
    PageError, PocketChangeError, Steward,
};
use crate::platform::{Abort, Answered, Mint, Once, StoreError, transact};

/// Rewards with ids of their own.
fn tiers(wanted: Vec<NewTier>, mint: &Mint, now: Instant) -> Vec<Tier> {
    let tier = |new: NewTier| Tier {
        id: mint.id(now),
        title: new.title,
        content: new.content,
        price: new.price,
        limit: new.limit,
        taken: 0,
    };
    wanted.into_iter().map(tier).collect()
}

/// Rewards as they are wanted; one that is wanted just as it is keeps its id.
fn rearranged(before: &[Tier], wanted: Vec<NewTier>, mint: &Mint, now: Instant) -> Vec<Tier> {
    let mut tiers = tiers(wanted, mint, now);
    for tier in &mut tiers {
        let is_same = |old: &&Tier| {
            old.title == tier.title
                && old.content == tier.content
                && old.price == tier.price
                && old.limit == tier.limit
        };
        if let Some(same) = before.iter().find(is_same) {
            *tier = same.clone();
        }
    }
    tiers
}

impl FundingService {
    pub(super) async fn keep_pocket(
        &self,
        user: UserId,
        account_type: AccountType,
    ) -> Result<Pocket, StoreError> {
        let now = self.ports.mint.now();
        transact(&*self.ports.store, "register_pocket", move |uow| {
            let account_type = account_type.clone();
            Box::pin(async move {
                let pocket = match uow.pockets().of(user).await? {
                    // The same again changes nothing.
                    Some(same) if same.is_active && same.account_type == account_type => return Ok(same),
                    Some(before) => before.registered_again(account_type, now),
                    None => Pocket::registering(user, account_type, now),
                };
                uow.pockets().save(&pocket).await?;
                Ok::<_, Abort<StoreError>>(pocket)
            })
        })
        .await
    }

    pub(super) async fn put_pocket_away(&self, user: UserId) -> Result<Pocket, PocketChangeError> {
        let now = self.ports.mint.now();
        transact(&*self.ports.store, "close_pocket", move |uow| {
            Box::pin(async move {
                let pocket = uow.pockets().of(user).await?;
                let pocket = pocket.ok_or(hexmart_domain::funding::PocketError::NotActive);
                let closed = pocket.and_then(|pocket| pocket.closed(now));
                let closed = closed.map_err(|refusal| Abort::Refused(PocketChangeError::from(refusal)))?;
                uow.pockets().save(&closed).await?;
                Ok(closed)
            })
        })
        .await
    }

    pub(super) async fn begin(
        &self,
        poster: UserId,
        wanted: NewCampaign,
        once: Option<Once<Campaign>>,
    ) -> Result<Answered<Campaign>, OpenCampaignError> {
        let mint = self.ports.mint.clone();
        let now = mint.now();
        let id = mint.id(now);
        let terms = CampaignTerms {
            title: wanted.title,
            poster_name: wanted.poster_name,
            content: wanted.content,
            picture: wanted.picture,
            target: wanted.target,
            unit_price: wanted.unit_price,
            final_date: wanted.final_date,
            tiers: tiers(wanted.tiers, &mint, now),
        };
        let opened = transact(&*self.ports.store, "open_campaign", move |uow| {
            let (terms, once, mint) = (terms.clone(), once.clone(), mint.clone());
            Box::pin(async move {
                if let Some(before) = Once::replay::<OpenCampaignError>(once.as_ref(), uow).await? {
                    return Ok(Answered::Replayed(before));
                }
                let pocket = uow.pockets().of(poster).await?;
                if !pocket.is_some_and(|pocket| pocket.is_active) {
                    return Err(Abort::Refused(OpenCampaignError::NoPocket));
                }
                let campaign = Campaign::opening(id, poster, terms, now);
                let campaign = campaign.map_err(|refusal| Abort::Refused(refusal.into()))?;
                uow.campaigns().add(&campaign).await?;
                super::stewardship::tell(uow, "campaign.opened", &campaign, &mint, now).await?;
                Once::remember(once.as_ref(), uow, &campaign, now).await?;
                Ok(Answered::Done(campaign))
            })
        })
        .await?;
        self.ports.changed.campaigns_changed();
        Ok(opened)
    }

    pub(super) async fn rewrite(
        &self,
        poster: UserId,
        id: CampaignId,
        edit: EditCampaign,
        seen: Option<i64>,
    ) -> Result<Campaign, EditCampaignError> {
        let mint = self.ports.mint.clone();
        let edited = transact(&*self.ports.store, "edit_campaign", move |uow| {
            let (edit, mint) = (edit.clone(), mint.clone());
            Box::pin(async move {
                let campaign = uow.campaigns().find(id).await?;
                let campaign = campaign.filter(|campaign| is_public(campaign) || campaign.poster == poster);
                let campaign = campaign.ok_or(Abort::Refused(EditCampaignError::Unknown))?;
                if campaign.poster != poster {
                    return Err(Abort::Refused(EditCampaignError::Foreign));
                }
                if seen.is_some_and(|seen| seen != campaign.version) {
                    return Err(Abort::Refused(EditCampaignError::Stale));
                }
                let now = uow.campaigns().clock(mint.now()).await?;
                let edit = CampaignEdit {
                    title: edit.title,
                    poster_name: edit.poster_name,
                    content: edit.content,
                    picture: edit.picture,
                    unit_price: edit.unit_price,
                    final_date: edit.final_date,
                    tiers: edit
                        .tiers
                        .map(|wanted| rearranged(&campaign.terms.tiers, wanted, &mint, now)),
                };
                let edited = campaign.edited(edit, now);
                let edited = edited.map_err(|refusal| Abort::Refused(EditCampaignError::from(refusal)))?;
                uow.campaigns().save(&edited).await?;
                Ok(edited)
            })
        })
        .await?;
        self.ports.changed.campaigns_changed();
        Ok(edited)
    }

    pub(super) async fn numbered_page(&self, asked: NumberedPage) -> Result<CampaignPage, PageError> {
        let total = self.ports.campaigns.listed().await?;
        let (sort, window, max_page) = asked.of(total)?;
        let campaigns = self.ports.campaigns.list(sort, window).await?;
        Ok(CampaignPage {
            campaigns,
            total,
            max_page,
        })
    }

    pub(super) async fn visible(
        &self,
        id: CampaignId,
        viewer: Option<Steward>,
    ) -> Result<Option<Campaign>, StoreError> {
        let campaign = self.ports.campaigns.campaign(id).await?;
        let keeps = |campaign: &Campaign| viewer.is_some_and(|viewer| viewer.keeps(campaign));
        Ok(campaign.filter(|campaign| is_public(campaign) || keeps(campaign)))
    }
}

/// Whether everybody sees it.
pub(super) const fn is_public(campaign: &Campaign) -> bool {
    !matches!(campaign.state, CampaignState::Cancel) && campaign.archived_at.is_none()
}
