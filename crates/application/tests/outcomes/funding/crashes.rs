//! A server that is gone between any two commits: whoever comes next goes on, and nothing happens twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use hexmart_application::funding::{Funding, Steward};
use hexmart_application::platform::{Store, StoreError, Work};

use super::Fund;
use crate::world::World;

/// A store that is gone after so many commits: each that comes then fails, before it or behind it.
pub(super) struct Mortal {
    pub(super) inner: Arc<dyn Store>,
    pub(super) left: AtomicI64,
    /// Whether the last commit lands, and nobody hears of it.
    pub(super) lands: bool,
}

#[async_trait]
impl Store for Mortal {
    async fn transact(&self, name: &'static str, work: Arc<dyn Work>) -> Result<(), StoreError> {
        match self.left.fetch_sub(1, Ordering::Relaxed) {
            left if left > 0 => self.inner.transact(name, work).await,
            0 if self.lands => {
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

/// A campaign that failed, with pledges of three batches; the jobs are killed at every commit, and go on.
#[tokio::test]
async fn a_refund_that_is_killed_anywhere_is_resumed() {
    for lands in [false, true] {
        for commits in 0..6 {
            let world = World::new();
            let mortal = Arc::new(Mortal {
                inner: world.ports.store.clone(),
                left: AtomicI64::new(i64::MAX),
                lands,
            });
            let fund = Fund::over(world, mortal.clone()).await;
            let campaign = fund.open().await;
            let backers = fund.backed(campaign.id, 2).await;
            fund.world
                .clock
                .0
                .lock()
                .unwrap()
                .clone_from(&campaign.terms.final_date.closes_at());
            mortal.left.store(commits, Ordering::Relaxed);
            let jobs = hexmart_application::funding::funding_jobs(&fund.service);
            for job in &jobs {
                let _killed = fund.run(&**job).await;
            }
            fund.assert_sound().await;
            mortal.left.store(i64::MAX, Ordering::Relaxed);
            fund.work().await;
            assert_eq!(fund.work().await, [0, 0]);
            assert_eq!(fund.kept(campaign.id).await.refunds.count, 2);
            for backer in backers {
                assert_eq!(fund.balance(backer).await, 10_000);
            }
            fund.assert_sound().await;
        }
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
