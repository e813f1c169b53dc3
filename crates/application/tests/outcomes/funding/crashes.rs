//! A server that is gone between any two commits: whoever comes next goes on, and nothing happens twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use async_trait::async_trait;
use hexmart_application::funding::{Funding, NewCampaign, Steward};
use hexmart_application::platform::{Answered, Store, StoreError, Work};
use hexmart_domain::funding::Target;

use super::Fund;
use crate::world::World;

/// More pledges than go back in two commits.
const THREE_BATCHES: usize = 1_100;

/// A store that is gone after so many commits: each that comes then fails, before it or behind it.
pub(super) struct Mortal {
    pub(super) inner: Arc<dyn Store>,
    pub(super) left: AtomicI64,
    /// Whether the last commit lands, and nobody hears of it.
    pub(super) lands: AtomicBool,
}

#[async_trait]
impl Store for Mortal {
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        match self.left.fetch_sub(1, Ordering::Relaxed) {
            left if left > 0 => self.inner.transact(name, work).await,
            0 if self.lands.load(Ordering::Relaxed) => {
                self.inner.transact(name, work).await?;
                Err(StoreError::unresolved("the server is gone"))
            }
            _ => Err(StoreError::unavailable("the server is gone")),
        }
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.inner.ping().await
    }
}

/// Campaigns that fail, each with pledges of three batches; the jobs are killed at every commit, and go on.
#[tokio::test]
async fn a_refund_that_is_killed_anywhere_is_resumed() {
    let world = World::new();
    let mortal = Arc::new(Mortal {
        inner: world.ports.store.clone(),
        left: AtomicI64::new(i64::MAX),
        lands: AtomicBool::new(false),
    });
    let fund = Fund::over(world, mortal.clone()).await;
    let mut backers = Vec::new();
    for number in 0..THREE_BATCHES {
        backers.push(fund.backer(&format!("backer{number}"), 10_000).await.id);
    }
    let jobs = fund.jobs();
    for commits in 0..12 {
        let wanted = NewCampaign {
            target: Target::try_from(9_999_999_999).unwrap(),
            ..fund.wanted()
        };
        let Answered::Done(campaign) = fund.service.open(fund.poster, wanted, None).await.unwrap() else {
            unreachable!("nothing was said to be a repetition");
        };
        for backer in &backers {
            fund.pledge(*backer, campaign.id).await.unwrap();
        }
        fund.pass(&campaign);
        mortal.lands.store(commits % 2 == 0, Ordering::Relaxed);
        mortal.left.store(commits / 2, Ordering::Relaxed);
        for job in &jobs {
            let _killed = fund.run(&**job).await;
        }
        fund.assert_sound().await;
        mortal.left.store(i64::MAX, Ordering::Relaxed);
        fund.work().await;
        assert_eq!(fund.work().await, [0, 0]);
        let refunds = fund.kept(campaign.id).await.refunds;
        assert_eq!(refunds.count, i64::try_from(THREE_BATCHES).unwrap());
        for backer in &backers {
            assert_eq!(fund.balance(*backer).await, 10_000);
        }
        fund.assert_sound().await;
    }
}

/// Two servers give back at once, though only one should: each pledge goes back once.
#[tokio::test]
async fn two_servers_that_refund_at_once_give_back_once() {
    let fund = Arc::new(Fund::new().await);
    let campaign = fund.open().await;
    let backers = fund.backed(campaign.id, 20).await;
    let by = Steward::User(fund.poster);
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let (fund, id) = (Arc::clone(&fund), campaign.id);
            tokio::spawn(async move {
                let _one_does = fund.service.cancel(by, id, None, None).await;
                fund.work().await
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    for backer in backers {
        assert_eq!(fund.balance(backer).await, 10_000);
    }
    assert_eq!(fund.kept(campaign.id).await.refunds.count, 20);
    fund.assert_sound().await;
}
