use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use hexmart_application::funding::{
    Backer, CampaignCard, CampaignQueries, CampaignSort, CampaignTally, CampaignWindow, CampaignsChanged,
    PledgeEntry,
};
use hexmart_application::platform::StoreError;
use hexmart_domain::funding::{Campaign, Pledge, Pocket};
use hexmart_domain::shared::{CampaignId, Instant, PledgeId, UserId};

use crate::answers::Answers;
use crate::moment::Moment;
use crate::questions::Questions;
use crate::weight::Weight;

/// What answers may weigh, in bytes.
const CAPACITY: u32 = 2 * 1024 * 1024;
/// How long a list may be given: so long what other processes did may be missing in it. How many days are left is reckoned from
/// the final date each time a list is shown, and is never old.
const LIFE: Duration = Duration::from_secs(5);

/// Questions about campaigns, with lists and their lengths kept: until this process changes a campaign or takes a pledge, at
/// most five seconds. Everything else is asked each time.
pub struct CachedCampaigns {
    inner: Arc<dyn CampaignQueries>,
    generation: AtomicU64,
    answers: Answers<Question>,
    lists: Questions<Question, Vec<CampaignCard>, StoreError>,
    lengths: Questions<Question, u64, StoreError>,
}

/// What an answer is kept under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Question {
    List(CampaignSort, CampaignWindow),
    Listed,
}

impl Weight for Question {
    fn beyond(&self) -> usize {
        0
    }
}

impl Weight for CampaignCard {
    fn beyond(&self) -> usize {
        let picture = self.picture.as_ref().map_or(0, |url| url.as_str().len());
        self.title.as_str().len() + self.poster_name.as_str().len() + picture
    }
}

impl fmt::Debug for CachedCampaigns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CachedCampaigns")
    }
}

impl CachedCampaigns {
    /// Keeps the answers of `inner` until it is told that something changed.
    pub fn new(inner: Arc<dyn CampaignQueries>) -> Self {
        Self {
            inner,
            generation: AtomicU64::default(),
            answers: Answers::new(CAPACITY),
            lists: Questions::new(),
            lengths: Questions::new(),
        }
    }

    fn moment(&self) -> Moment {
        Moment::new(self.generation.load(Ordering::Acquire), None).lasting(LIFE)
    }
}

impl CampaignsChanged for CachedCampaigns {
    fn campaigns_changed(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }
}

#[async_trait]
impl CampaignQueries for CachedCampaigns {
    async fn campaign(&self, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        self.inner.campaign(id).await
    }

    async fn list(
        &self,
        sort: CampaignSort,
        window: CampaignWindow,
    ) -> Result<Vec<CampaignCard>, StoreError> {
        let ask = || {
            let inner = Arc::clone(&self.inner);
            async move { inner.list(sort, window).await }
        };
        let question = Question::List(sort, window);
        let asked = self.lists.answer(&self.answers, question, self.moment(), ask);
        Ok(asked.await?.to_vec())
    }

    async fn listed(&self) -> Result<u64, StoreError> {
        let ask = || {
            let inner = Arc::clone(&self.inner);
            async move { inner.listed().await }
        };
        let asked = self
            .lengths
            .answer(&self.answers, Question::Listed, self.moment(), ask);
        Ok(*asked.await?)
    }

    async fn of_poster(
        &self,
        poster: UserId,
        before: Option<CampaignId>,
        limit: u64,
    ) -> Result<Vec<CampaignCard>, StoreError> {
        self.inner.of_poster(poster, before, limit).await
    }

    async fn backers(
        &self,
        campaign: CampaignId,
        before: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<Backer>, StoreError> {
        self.inner.backers(campaign, before, limit).await
    }

    async fn pledges_of(
        &self,
        backer: UserId,
        before: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<PledgeEntry>, StoreError> {
        self.inner.pledges_of(backer, before, limit).await
    }

    async fn pledge_of(&self, campaign: CampaignId, backer: UserId) -> Result<Option<Pledge>, StoreError> {
        self.inner.pledge_of(campaign, backer).await
    }

    async fn pocket(&self, user: UserId) -> Result<Option<Pocket>, StoreError> {
        self.inner.pocket(user).await
    }

    async fn ended(&self, now: Instant, limit: u64) -> Result<Vec<CampaignId>, StoreError> {
        self.inner.ended(now, limit).await
    }

    async fn owing(&self, limit: u64) -> Result<Vec<CampaignId>, StoreError> {
        self.inner.owing(limit).await
    }

    async fn tallies(&self, after: Option<CampaignId>, limit: u64) -> Result<Vec<CampaignTally>, StoreError> {
        self.inner.tallies(after, limit).await
    }

    async fn pledges_after(
        &self,
        campaign: CampaignId,
        after: Option<PledgeId>,
        limit: u64,
    ) -> Result<Vec<Pledge>, StoreError> {
        self.inner.pledges_after(campaign, after, limit).await
    }
}
