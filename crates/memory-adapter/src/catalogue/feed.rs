use std::ops::Bound;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::catalogue::{ChangeFeed, FeedEntry, FeedPage};
use hexmart_application::platform::StoreError;
use hexmart_application::search::FeedPosition;
use hexmart_domain::inventory::StockEvent;
use hexmart_domain::shared::{Instant, ItemId, ProductId};

use crate::store::Memory;
use crate::tables::Tables;
use crate::{to_u64, to_usize};

/// An entry of the feed.
pub(crate) struct Fed {
    product: ProductId,
    low: Option<ItemId>,
    at: Instant,
}

#[async_trait]
impl ChangeFeed for Memory {
    /// Places are given out in the commit, so whatever is seen is settled.
    async fn since(&self, after: FeedPosition, limit: u64) -> Result<FeedPage, StoreError> {
        let tables = self.shared.read();
        let behind = tables.feed.range((Bound::Excluded(after), Bound::Unbounded));
        let entries = behind.take(to_usize(limit)).map(|(position, fed)| FeedEntry {
            position: *position,
            product: fed.product,
            low: fed.low,
        });
        let entries: Vec<_> = entries.collect();
        Ok(FeedPage {
            settled_to: entries.last().map_or(after, |last| last.position),
            forgotten_to: tables.forgotten_to,
            entries,
        })
    }

    async fn end(&self) -> Result<FeedPosition, StoreError> {
        Ok(self.shared.read().feed_end())
    }

    async fn forget(&self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        let mut tables = self.shared.write();
        let old = tables.feed.iter().take_while(|(_, fed)| fed.at < before);
        let old: Vec<_> = old.map(|(position, _)| *position).take(to_usize(limit)).collect();
        for position in &old {
            tables.feed.remove(position);
            tables.forgotten_to = *position;
        }
        Ok(to_u64(old.len()))
    }
}

impl Tables {
    /// Adds an entry behind all others. Its time is no earlier than theirs either: a change may carry the time at which
    /// its attempt began, and the oldest entries are to be the first to go.
    pub(crate) fn feed(&mut self, product: ProductId, low: Option<ItemId>, at: Instant) {
        let last = self.feed.last_key_value();
        let at = last.map_or(at, |(_, last)| last.at.max(at));
        let position = self.feed_end().saturating_add(1);
        self.feed.insert(position, Arc::new(Fed { product, low, at }));
    }

    fn feed_end(&self) -> FeedPosition {
        let last = self.feed.last_key_value();
        last.map_or(self.forgotten_to, |(position, _)| *position)
    }
}

/// Whether an event is to be fed: what could be had of the chain was nothing and is something now, or the opposite, where it
/// can be had at all; or the stock ran low.
pub(crate) fn is_noticed(event: &StockEvent, is_sellable: bool) -> bool {
    let crosses = (event.available_before() > 0) != (event.available_after() > 0);
    crosses && is_sellable || event.ran_low()
}
