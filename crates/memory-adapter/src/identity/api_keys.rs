use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::identity::ApiKeyRepository;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::identity::ApiKey;
use hexmart_domain::shared::{ApiKeyId, Instant, UserId};

use crate::tables::{Changes, Tables};
use crate::unit::MemoryUnit;

#[async_trait]
impl ApiKeyRepository for MemoryUnit<'_> {
    async fn add(&mut self, key: &ApiKey) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let hash = key.hash.as_bytes();
        if mine.api_keys.has(&stored.api_keys, &key.id)
            || !mine.api_key_hashes.add(&stored.api_key_hashes, hash, key.id)
        {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        mine.api_keys.put(&stored.api_keys, &key.id, key.clone());
        let own = mine.api_keys_of.get(&stored.api_keys_of, &key.owner);
        let mut own = own.map(Arc::unwrap_or_clone).unwrap_or_default();
        own.push(key.id);
        mine.api_keys_of.put(&stored.api_keys_of, &key.owner, own);
        Ok(())
    }

    async fn live_of(&mut self, owner: UserId, now: Instant) -> Result<Vec<ApiKey>, StoreError> {
        let (mine, stored) = self.look();
        let own = mine.api_keys_of.get(&stored.api_keys_of, &owner);
        let own = own.map(Arc::unwrap_or_clone).unwrap_or_default();
        let keys = own
            .iter()
            .filter_map(|id| mine.api_keys.get(&stored.api_keys, id));
        let mut live: Vec<_> = keys
            .filter(|key| key.is_live(now))
            .map(Arc::unwrap_or_clone)
            .collect();
        live.sort_by_key(|key| (key.created_at, key.id));
        Ok(live)
    }

    async fn find(&mut self, owner: UserId, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        let (mine, stored) = self.look();
        let key = mine.api_keys.get(&stored.api_keys, &id);
        let key = key.filter(|key| key.owner == owner);
        Ok(key.map(Arc::unwrap_or_clone))
    }

    /// Nothing but its end: in the meantime the key may have been used.
    async fn save_end(&mut self, key: &ApiKey) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if let Some(before) = mine.api_keys.get(&stored.api_keys, &key.id) {
            let ending = ApiKey {
                expires_at: key.expires_at,
                revoked_at: key.revoked_at,
                ..Arc::unwrap_or_clone(before)
            };
            mine.api_keys.put(&stored.api_keys, &key.id, ending);
        }
        Ok(())
    }
}

impl Changes {
    /// Removes the keys of an account.
    pub(super) fn remove_api_keys(&mut self, stored: &Tables, owner: UserId) {
        let own = self.api_keys_of.remove(&stored.api_keys_of, &owner);
        for id in own.iter().flat_map(|own| own.iter()) {
            if let Some(key) = self.api_keys.remove(&stored.api_keys, id) {
                self.api_key_hashes
                    .remove(&stored.api_key_hashes, key.hash.as_bytes());
            }
        }
    }
}
