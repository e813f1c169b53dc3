use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_application::reviews::ReviewRepository;
use hexmart_domain::ordering::LineState;
use hexmart_domain::reviews::{Bought, Review, ReviewTally};
use hexmart_domain::shared::{Instant, ProductId, ReviewId, UserId};

use crate::unit::MemoryUnit;

#[async_trait]
impl ReviewRepository for MemoryUnit<'_> {
    /// Rests on all orders of the account: one that is given back meanwhile makes the attempt start over.
    async fn bought(
        &mut self,
        account: UserId,
        product: ProductId,
        states: &[LineState],
    ) -> Result<Option<Bought>, StoreError> {
        let (mine, stored) = self.look();
        let orders = mine
            .orders
            .every(&stored.orders, move |order| order.buyer == account);
        let lines = orders.iter().flat_map(|order| &order.lines);
        let fitting = lines.filter(|line| line.product == product && states.contains(&line.state));
        let newest = fitting.max_by_key(|line| line.id);
        Ok(newest.map(|line| Bought {
            line: line.id,
            options: line.snapshot.options.clone(),
            unit_price: line.quote.final_price,
        }))
    }

    async fn add(&mut self, review: &Review) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if mine.reviews.has(&stored.reviews, &review.id) {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        let of = (review.author, review.product);
        if !mine.reviews_by.add(&stored.reviews_by, &of, review.id) {
            return Err(StoreError::Duplicate(UniqueKey::Review));
        }
        mine.reviews.put(&stored.reviews, &review.id, review.clone());
        Ok(())
    }

    async fn find(&mut self, id: ReviewId) -> Result<Option<Review>, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.reviews.get(&stored.reviews, &id).map(Arc::unwrap_or_clone))
    }

    async fn find_by_author(
        &mut self,
        author: UserId,
        product: ProductId,
    ) -> Result<Option<Review>, StoreError> {
        let (mine, stored) = self.look();
        let id = mine.reviews_by.get(&stored.reviews_by, &(author, product));
        let review = id.and_then(|id| mine.reviews.get(&stored.reviews, &id));
        Ok(review.map(Arc::unwrap_or_clone))
    }

    async fn save(&mut self, review: &Review) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.reviews.get(&stored.reviews, &review.id);
        if before.is_none_or(|before| before.version.saturating_add(1) != review.version) {
            return Err(StoreError::Conflict);
        }
        mine.reviews.put(&stored.reviews, &review.id, review.clone());
        Ok(())
    }

    async fn count(&mut self, product: ProductId, change: ReviewTally) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let tally = mine.review_tallies.get(&stored.review_tallies, &product);
        let tally = tally
            .map_or_else(ReviewTally::default, |tally| *tally)
            .plus(change);
        mine.review_tallies.put(&stored.review_tallies, &product, tally);
        Ok(())
    }

    async fn like(&mut self, review: ReviewId, account: UserId, now: Instant) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        let likes = mine.review_likes.get(&stored.review_likes, &review);
        let mut likes = likes.map(Arc::unwrap_or_clone).unwrap_or_default();
        let is_new = !likes.contains_key(&account);
        if is_new {
            likes.insert(account, now);
            mine.review_likes.put(&stored.review_likes, &review, likes);
        }
        Ok(is_new)
    }

    async fn unlike(&mut self, review: ReviewId, account: UserId) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        let likes = mine.review_likes.get(&stored.review_likes, &review);
        let mut likes = likes.map(Arc::unwrap_or_clone).unwrap_or_default();
        let did = likes.remove(&account).is_some();
        if did {
            mine.review_likes.put(&stored.review_likes, &review, likes);
        }
        Ok(did)
    }

    async fn likes(&mut self, review: ReviewId) -> Result<i64, StoreError> {
        let (mine, stored) = self.look();
        let likes = mine.review_likes.get(&stored.review_likes, &review);
        Ok(likes.map_or(0, |likes| i64::try_from(likes.len()).unwrap_or(i64::MAX)))
    }
}
