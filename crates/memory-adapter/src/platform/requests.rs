use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::platform::{CompletedRequest, RequestQueries, RequestRepository, StoreError};
use hexmart_domain::shared::Instant;

use crate::store::Memory;
use crate::unit::MemoryUnit;
use crate::{to_u64, to_usize};

#[async_trait]
impl RequestRepository for MemoryUnit<'_> {
    async fn find(&mut self, scope: &str, key: &str) -> Result<Option<CompletedRequest>, StoreError> {
        let (mine, stored) = self.look();
        let request = mine
            .requests
            .get(&stored.requests, &(scope.to_owned(), key.to_owned()));
        Ok(request.map(Arc::unwrap_or_clone))
    }

    /// Scope and key are the key: of two that carry out one request at once, one finds its place taken, here or in the
    /// commit.
    async fn complete(&mut self, request: &CompletedRequest) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let place = (request.key.scope.clone(), request.key.key.clone());
        if !mine.requests.add(&stored.requests, &place, request.clone()) {
            return Err(StoreError::Conflict);
        }
        Ok(())
    }

    async fn forget(&mut self, now: Instant, limit: u64) -> Result<u64, StoreError> {
        let (mine, stored) = self.look();
        let is_old = move |request: &CompletedRequest| request.keep_until <= now;
        let mut old = mine.requests.every(&stored.requests, is_old);
        old.truncate(to_usize(limit));
        for request in &old {
            let place = (request.key.scope.clone(), request.key.key.clone());
            mine.requests.remove(&stored.requests, &place);
        }
        Ok(to_u64(old.len()))
    }
}

#[async_trait]
impl RequestQueries for Memory {
    async fn completed(&self, scope: &str, key: &str) -> Result<Option<CompletedRequest>, StoreError> {
        let tables = self.shared.read();
        let request = tables.requests.get(&(scope.to_owned(), key.to_owned()));
        Ok(request.map(|request| CompletedRequest::clone(request)))
    }
}
