use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::identity::{ProviderAttempt, ProviderAttemptRepository};
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::identity::Fingerprint;

use crate::unit::MemoryUnit;

#[async_trait]
impl ProviderAttemptRepository for MemoryUnit<'_> {
    async fn add(&mut self, attempt: &ProviderAttempt) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let state = attempt.state.as_bytes();
        if !mine
            .provider_attempts
            .add(&stored.provider_attempts, state, attempt.clone())
        {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        Ok(())
    }

    /// Two at the same time may both find it here; the slower one loses its commit, runs again, and finds nothing.
    async fn take(&mut self, state: Fingerprint) -> Result<Option<ProviderAttempt>, StoreError> {
        let (mine, stored) = self.look();
        let attempt = mine
            .provider_attempts
            .remove(&stored.provider_attempts, state.as_bytes());
        Ok(attempt.map(Arc::unwrap_or_clone))
    }
}
