use async_trait::async_trait;
use hexmart_application::platform::StoreError;
use hexmart_application::reviews::{Offering, ReviewRepository, WishRepository};
use hexmart_application::search::FeedPosition;
use hexmart_domain::ordering::LineState;
use hexmart_domain::reviews::{Bought, Glance, Review, ReviewTally, Wish};
use hexmart_domain::shared::{Instant, ProductId, ReviewId, UserId};

use super::super::Transaction;
use super::{likes, tallies, wishes, writing};

#[async_trait]
impl ReviewRepository for Transaction<'_> {
    async fn bought(
        &mut self,
        account: UserId,
        product: ProductId,
        states: &[LineState],
    ) -> Result<Option<Bought>, StoreError> {
        writing::bought(self.conn, account, product, states).await
    }

    async fn add(&mut self, review: &Review) -> Result<(), StoreError> {
        writing::add(self.conn, review).await
    }

    async fn find(&mut self, id: ReviewId) -> Result<Option<Review>, StoreError> {
        writing::find(self.conn, id).await
    }

    async fn find_by_author(
        &mut self,
        author: UserId,
        product: ProductId,
    ) -> Result<Option<Review>, StoreError> {
        writing::find_by_author(self.conn, author, product).await
    }

    async fn save(&mut self, review: &Review) -> Result<(), StoreError> {
        writing::save(self.conn, review).await
    }

    async fn count(&mut self, product: ProductId, change: ReviewTally) -> Result<(), StoreError> {
        tallies::add(self.conn, product, change).await
    }

    async fn like(&mut self, review: ReviewId, account: UserId, now: Instant) -> Result<bool, StoreError> {
        likes::like(self.conn, review, account, now).await
    }

    async fn unlike(&mut self, review: ReviewId, account: UserId) -> Result<bool, StoreError> {
        likes::unlike(self.conn, review, account).await
    }

    async fn likes(&mut self, review: ReviewId) -> Result<i64, StoreError> {
        likes::likes(self.conn, review).await
    }
}

#[async_trait]
impl WishRepository for Transaction<'_> {
    async fn offering(&mut self, product: ProductId, now: Instant) -> Result<Option<Offering>, StoreError> {
        wishes::offering(self.conn, product, now).await
    }

    async fn add(&mut self, wish: &Wish) -> Result<bool, StoreError> {
        wishes::add(self.conn, wish).await
    }

    async fn remove(&mut self, account: UserId, product: ProductId) -> Result<bool, StoreError> {
        wishes::remove(self.conn, account, product).await
    }

    async fn find(&mut self, account: UserId, product: ProductId) -> Result<Option<Wish>, StoreError> {
        wishes::find(self.conn, account, product).await
    }

    async fn set_notices(
        &mut self,
        account: UserId,
        product: ProductId,
        notices: bool,
    ) -> Result<bool, StoreError> {
        wishes::set_notices(self.conn, account, product, notices).await
    }

    async fn count(&mut self, product: ProductId) -> Result<i64, StoreError> {
        wishes::wishers(self.conn, product).await
    }

    async fn outdated(
        &mut self,
        product: ProductId,
        now: Glance,
        limit: u64,
    ) -> Result<Vec<Wish>, StoreError> {
        wishes::outdated(self.conn, product, now, limit).await
    }

    async fn look(&mut self, looked_at: &[Wish], now: Glance) -> Result<(), StoreError> {
        wishes::look(self.conn, looked_at, now).await
    }

    async fn read_to(&mut self) -> Result<Option<FeedPosition>, StoreError> {
        wishes::read_to(self.conn).await
    }

    async fn note_read_to(&mut self, position: FeedPosition) -> Result<(), StoreError> {
        wishes::note_read_to(self.conn, position).await
    }
}
