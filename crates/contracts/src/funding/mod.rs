//! Promises of `PocketRepository`, `CampaignRepository` and `CampaignQueries`.

mod campaigns;
mod lists;
mod pledges;
mod pockets;
mod races;
mod refunds;

pub use campaigns::{
    a_campaign_is_kept_as_it_began, a_campaign_that_somebody_backed_meanwhile_is_a_conflict,
    a_changed_campaign_is_kept, a_stale_campaign_is_a_conflict, the_clock_of_the_store_moves_on,
};
pub use lists::{
    backers_are_told_newest_first, campaigns_are_listed_by_their_age, campaigns_are_listed_by_their_total,
    campaigns_that_are_over_are_due, own_campaigns_are_told_newest_first, own_pledges_are_told_newest_first,
    pages_of_campaigns_neither_skip_nor_repeat, what_is_cancelled_or_put_away_is_not_listed,
};
pub use pledges::{
    a_pledge_is_counted_with_its_campaign, a_pledge_is_kept_as_it_was_made,
    a_pledge_to_a_changed_campaign_is_a_conflict, a_refused_attempt_leaves_no_pledge, a_slot_is_given_once,
    an_account_pledges_once,
};
pub use pockets::{a_pocket_is_kept_as_it_was_registered, a_stale_pocket_is_a_conflict};
pub use races::{
    an_account_pledges_once_by_attempts_that_overlap, one_of_many_decides_a_campaign,
    one_of_many_payments_becomes_a_pledge, one_of_many_pledges_of_an_account_lands,
    pledges_and_a_decision_that_race_agree, pledges_that_race_all_count, the_last_of_a_reward_is_given_once,
};
pub use refunds::{
    a_pledge_goes_back_once, campaigns_that_owe_are_known, one_of_many_gives_a_pledge_back,
    pledges_go_back_together, what_pledges_come_to_is_added_up,
};

use hexmart_application::platform::{Storage, StoreError, UnitOfWork};
use hexmart_domain::funding::{Campaign, Pledge};
use hexmart_domain::shared::CampaignId;

use crate::given;
use crate::writes::{attempt, once};

/// Adds a campaign.
async fn add(storage: &Storage, campaign: &Campaign) {
    let added = once(storage, campaign.clone(), |uow, campaign| {
        Box::pin(async move { uow.campaigns().add(&campaign).await })
    });
    added.await.unwrap();
}

/// A campaign that collects.
async fn opened(storage: &Storage) -> Campaign {
    let campaign = given::campaign();
    add(storage, &campaign).await;
    campaign
}

/// Writes a changed campaign, in one try.
async fn save(storage: &Storage, campaign: &Campaign) -> Result<(), StoreError> {
    once(storage, campaign.clone(), |uow, campaign| {
        Box::pin(async move { uow.campaigns().save(&campaign).await })
    })
    .await
}

/// Adds a pledge to a campaign as it was read, in one try.
async fn pledge(storage: &Storage, campaign: &Campaign, pledge: &Pledge) -> Result<(), StoreError> {
    once(
        storage,
        (campaign.clone(), pledge.clone()),
        |uow, (campaign, pledge)| Box::pin(async move { uow.campaigns().pledge(&campaign, &pledge).await }),
    )
    .await
}

/// A pledge of an account of its own to a campaign as it is now.
async fn pledged(storage: &Storage, id: CampaignId) -> Pledge {
    let now = kept(storage, id).await.unwrap();
    let new = given::pledge(&now);
    pledge(storage, &now, &new).await.unwrap();
    new
}

/// A campaign, on which attempts and questions agree.
async fn kept(storage: &Storage, id: CampaignId) -> Option<Campaign> {
    let found = attempt(storage, id, |uow, id| {
        Box::pin(async move { uow.campaigns().find(id).await })
    });
    let found = found.await.unwrap();
    assert_eq!(storage.campaigns.campaign(id).await.unwrap(), found);
    found
}

/// The same campaign, cancelled.
async fn cancelled(storage: &Storage, id: CampaignId) -> Campaign {
    let next = kept(storage, id)
        .await
        .unwrap()
        .cancelled(None, given::now())
        .unwrap();
    save(storage, &next).await.unwrap();
    next
}

/// Gives pledges of a campaign as it was read back, in one try.
async fn give_back(storage: &Storage, campaign: &Campaign, pledges: &[Pledge]) -> Result<(), StoreError> {
    let returned: Vec<_> = pledges
        .iter()
        .filter_map(|pledge| pledge.refunded(given::now()))
        .collect();
    once(
        storage,
        (campaign.clone(), returned),
        |uow, (campaign, returned)| {
            Box::pin(async move { uow.campaigns().give_back(&campaign, &returned).await })
        },
    )
    .await
}

/// Pledges that did not go back, at most `limit`.
async fn held(uow: &mut dyn UnitOfWork, campaign: CampaignId, limit: u64) -> Result<Vec<Pledge>, StoreError> {
    uow.campaigns().held(campaign, limit).await
}
