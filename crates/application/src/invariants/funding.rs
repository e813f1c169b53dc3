//! Rules about campaigns, what was pledged to them, and what went back.

use hexmart_domain::funding::{CampaignState, Pledge, Refunds, Won};
use hexmart_domain::points::LedgerAccount;

use super::pledges::of_pledge;
use super::{Breach, Rule};
use crate::funding::CampaignTally;
use crate::platform::{Storage, StoreError};

const PAGE: u64 = 200;

/// What is wrong with campaigns; how many were looked at.
pub(super) async fn faults(storage: &Storage, most: usize) -> Result<(u64, Vec<Breach>), StoreError> {
    let (mut looked, mut breaches, mut by_points) = (0_u64, Vec::new(), 0_i64);
    let mut after = None;
    while breaches.len() < most {
        let page = storage.campaigns.tallies(after, PAGE).await?;
        let Some(last) = page.last() else {
            let booked = storage.wallets.trial_balance().await?;
            let booked = booked
                .iter()
                .find(|(account, _)| *account == LedgerAccount::Funding);
            breaches.extend(books(booked.map_or(0, |(_, amount)| *amount), by_points));
            break;
        };
        after = Some(last.campaign.id);
        for tally in &page {
            looked = looked.saturating_add(1);
            by_points = by_points.saturating_add(tally.held_points.get());
            breaches.extend(of_campaign(tally));
            breaches.extend(of_pledges(storage, tally, most).await?);
        }
    }
    Ok((looked, breaches))
}

fn of_campaign(tally: &CampaignTally) -> Vec<Breach> {
    let campaign = &tally.campaign;
    let breach = |rule, what: String| Breach::new(rule, &campaign.id, what);
    let mut breaches = Vec::new();
    let all = Refunds {
        count: tally.held.count.saturating_add(tally.returned.count),
        amount: tally.held.amount.plus(tally.returned.amount).unwrap_or(Won::MOST),
    };
    if (campaign.backers, campaign.total) != (all.count, all.amount) || campaign.refunds != tally.returned {
        let what = format!(
            "it counts {} of {} pledges and {} that went back, and they come to {} of {} and {}",
            campaign.total,
            campaign.backers,
            campaign.refunds.amount,
            all.amount,
            all.count,
            tally.returned.amount
        );
        breaches.push(breach(Rule::CampaignsAddUp, what));
    }
    let is_cancelled = campaign.state == CampaignState::Cancel;
    if !is_cancelled && tally.returned.count > 0 {
        let what = "pledges went back, and it was not cancelled".to_owned();
        breaches.push(breach(Rule::CancelledGoesBack, what));
    }
    let has_succeeded = matches!(campaign.state, CampaignState::Success | CampaignState::Close);
    if has_succeeded && campaign.total < campaign.terms.target.won() {
        let what = format!("it succeeded with {}", campaign.total);
        breaches.push(breach(Rule::TargetsDecide, what));
    }
    for (tier, given) in campaign.terms.tiers.iter().zip(&tally.rewards) {
        let slots = tier.limit.map_or(0, |_| given.pledges);
        let is_over = tier.limit.is_some_and(|limit| given.pledges > limit.get());
        if tier.taken != given.pledges || given.slots != slots || is_over {
            let what = format!(
                "of reward {} {} are counted, {} pledged for, {} given out",
                tier.id, tier.taken, given.pledges, given.slots
            );
            breaches.push(breach(Rule::RewardsAreGivenOnce, what));
        }
    }
    breaches
}

/// Nobody pledged when the campaign was over, or to themselves, or without paying.
async fn of_pledges(
    storage: &Storage,
    tally: &CampaignTally,
    most: usize,
) -> Result<Vec<Breach>, StoreError> {
    let campaign = &tally.campaign;
    let (mut breaches, mut after) = (Vec::new(), None);
    let end = campaign.terms.final_date.closes_at();
    let end = campaign.decided_at.map_or(end, |decided| decided.min(end));
    let is_wrong = |pledge: &&Pledge| pledge.pledged_at > end || pledge.backer == campaign.poster;
    while breaches.len() < most {
        let page = storage.campaigns.pledges_after(campaign.id, after, PAGE).await?;
        let Some(last) = page.last() else {
            break;
        };
        after = Some(last.id);
        breaches.extend(page.iter().filter(is_wrong).map(|pledge| {
            let what = "somebody pledged to their own campaign, or to one that was over";
            Breach::new(Rule::PledgesComeInTime, &pledge.id, what)
        }));
        for pledge in &page {
            breaches.extend(of_pledge(storage, pledge).await?);
        }
    }
    Ok(breaches)
}

/// What campaigns hold in points is what the books say that they do.
fn books(booked: i64, held: i64) -> Option<Breach> {
    (booked != held).then(|| {
        let what = format!("{booked} are booked, and pledges of {held} points did not go back");
        Breach::new(Rule::FundingIsBooked, &"funding", what)
    })
}
