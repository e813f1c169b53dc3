use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::identity::{ApiKeyRepository, KeyHolder};
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::identity::{ApiKey, Fingerprint};
use hexmart_domain::shared::{ApiKeyId, Instant, UserId};

use super::pricing::duplicate;
use super::{Conn, Transaction, classify, guarded};
use crate::columns::{At, Key, Print};
use crate::rows::{ApiKeyRow, role, state};
use crate::schema::{accounts, api_keys as keys};

#[async_trait]
impl ApiKeyRepository for Transaction<'_> {
    async fn add(&mut self, key: &ApiKey) -> Result<(), StoreError> {
        diesel::insert_into(keys::table)
            .values(ApiKeyRow::from(key))
            .execute(self.conn)
            .await
            .map_err(duplicate(UniqueKey::Id))?;
        Ok(())
    }

    async fn live_of(&mut self, owner: UserId, now: Instant) -> Result<Vec<ApiKey>, StoreError> {
        let rows: Vec<ApiKeyRow> = keys::table
            .filter(keys::owner_id.eq(Key::from(owner)))
            .filter(keys::revoked_at.is_null())
            .filter(keys::expires_at.gt(At(now)))
            .order(keys::id.asc())
            .select(ApiKeyRow::as_select())
            .load(self.conn)
            .await
            .map_err(classify)?;
        rows.into_iter().map(ApiKey::try_from).collect()
    }

    async fn find(&mut self, owner: UserId, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        let row: Option<ApiKeyRow> = keys::table
            .filter(keys::id.eq(Key::from(id)))
            .filter(keys::owner_id.eq(Key::from(owner)))
            .select(ApiKeyRow::as_select())
            .first(self.conn)
            .await
            .optional()
            .map_err(classify)?;
        row.map(ApiKey::try_from).transpose()
    }

    /// A key that was called back meanwhile stays so: the attempt runs again, and finds it.
    async fn save_end(&mut self, key: &ApiKey) -> Result<(), StoreError> {
        let not_called_back = keys::table
            .filter(keys::id.eq(Key::from(key.id)))
            .filter(keys::owner_id.eq(Key::from(key.owner)))
            .filter(keys::revoked_at.is_null());
        let ended = diesel::update(not_called_back)
            .set((
                keys::expires_at.eq(At(key.expires_at)),
                keys::revoked_at.eq(key.revoked_at.map(At)),
            ))
            .execute(self.conn)
            .await;
        guarded(ended.map_err(classify)?)
    }
}

/// A key, and role and state of its owner.
pub(super) type HolderRow = (ApiKeyRow, String, String);

/// See [`CredentialQueries::api_key`](hexmart_application::identity::CredentialQueries::api_key).
pub(super) async fn api_key(conn: &mut Conn, hash: Fingerprint) -> Result<Option<HolderRow>, StoreError> {
    keys::table
        .inner_join(accounts::table.on(accounts::id.eq(keys::owner_id)))
        .filter(keys::hash.eq(Print(hash)))
        .select((ApiKeyRow::as_select(), accounts::role, accounts::state))
        .first(conn)
        .await
        .optional()
        .map_err(classify)
}

/// The key and its owner of their row.
pub(super) fn key_holder((key, role_word, state_word): HolderRow) -> Result<KeyHolder, StoreError> {
    Ok(KeyHolder {
        key: key.try_into()?,
        role: role(&role_word)?,
        state: state(&state_word)?,
    })
}

/// See [`CredentialQueries::api_keys`](hexmart_application::identity::CredentialQueries::api_keys).
pub(super) async fn api_keys(conn: &mut Conn, owner: UserId) -> Result<Vec<ApiKey>, StoreError> {
    let rows: Vec<ApiKeyRow> = keys::table
        .filter(keys::owner_id.eq(Key::from(owner)))
        .filter(keys::revoked_at.is_null())
        .order(keys::id.asc())
        .select(ApiKeyRow::as_select())
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(ApiKey::try_from).collect()
}

/// See [`CredentialQueries::api_key_used`](hexmart_application::identity::CredentialQueries::api_key_used).
pub(super) async fn api_key_used(
    transaction: &mut Transaction<'_>,
    id: ApiKeyId,
    at: Instant,
) -> Result<(), StoreError> {
    diesel::update(keys::table.filter(keys::id.eq(Key::from(id))))
        .set(keys::last_used_at.eq(At(at)))
        .execute(transaction.conn)
        .await
        .map_err(classify)?;
    Ok(())
}
