use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{AuditEntry, AuditQueries, AuditRepository, StoreError};

use crate::store::Memory;
use crate::to_usize;
use crate::unit::MemoryUnit;

#[async_trait]
impl AuditRepository for MemoryUnit<'_> {
    async fn head(&mut self) -> Result<Option<AuditEntry>, StoreError> {
        let (mine, stored) = self.look();
        let head = mine.audit.newest(&stored.audit, ..);
        Ok(head.map(Arc::unwrap_or_clone))
    }

    /// The position is the key, as with stock: of two that follow the same entry, one finds its place taken.
    async fn append(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if !mine.audit.add(&stored.audit, &entry.position, entry.clone()) {
            return Err(StoreError::Conflict);
        }
        Ok(())
    }
}

#[async_trait]
impl AuditQueries for Memory {
    async fn after(&self, position: i64, limit: u64) -> Result<Vec<AuditEntry>, StoreError> {
        let tables = self.shared.read();
        let behind = tables.audit.range(position.saturating_add(1)..);
        let page = behind.take(to_usize(limit));
        Ok(page.map(|(_, entry)| AuditEntry::clone(entry)).collect())
    }
}
