//! Pledges that a provider takes the money for.

use hexmart_domain::funding::{Campaign, CampaignState, Tender};
use hexmart_domain::payments::{Payment, PaymentPurpose};
use hexmart_domain::shared::{CampaignId, Instant, TierId, UserId};

use super::purpose::Due;
use crate::funding::{NoOffer, Offer};
use crate::payments::StartPaymentError;
use crate::platform::{Abort, Mint, StoreError, UniqueKey, UnitOfWork};

impl From<NoOffer> for StartPaymentError {
    fn from(refusal: NoOffer) -> Self {
        match refusal {
            NoOffer::Unknown => Self::UnknownCampaign,
            NoOffer::Refused(rule) => rule.into(),
        }
    }
}

/// What a pledge is, if the account can pledge at all.
pub(super) async fn due_for_pledge(
    uow: &mut dyn UnitOfWork,
    campaign: CampaignId,
    tier: Option<TierId>,
    buyer: UserId,
    now: Instant,
) -> Result<Due, Abort<StartPaymentError>> {
    let offer = Offer::look(uow, buyer, campaign, tier, now).await;
    let offer = offer.map_err(Abort::because::<StartPaymentError>)?;
    Ok(Due {
        purpose: PaymentPurpose::Pledge { campaign, tier },
        amount: offer.amount.money(),
        title: offer.campaign.terms.title.as_str().to_owned(),
        // Nobody pledges any later.
        until: Some(offer.campaign.terms.final_date.closes_at()),
    })
}

/// Whether the account can still pledge, and for that amount.
pub(super) async fn can_pledge(
    uow: &mut dyn UnitOfWork,
    campaign: CampaignId,
    tier: Option<TierId>,
    payment: &Payment,
    now: Instant,
) -> Result<bool, StoreError> {
    let offer = offered(uow, campaign, tier, payment, now).await?;
    Ok(offer.is_some_and(|offer| offer.amount.money() == payment.total()))
}

/// Money that came for a pledge: it is made, its slot taken and its campaign counts it. False when the campaign takes no more,
/// the reward is given out, the account pledged meanwhile, or it costs something else now.
pub(super) async fn pledge(
    uow: &mut dyn UnitOfWork,
    campaign: CampaignId,
    tier: Option<TierId>,
    payment: &Payment,
    (mint, now): (&Mint, Instant),
) -> Result<bool, StoreError> {
    let offer = offered(uow, campaign, tier, payment, now).await?;
    // Of money that somebody of the shop gave back before we heard of it, there is none to pledge.
    let Some(offer) = offer.filter(|offer| offer.amount.money() == payment.refundable()) else {
        return Ok(false);
    };
    let id = mint.id(offer.now);
    match offer.take(uow, id, Tender::Payment(payment.id), mint).await {
        Ok(_) => Ok(true),
        // Of two that pay for one account's pledge at once the slower one looks again, and then finds the other's.
        Err(StoreError::Duplicate(UniqueKey::Pledge)) => Err(StoreError::Conflict),
        Err(error) => Err(error),
    }
}

/// Whether a campaign that still collects counts on this payment.
pub(super) async fn is_collected(uow: &mut dyn UnitOfWork, payment: &Payment) -> Result<bool, StoreError> {
    let Some(campaign) = payment.purpose.campaign() else {
        return Ok(false);
    };
    let collects = |campaign: Campaign| campaign.state == CampaignState::Funding;
    if !uow.campaigns().find(campaign).await?.is_some_and(collects) {
        return Ok(false);
    }
    let pledge = uow.campaigns().pledge_of(campaign, payment.buyer).await?;
    Ok(pledge.is_some_and(|pledge| pledge.tender == Tender::Payment(payment.id)))
}

async fn offered(
    uow: &mut dyn UnitOfWork,
    campaign: CampaignId,
    tier: Option<TierId>,
    payment: &Payment,
    now: Instant,
) -> Result<Option<Offer>, StoreError> {
    match Offer::look(uow, payment.buyer, campaign, tier, now).await {
        Ok(offer) => Ok(Some(offer)),
        Err(Abort::Refused(_)) => Ok(None),
        Err(Abort::Store(error)) => Err(error),
    }
}
