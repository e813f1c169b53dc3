//! Reviews and wishes in a unit of work that begins late: what they count, they count in a transaction.

use async_trait::async_trait;
use hexmart_application::platform::{StoreError, UnitOfWork};
use hexmart_application::reviews::{Offering, ReviewRepository, WishRepository};
use hexmart_application::search::FeedPosition;
use hexmart_domain::ordering::LineState;
use hexmart_domain::reviews::{Bought, Glance, Review, ReviewTally, Wish};
use hexmart_domain::shared::{Instant, ProductId, ReviewId, UserId};

use super::LazyTransaction;

#[async_trait]
impl ReviewRepository for LazyTransaction<'_> {
    async fn bought(
        &mut self,
        account: UserId,
        product: ProductId,
        states: &[LineState],
    ) -> Result<Option<Bought>, StoreError> {
        self.begun()
            .await?
            .reviews()
            .bought(account, product, states)
            .await
    }

    async fn add(&mut self, review: &Review) -> Result<(), StoreError> {
        self.begun().await?.reviews().add(review).await
    }

    async fn find(&mut self, id: ReviewId) -> Result<Option<Review>, StoreError> {
        self.begun().await?.reviews().find(id).await
    }

    async fn find_by_author(
        &mut self,
        author: UserId,
        product: ProductId,
    ) -> Result<Option<Review>, StoreError> {
        self.begun()
            .await?
            .reviews()
            .find_by_author(author, product)
            .await
    }

    async fn save(&mut self, review: &Review) -> Result<(), StoreError> {
        self.begun().await?.reviews().save(review).await
    }

    async fn count(&mut self, product: ProductId, change: ReviewTally) -> Result<(), StoreError> {
        self.begun().await?.reviews().count(product, change).await
    }

    async fn like(&mut self, review: ReviewId, account: UserId, now: Instant) -> Result<bool, StoreError> {
        self.begun().await?.reviews().like(review, account, now).await
    }

    async fn unlike(&mut self, review: ReviewId, account: UserId) -> Result<bool, StoreError> {
        self.begun().await?.reviews().unlike(review, account).await
    }

    async fn likes(&mut self, review: ReviewId) -> Result<i64, StoreError> {
        self.begun().await?.reviews().likes(review).await
    }
}

#[async_trait]
impl WishRepository for LazyTransaction<'_> {
    async fn offering(&mut self, product: ProductId, now: Instant) -> Result<Option<Offering>, StoreError> {
        self.begun().await?.wishes().offering(product, now).await
    }

    async fn add(&mut self, wish: &Wish) -> Result<bool, StoreError> {
        self.begun().await?.wishes().add(wish).await
    }

    async fn remove(&mut self, account: UserId, product: ProductId) -> Result<bool, StoreError> {
        self.begun().await?.wishes().remove(account, product).await
    }

    async fn find(&mut self, account: UserId, product: ProductId) -> Result<Option<Wish>, StoreError> {
        self.begun().await?.wishes().find(account, product).await
    }

    async fn set_notices(
        &mut self,
        account: UserId,
        product: ProductId,
        notices: bool,
    ) -> Result<bool, StoreError> {
        self.begun()
            .await?
            .wishes()
            .set_notices(account, product, notices)
            .await
    }

    async fn count(&mut self, product: ProductId) -> Result<i64, StoreError> {
        self.begun().await?.wishes().count(product).await
    }

    async fn outdated(
        &mut self,
        product: ProductId,
        now: Glance,
        limit: u64,
    ) -> Result<Vec<Wish>, StoreError> {
        self.begun().await?.wishes().outdated(product, now, limit).await
    }

    async fn look(&mut self, looked_at: &[Wish], now: Glance) -> Result<(), StoreError> {
        self.begun().await?.wishes().look(looked_at, now).await
    }

    async fn read_to(&mut self) -> Result<Option<FeedPosition>, StoreError> {
        self.begun().await?.wishes().read_to().await
    }

    async fn note_read_to(&mut self, position: FeedPosition) -> Result<(), StoreError> {
        self.begun().await?.wishes().note_read_to(position).await
    }
}
