//! The catalogue in a unit of work that begins late. New products are collected; everything else reads first, or is about
//! what is there.

use async_trait::async_trait;
use hexmart_application::catalogue::{CategoryRepository, CounterChange, ProductRepository};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::{StoreError, UnitOfWork};
use hexmart_domain::catalogue::{Forest, Product, ProductChange, Sku};
use hexmart_domain::shared::{CategoryId, Instant, ProductId, SellerId, UserId};

use super::LazyTransaction;

#[async_trait]
impl ProductRepository for LazyTransaction<'_> {
    async fn add(&mut self, products: &[Product]) -> Result<(), StoreError> {
        match self.collecting() {
            Some(rows) => rows.products.extend_from_slice(products),
            None => self.begun().await?.products().add(products).await?,
        }
        Ok(())
    }

    async fn owner(&mut self, product: ProductId) -> Result<Option<Ownership>, StoreError> {
        self.begun().await?.products().owner(product).await
    }

    async fn find(&mut self, id: ProductId) -> Result<Option<Product>, StoreError> {
        self.begun().await?.products().find(id).await
    }

    async fn taken(&mut self, ids: &[ProductId]) -> Result<Vec<ProductId>, StoreError> {
        self.begun().await?.products().taken(ids).await
    }

    async fn find_by_skus(
        &mut self,
        seller: Option<SellerId>,
        skus: &[Sku],
    ) -> Result<Vec<Product>, StoreError> {
        self.begun().await?.products().find_by_skus(seller, skus).await
    }

    async fn save(&mut self, products: &[Product]) -> Result<(), StoreError> {
        self.begun().await?.products().save(products).await
    }

    async fn note(&mut self, changes: &[ProductChange]) -> Result<(), StoreError> {
        self.begun().await?.products().note(changes).await
    }

    async fn count(&mut self, product: ProductId, change: CounterChange) -> Result<bool, StoreError> {
        self.begun().await?.products().count(product, change).await
    }

    async fn hangs_on(&mut self, category: CategoryId) -> Result<bool, StoreError> {
        self.begun().await?.products().hangs_on(category).await
    }

    async fn rehang(
        &mut self,
        from: CategoryId,
        to: CategoryId,
        actor: Option<UserId>,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let mut transaction = self.begun().await?;
        transaction.products().rehang(from, to, actor, now).await
    }

    async fn feed(&mut self, categories: &[CategoryId], now: Instant) -> Result<u64, StoreError> {
        self.begun().await?.products().feed(categories, now).await
    }

    async fn lapse_deals(&mut self, now: Instant, limit: u64) -> Result<u64, StoreError> {
        self.begun().await?.products().lapse_deals(now, limit).await
    }
}

#[async_trait]
impl CategoryRepository for LazyTransaction<'_> {
    async fn forest(&mut self) -> Result<Forest, StoreError> {
        self.begun().await?.categories().forest().await
    }

    async fn save(&mut self, before: &Forest, after: &Forest) -> Result<(), StoreError> {
        self.begun().await?.categories().save(before, after).await
    }

    async fn exists(&mut self, category: CategoryId) -> Result<bool, StoreError> {
        self.begun().await?.categories().exists(category).await
    }
}
