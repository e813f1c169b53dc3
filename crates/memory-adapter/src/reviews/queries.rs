use std::cmp::Reverse;

use async_trait::async_trait;
use hexmart_application::platform::StoreError;
use hexmart_application::reviews::{
    ReviewCard, ReviewFilter, ReviewMark, ReviewQueries, ReviewSort, ReviewWindow, StaffFilter,
};
use hexmart_domain::identity::AccountState;
use hexmart_domain::reviews::{Review, ReviewTally};
use hexmart_domain::shared::{ProductId, ReviewId, UserId};

use crate::store::Memory;
use crate::tables::Tables;
use crate::to_usize;

#[async_trait]
impl ReviewQueries for Memory {
    async fn of_product(
        &self,
        product: ProductId,
        filter: ReviewFilter,
        sort: ReviewSort,
        window: ReviewWindow,
        viewer: Option<UserId>,
    ) -> Result<Vec<ReviewCard>, StoreError> {
        let tables = self.shared.read();
        let passes = |review: &&Review| {
            review.product == product
                && review.hidden.is_none()
                && filter.stars.is_none_or(|stars| review.sheet.stars == stars)
                && (!filter.pictured || review.picture.is_some())
        };
        let passing = tables.reviews.values().map(|review| &**review).filter(passes);
        let mut cards: Vec<_> = passing.map(|review| tables.review_card(review, viewer)).collect();
        let place = |mark: ReviewMark| (mark.key, mark.review);
        if sort.is_ascending() {
            cards.sort_by_key(|card| place(card.mark(sort)));
        } else {
            cards.sort_by_key(|card| Reverse(place(card.mark(sort))));
        }
        let is_behind = |card: &ReviewCard| {
            window.after.is_none_or(|after| {
                let (own, after) = (place(card.mark(sort)), place(after));
                if sort.is_ascending() {
                    own > after
                } else {
                    own < after
                }
            })
        };
        cards.retain(is_behind);
        cards.truncate(to_usize(window.limit));
        Ok(cards)
    }

    async fn of_author(
        &self,
        author: UserId,
        before: Option<ReviewId>,
        limit: u64,
    ) -> Result<Vec<ReviewCard>, StoreError> {
        let own = |review: &Review| review.author == author;
        Ok(self.newest_reviews(own, Some(author), before, limit))
    }

    async fn for_staff(
        &self,
        filter: StaffFilter,
        before: Option<ReviewId>,
        limit: u64,
    ) -> Result<Vec<ReviewCard>, StoreError> {
        let passes = |review: &Review| {
            let is_hidden = review.hidden.is_some();
            filter.hidden.is_none_or(|hidden| hidden == is_hidden)
        };
        Ok(self.newest_reviews(passes, None, before, limit))
    }

    async fn review(&self, id: ReviewId, viewer: Option<UserId>) -> Result<Option<ReviewCard>, StoreError> {
        let tables = self.shared.read();
        let review = tables.reviews.get(&id);
        Ok(review.map(|review| tables.review_card(review, viewer)))
    }

    async fn tally(&self, product: ProductId) -> Result<Option<ReviewTally>, StoreError> {
        let tables = self.shared.read();
        let row = tables.products.get(&product);
        if row.is_none_or(|row| !row.product().lifecycle.is_public()) {
            return Ok(None);
        }
        let tally = tables.review_tallies.get(&product);
        Ok(Some(tally.map_or_else(ReviewTally::default, |tally| **tally)))
    }

    async fn miscounted(&self, limit: u64) -> Result<Vec<ProductId>, StoreError> {
        let tables = self.shared.read();
        Ok(tables.miscounted_products().take(to_usize(limit)).collect())
    }

    /// Likes are counted where they are asked for.
    async fn misliked(&self, _limit: u64) -> Result<Vec<ReviewId>, StoreError> {
        Ok(Vec::new())
    }
}

impl Memory {
    fn newest_reviews(
        &self,
        passes: impl Fn(&Review) -> bool,
        viewer: Option<UserId>,
        before: Option<ReviewId>,
        limit: u64,
    ) -> Vec<ReviewCard> {
        let tables = self.shared.read();
        let newest = tables.reviews.values().rev().map(|review| &**review);
        newest
            .filter(|review| before.is_none_or(|before| review.id < before) && passes(review))
            .take(to_usize(limit))
            .map(|review| tables.review_card(review, viewer))
            .collect()
    }
}

impl Tables {
    fn review_card(&self, review: &Review, viewer: Option<UserId>) -> ReviewCard {
        let author = self.accounts.get(&review.author);
        let author = author.filter(|author| author.state != AccountState::Deleted);
        let likes = self.review_likes.get(&review.id);
        let product = self.products.get(&review.product);
        ReviewCard {
            review: review.clone(),
            nickname: author.map(|author| author.nickname.as_str().to_owned()),
            product_name: product
                .map(|row| row.product().name.as_str().to_owned())
                .unwrap_or_default(),
            likes: likes.map_or(0, |likes| i64::try_from(likes.len()).unwrap_or(i64::MAX)),
            is_liked: likes
                .zip(viewer)
                .is_some_and(|(likes, viewer)| likes.contains_key(&viewer)),
        }
    }
}
