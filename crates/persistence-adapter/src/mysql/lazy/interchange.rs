//! Runs of imports in a unit of work that begins late. A run is only ever read and written with what it did.

use async_trait::async_trait;
use hexmart_application::interchange::{ImportRepository, ImportRun};
use hexmart_application::platform::{StoreError, UnitOfWork};
use hexmart_domain::shared::ImportId;

use super::LazyTransaction;

#[async_trait]
impl ImportRepository for LazyTransaction<'_> {
    async fn add(&mut self, run: &ImportRun) -> Result<(), StoreError> {
        self.begun().await?.imports().add(run).await
    }

    async fn find(&mut self, id: ImportId) -> Result<Option<ImportRun>, StoreError> {
        self.begun().await?.imports().find(id).await
    }

    async fn save(&mut self, run: &ImportRun) -> Result<(), StoreError> {
        self.begun().await?.imports().save(run).await
    }
}
