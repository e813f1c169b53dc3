use async_trait::async_trait;
use hexmart_domain::ordering::LineState;
use hexmart_domain::reviews::{Bought, Review, ReviewTally};
use hexmart_domain::shared::{Instant, ProductId, ReviewId, UserId};

use super::{ReviewCard, ReviewFilter, ReviewSort, ReviewWindow, StaffFilter};
use crate::platform::StoreError;

/// Reviews inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ReviewRepository: Send {
    /// What an account bought of a product, by its newest line that is in one of these states; none when there is none.
    async fn bought(
        &mut self,
        account: UserId,
        product: ProductId,
        states: &[LineState],
    ) -> Result<Option<Bought>, StoreError>;

    /// Adds a review. MUST answer [`StoreError::Duplicate`] with [`UniqueKey::Review`](crate::platform::UniqueKey::Review)
    /// when its author has reviewed the product.
    async fn add(&mut self, review: &Review) -> Result<(), StoreError>;

    /// The review of an id, hidden or not.
    async fn find(&mut self, id: ReviewId) -> Result<Option<Review>, StoreError>;

    /// What somebody said of a product.
    async fn find_by_author(
        &mut self,
        author: UserId,
        product: ProductId,
    ) -> Result<Option<Review>, StoreError>;

    /// Writes a changed review, whose version is one more than what was read; its likes stay as they are, and so do author,
    /// product and what was bought. MUST answer [`StoreError::Conflict`] when the stored version is another.
    async fn save(&mut self, review: &Review) -> Result<(), StoreError>;

    /// Adds to what the reviews of a product come to. MUST lose no simultaneous change.
    async fn count(&mut self, product: ProductId, change: ReviewTally) -> Result<(), StoreError>;

    /// Makes an account like a review, and counts it, both in this commit; false when it did already.
    async fn like(&mut self, review: ReviewId, account: UserId, now: Instant) -> Result<bool, StoreError>;

    /// The opposite; false when it did not like it.
    async fn unlike(&mut self, review: ReviewId, account: UserId) -> Result<bool, StoreError>;

    /// How many like a review.
    async fn likes(&mut self, review: ReviewId) -> Result<i64, StoreError>;
}

/// Questions about reviews. One round trip each.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ReviewQueries: Send + Sync {
    /// The reviews of a product that everybody sees, that pass the filter and lie in the window, in the order of the sort.
    /// MUST break ties by id, so that a window after a mark neither skips nor repeats one.
    async fn of_product(
        &self,
        product: ProductId,
        filter: ReviewFilter,
        sort: ReviewSort,
        window: ReviewWindow,
        viewer: Option<UserId>,
    ) -> Result<Vec<ReviewCard>, StoreError>;

    /// What somebody said of products, hidden or not, the newest first, before the review `before`, at most `limit`.
    async fn of_author(
        &self,
        author: UserId,
        before: Option<ReviewId>,
        limit: u64,
    ) -> Result<Vec<ReviewCard>, StoreError>;

    /// Reviews for staff, the newest first, before the review `before`, at most `limit`.
    async fn for_staff(
        &self,
        filter: StaffFilter,
        before: Option<ReviewId>,
        limit: u64,
    ) -> Result<Vec<ReviewCard>, StoreError>;

    /// The review of an id, hidden or not.
    async fn review(&self, id: ReviewId, viewer: Option<UserId>) -> Result<Option<ReviewCard>, StoreError>;

    /// What the reviews of a product come to that everybody sees; none when there is no such product, or nobody sees it.
    async fn tally(&self, product: ProductId) -> Result<Option<ReviewTally>, StoreError>;

    /// Products of which something else is counted than there is: stars, reviews, wishes. For whoever looks whether all is
    /// well; at most `limit`.
    async fn miscounted(&self, limit: u64) -> Result<Vec<ProductId>, StoreError>;

    /// Reviews of which other likes are counted than there are. At most `limit`.
    async fn misliked(&self, limit: u64) -> Result<Vec<ReviewId>, StoreError>;
}
