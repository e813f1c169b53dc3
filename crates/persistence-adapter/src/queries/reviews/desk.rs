//! The questions about reviews and wishes, over whatever the database's own `Desk` asks with.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::FutureExt;
use hexmart_application::platform::StoreError;
use hexmart_application::reviews::{
    ReviewCard, ReviewFilter, ReviewQueries, ReviewSort, ReviewWindow, StaffFilter, WishCard, WishMark,
    WishQueries,
};
use hexmart_domain::reviews::ReviewTally;
use hexmart_domain::shared::{Instant, ProductId, ReviewId, UserId};

use super::super::super::desk::Desk;
use super::{lists, recount, tallies, wishes};

#[async_trait]
impl ReviewQueries for Desk {
    async fn of_product(
        &self,
        product: ProductId,
        filter: ReviewFilter,
        sort: ReviewSort,
        window: ReviewWindow,
        viewer: Option<UserId>,
    ) -> Result<Vec<ReviewCard>, StoreError> {
        self.ask(move |conn| lists::of_product(conn, product, filter, sort, window, viewer).boxed())
            .await
    }

    async fn of_author(
        &self,
        author: UserId,
        before: Option<ReviewId>,
        limit: u64,
    ) -> Result<Vec<ReviewCard>, StoreError> {
        self.ask(move |conn| lists::of_author(conn, author, before, limit).boxed())
            .await
    }

    async fn for_staff(
        &self,
        filter: StaffFilter,
        before: Option<ReviewId>,
        limit: u64,
    ) -> Result<Vec<ReviewCard>, StoreError> {
        self.ask(move |conn| lists::for_staff(conn, filter, before, limit).boxed())
            .await
    }

    async fn review(&self, id: ReviewId, viewer: Option<UserId>) -> Result<Option<ReviewCard>, StoreError> {
        self.ask(move |conn| lists::review(conn, id, viewer).boxed())
            .await
    }

    async fn tally(&self, product: ProductId) -> Result<Option<ReviewTally>, StoreError> {
        self.ask(move |conn| tallies::tally(conn, product).boxed()).await
    }

    async fn miscounted(&self, limit: u64) -> Result<Vec<ProductId>, StoreError> {
        self.audit(move |conn| recount::miscounted(conn, limit).boxed())
            .await
    }

    async fn misliked(&self, limit: u64) -> Result<Vec<ReviewId>, StoreError> {
        self.audit(move |conn| recount::misliked(conn, limit).boxed())
            .await
    }
}

#[async_trait]
impl WishQueries for Desk {
    async fn of_account(
        &self,
        account: UserId,
        after: Option<WishMark>,
        limit: u64,
        now: Instant,
    ) -> Result<Vec<WishCard>, StoreError> {
        self.ask(move |conn| wishes::of_account(conn, account, after, limit, now).boxed())
            .await
    }

    async fn wished(&self, products: &[ProductId]) -> Result<Vec<ProductId>, StoreError> {
        let products: Arc<[_]> = products.into();
        self.ask(move |conn| {
            let products = Arc::clone(&products);
            async move { wishes::wished(conn, &products).await }.boxed()
        })
        .await
    }

    async fn wished_after(&self, after: Option<ProductId>, limit: u64) -> Result<Vec<ProductId>, StoreError> {
        self.ask(move |conn| wishes::wished_after(conn, after, limit).boxed())
            .await
    }
}
