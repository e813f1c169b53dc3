use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::interchange::{ImportQueries, ImportRepository, ImportRun};
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::shared::{ImportId, SellerId};

use crate::store::Memory;
use crate::to_usize;
use crate::unit::MemoryUnit;

#[async_trait]
impl ImportRepository for MemoryUnit<'_> {
    async fn add(&mut self, run: &ImportRun) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if !mine.imports.add(&stored.imports, &run.id, run.clone()) {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        Ok(())
    }

    async fn find(&mut self, id: ImportId) -> Result<Option<ImportRun>, StoreError> {
        let (mine, stored) = self.look();
        let run = mine.imports.get(&stored.imports, &id);
        Ok(run.map(Arc::unwrap_or_clone))
    }

    async fn save(&mut self, run: &ImportRun) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.imports.get(&stored.imports, &run.id);
        if before.is_none_or(|before| before.version.saturating_add(1) != run.version) {
            return Err(StoreError::Conflict);
        }
        mine.imports.put(&stored.imports, &run.id, run.clone());
        Ok(())
    }
}

#[async_trait]
impl ImportQueries for Memory {
    async fn run(&self, id: ImportId) -> Result<Option<ImportRun>, StoreError> {
        let tables = self.shared.read();
        Ok(tables.imports.get(&id).map(|run| ImportRun::clone(run)))
    }

    async fn unfinished(
        &self,
        fingerprint: [u8; 32],
        seller: Option<SellerId>,
        is_uploaded: bool,
    ) -> Result<Option<ImportRun>, StoreError> {
        let tables = self.shared.read();
        let newest = tables.imports.values().rfind(|run| {
            run.state.is_open()
                && run.fingerprint == fingerprint
                && run.seller == seller
                && run.is_uploaded == is_uploaded
        });
        Ok(newest.map(|run| ImportRun::clone(run)))
    }

    async fn waiting(&self, limit: u64) -> Result<Vec<ImportRun>, StoreError> {
        let tables = self.shared.read();
        let waits = |run: &&Arc<ImportRun>| run.is_uploaded && run.state.is_open();
        let waiting = tables.imports.values().filter(waits).take(to_usize(limit));
        Ok(waiting.map(|run| ImportRun::clone(run)).collect())
    }
}
