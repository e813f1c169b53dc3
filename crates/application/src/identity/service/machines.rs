use std::time::Duration;

use async_trait::async_trait;
use hexmart_domain::identity::ApiKey;
use hexmart_domain::shared::{ApiKeyId, Instant, UserId};

use super::super::{ApiKeyError, Machines, MadeApiKey, NewApiKey};
use super::IdentityService;
use super::secrets::API_KEY;
use crate::platform::{Abort, AuditAction, AuditEvent, StoreError, UnitOfWork, note, transact};

fn event(action: AuditAction, key: &ApiKey, now: Instant) -> AuditEvent {
    AuditEvent {
        at: now,
        actor: Some(key.owner),
        action,
        subject: key.id.to_string(),
        note: key.scopes.to_words(),
    }
}

/// Makes changes to an account's keys one after another, and refuses one too many.
async fn admit(uow: &mut dyn UnitOfWork, owner: UserId, now: Instant) -> Result<(), Abort<ApiKeyError>> {
    let account = uow.accounts().find(owner).await?;
    let account = account.ok_or(Abort::Refused(ApiKeyError::Unknown))?;
    // Whoever else counts at the same time loses against this new version, and counts again.
    uow.accounts().save(&account.changed(now)).await?;
    if uow.api_keys().live_of(owner, now).await?.len() >= ApiKey::MOST {
        return Err(Abort::Refused(ApiKeyError::TooMany));
    }
    Ok(())
}

#[async_trait]
impl Machines for IdentityService {
    async fn make_key(&self, owner: UserId, wanted: NewApiKey) -> Result<MadeApiKey, ApiKeyError> {
        let now = self.now();
        let (secret, hash) = self.new_secret(API_KEY);
        let key = ApiKey {
            id: self.ports.mint.id(now),
            owner,
            name: wanted.name,
            scopes: wanted.scopes,
            hash,
            created_at: now,
            expires_at: now + wanted.lifetime.min(ApiKey::LONGEST),
            last_used_at: None,
            revoked_at: None,
        };
        let vault = self.ports.vault.clone();
        let made = key.clone();
        transact(&*self.ports.store, "make_api_key", move |uow| {
            let (key, vault) = (key.clone(), vault.clone());
            Box::pin(async move {
                admit(uow, owner, now).await?;
                uow.api_keys().add(&key).await?;
                note(uow, event(AuditAction::ApiKeyMade, &key, now), &*vault).await?;
                Ok::<_, Abort<ApiKeyError>>(())
            })
        })
        .await?;
        Ok(MadeApiKey { key: made, secret })
    }

    async fn keys(&self, owner: UserId) -> Result<Vec<ApiKey>, StoreError> {
        self.ports.credentials.api_keys(owner).await
    }

    async fn rotate_key(
        &self,
        owner: UserId,
        id: ApiKeyId,
        overlap: Duration,
    ) -> Result<MadeApiKey, ApiKeyError> {
        let now = self.now();
        let (secret, hash) = self.new_secret(API_KEY);
        let new_id = self.ports.mint.id(now);
        let vault = self.ports.vault.clone();
        let key = transact(&*self.ports.store, "rotate_api_key", move |uow| {
            let vault = vault.clone();
            Box::pin(async move {
                admit(uow, owner, now).await?;
                let old = uow.api_keys().find(owner, id).await?;
                let old = old.filter(|old| old.is_live(now));
                let old = old.ok_or(Abort::Refused(ApiKeyError::Unknown))?;
                let lifetime = old.expires_at.signed_duration_since(old.created_at).to_std();
                let new = ApiKey {
                    id: new_id,
                    hash,
                    created_at: now,
                    expires_at: now + lifetime.unwrap_or_default().min(ApiKey::LONGEST),
                    last_used_at: None,
                    ..old.clone()
                };
                let replaced = ApiKey {
                    expires_at: old.expires_at.min(now + overlap.min(ApiKey::LONGEST)),
                    ..old
                };
                uow.api_keys().save_end(&replaced).await?;
                uow.api_keys().add(&new).await?;
                note(uow, event(AuditAction::ApiKeyMade, &new, now), &*vault).await?;
                Ok::<_, Abort<ApiKeyError>>(new)
            })
        })
        .await?;
        Ok(MadeApiKey { key, secret })
    }

    async fn revoke_key(&self, owner: UserId, id: ApiKeyId) -> Result<(), ApiKeyError> {
        let now = self.now();
        let vault = self.ports.vault.clone();
        transact(&*self.ports.store, "revoke_api_key", move |uow| {
            let vault = vault.clone();
            Box::pin(async move {
                let key = uow.api_keys().find(owner, id).await?;
                let key = key.filter(|key| key.is_live(now));
                let key = key.ok_or(Abort::Refused(ApiKeyError::Unknown))?;
                let key = ApiKey {
                    revoked_at: Some(now),
                    ..key
                };
                uow.api_keys().save_end(&key).await?;
                note(uow, event(AuditAction::ApiKeyRevoked, &key, now), &*vault).await?;
                Ok::<_, Abort<ApiKeyError>>(())
            })
        })
        .await
    }
}
