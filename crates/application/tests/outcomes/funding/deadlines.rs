//! What becomes of campaigns by themselves.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use hexmart_application::funding::{Funding, Steward, funding_jobs};
use hexmart_application::platform::Pace;
use hexmart_domain::funding::{Campaign, CampaignState};

use super::Fund;
use crate::given::TICK;

impl Fund {
    /// Lets the final date of a campaign pass.
    pub(super) fn pass(&self, campaign: &Campaign) {
        let end = campaign.terms.final_date.closes_at();
        self.world.clock.0.lock().unwrap().clone_from(&end);
    }
}

#[tokio::test]
async fn a_campaign_with_its_target_succeeds_and_is_fulfilled() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    let backers = fund.backed(campaign.id, 3).await;
    let end = campaign.terms.final_date.closes_at();
    fund.world.clock.0.lock().unwrap().clone_from(&(end - TICK));
    assert_eq!(fund.work().await, [0, 0]);
    fund.pass(&campaign);
    assert_eq!(fund.work().await, [1, 0]);
    let decided = fund.kept(campaign.id).await;
    assert_eq!(
        (decided.state, decided.decided_at),
        (CampaignState::Success, Some(end))
    );
    assert_eq!(fund.work().await, [0, 0]);
    let by = Steward::User(fund.poster);
    let closed = fund.service.fulfil(by, campaign.id, Some(2)).await.unwrap();
    assert_eq!(closed.state, CampaignState::Close);
    fund.service.archive(by, campaign.id, Some(3)).await.unwrap();
    assert_eq!(fund.world.storage.campaigns.listed().await.unwrap(), 0);
    for backer in backers {
        assert_eq!(fund.balance(backer).await, 6_000);
    }
    let heard = fund.heard().await;
    let about: Vec<_> = heard.iter().filter(|kind| !kind.contains("pledged")).collect();
    assert_eq!(
        about,
        [
            "campaign.opened",
            "campaign.funded",
            "campaign.closed",
            "campaign.archived"
        ]
    );
    fund.assert_sound().await;
}

#[tokio::test]
async fn a_campaign_without_its_target_gives_everything_back() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    let backers = fund.backed(campaign.id, 2).await;
    fund.pass(&campaign);
    assert_eq!(fund.work().await, [1, 2]);
    let after = fund.kept(campaign.id).await;
    assert_eq!(after.state, CampaignState::Cancel);
    assert_eq!((after.refunds.count, after.refunds.amount), (2, after.total));
    assert_eq!(fund.work().await, [0, 0]);
    for backer in backers {
        assert_eq!(fund.balance(backer).await, 10_000);
        let own = fund.service.own_pledges(backer, None, 9).await.unwrap();
        assert_eq!(own.first().unwrap().state, CampaignState::Cancel);
        assert!(own.first().unwrap().pledge.refunded_at.is_some());
    }
    let heard = fund.heard().await;
    let about: Vec<_> = heard.iter().filter(|kind| !kind.contains("pledged")).collect();
    assert_eq!(
        about,
        ["campaign.opened", "campaign.cancelled", "campaign.refunded"]
    );
    fund.assert_sound().await;
}

#[tokio::test]
async fn whoever_calls_a_campaign_off_sees_the_money_go_back_at_once() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    let backers = fund.backed(campaign.id, 3).await;
    let before = fund.changes.0.load(std::sync::atomic::Ordering::Relaxed);
    let by = Steward::User(fund.poster);
    fund.service.cancel(by, campaign.id, None, None).await.unwrap();
    assert!(fund.changes.0.load(std::sync::atomic::Ordering::Relaxed) > before);
    for backer in backers {
        assert_eq!(fund.balance(backer).await, 10_000);
    }
    // The deadline decides nothing about it any more.
    fund.pass(&campaign);
    assert_eq!(fund.work().await, [0, 0]);
    fund.assert_sound().await;
}

/// More pledges than one transaction takes: no cursor is needed, and none skips any.
#[tokio::test]
async fn many_pledges_go_back_batch_by_batch() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    let backers = fund.backed(campaign.id, 1_100).await;
    let by = Steward::User(fund.poster);
    fund.service.cancel(by, campaign.id, None, None).await.unwrap();
    assert_eq!(fund.kept(campaign.id).await.refunds.count, 500);
    // Put away meanwhile, it owes all the same.
    fund.service.archive(by, campaign.id, None).await.unwrap();
    assert_eq!(fund.work().await, [0, 600]);
    assert!(!fund.kept(campaign.id).await.owes_refunds());
    for backer in backers {
        assert_eq!(fund.balance(backer).await, 10_000);
    }
    fund.assert_sound().await;
}

/// A process about to end.
struct Ending;

#[async_trait]
impl Pace for Ending {
    async fn rest(&self, _worked: Duration) -> bool {
        false
    }
}

#[tokio::test]
async fn who_is_told_to_end_leaves_the_rest_to_whoever_comes_next() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    fund.backed(campaign.id, 1_700).await;
    let by = Steward::User(fund.poster);
    fund.service.cancel(by, campaign.id, None, None).await.unwrap();
    let mut done = Vec::new();
    for job in funding_jobs(&fund.service, Arc::new(Ending)) {
        done.push(fund.run(&*job).await.unwrap());
    }
    assert_eq!(
        (done, fund.kept(campaign.id).await.refunds.count),
        (vec![0, 500], 1_000)
    );
    assert_eq!(fund.work().await, [0, 700]);
    assert!(!fund.kept(campaign.id).await.owes_refunds());
    fund.assert_sound().await;
}

/// The store's clock decides, whatever the server that asks believes.
#[tokio::test]
async fn a_campaign_is_not_decided_before_its_time() {
    let fund = Fund::new().await;
    let campaign = fund.open().await;
    let ahead = campaign.terms.final_date.closes_at() + TimeDelta::hours(1);
    for job in fund.jobs() {
        assert_eq!(job.run(ahead).await.unwrap(), 0);
    }
    assert_eq!(fund.kept(campaign.id).await.state, CampaignState::Funding);
}
