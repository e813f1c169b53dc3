use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use hexmart_application::catalogue::{ChangeFeed, FeedPage};
use hexmart_application::platform::StoreError;
use hexmart_application::search::FeedPosition;
use hexmart_domain::shared::Instant;

/// A feed with a position that is not settled: its transaction is still under way, though others behind it are committed.
pub(crate) struct Gapped {
    feed: Arc<dyn ChangeFeed>,
    gap: Mutex<Gap>,
}

#[derive(Clone, Copy)]
enum Gap {
    None,
    Open(FeedPosition),
    /// Nothing will ever be there.
    RolledBack(FeedPosition),
}

impl Gapped {
    pub(crate) fn new(feed: Arc<dyn ChangeFeed>) -> Self {
        Self {
            feed,
            gap: Mutex::new(Gap::None),
        }
    }

    /// Leaves this position open.
    pub(crate) fn open(&self, position: FeedPosition) {
        *self.gap.lock().unwrap() = Gap::Open(position);
    }

    /// What was open is committed.
    pub(crate) fn commit(&self) {
        *self.gap.lock().unwrap() = Gap::None;
    }

    /// What was open is rolled back.
    pub(crate) fn roll_back(&self) {
        let mut gap = self.gap.lock().unwrap();
        if let Gap::Open(position) = *gap {
            *gap = Gap::RolledBack(position);
        }
    }

    fn gap(&self) -> Gap {
        *self.gap.lock().unwrap()
    }
}

#[async_trait]
impl ChangeFeed for Gapped {
    async fn since(&self, after: FeedPosition, limit: u64) -> Result<FeedPage, StoreError> {
        let gap = self.gap();
        let mut page = self.feed.since(after, limit.saturating_add(1)).await?;
        let missing = match gap {
            Gap::None => None,
            Gap::Open(position) | Gap::RolledBack(position) => Some(position),
        };
        page.entries.retain(|entry| Some(entry.position) != missing);
        page.entries
            .truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let last = page.entries.last().map_or(after, |last| last.position);
        page.settled_to = match gap {
            Gap::Open(position) if after < position && position < last => position - 1,
            _ => last,
        };
        Ok(page)
    }

    async fn end(&self) -> Result<FeedPosition, StoreError> {
        let end = self.feed.end().await?;
        Ok(match self.gap() {
            Gap::Open(position) if position <= end => position - 1,
            _ => end,
        })
    }

    async fn forget(&self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        self.feed.forget(before, limit).await
    }
}
