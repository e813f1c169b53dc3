use async_trait::async_trait;
use hexmart_domain::shared::{Instant, ItemId, ProductId};

use crate::platform::StoreError;
use crate::search::FeedPosition;

/// The catalogue's feed of changes: which products are to be looked at again, for indexes that keep copies.
///
/// An outbox that many read: whoever keeps a copy remembers up to where it read. An entry says nothing but which product;
/// what it is like is asked when it is read, so that reading an entry twice, or late, does no harm.
///
/// Every change of what a list or an index shows of a product MUST add an entry in the commit of that change: adding and
/// saving products, counting, a deal that lapses, moving or renaming a category above it, a building that opens or closes
/// and thereby brings or takes away what could be had, and a stock event that makes what could be had zero, or what was zero
/// available, or by which a chain ran low. Other stock events MUST NOT.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ChangeFeed: Send + Sync {
    /// Entries behind `after`, in the order of their positions, at most `limit`.
    ///
    /// A transaction that is still under way may hold a position behind which others are committed already. So MUST
    /// [`FeedPage::settled_to`] never pass a position whose entry could still appear: a reader who starts there again
    /// misses nothing, and reads some entries twice.
    async fn since(&self, after: FeedPosition, limit: u64) -> Result<FeedPage, StoreError>;

    /// Up to where the feed is settled now: whoever looks at the whole catalogue after asking this, and reads on from there,
    /// has missed nothing.
    async fn end(&self) -> Result<FeedPosition, StoreError>;

    /// Forgets entries that were added before `before`, at most `limit`; answers how many. MUST raise
    /// [`FeedPage::forgotten_to`] accordingly.
    async fn forget(&self, before: Instant, limit: u64) -> Result<u64, StoreError>;
}

/// A stretch of the feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedPage {
    /// The entries.
    pub entries: Vec<FeedEntry>,
    /// Where to start the next time; when nothing is left open, the position of the last entry.
    pub settled_to: FeedPosition,
    /// Up to where entries may have been forgotten: a reader that is not as far has missed some, and begins anew.
    pub forgotten_to: FeedPosition,
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedEntry {
    /// Where in the feed.
    pub position: FeedPosition,
    /// Which product changed.
    pub product: ProductId,
    /// Which of its items ran low at some location, if that is what this entry says.
    pub low: Option<ItemId>,
}
