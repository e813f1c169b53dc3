use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::{ApiKey, ApiKeyName, Scopes};

use crate::columns::{At, Key, Print};
use crate::schema::api_keys;

/// An API key as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys, treat_none_as_default_value = false)]
pub(crate) struct ApiKeyRow {
    id: Key,
    owner_id: Key,
    name: String,
    scopes: String,
    hash: Print,
    created_at: At,
    expires_at: At,
    last_used_at: Option<At>,
    revoked_at: Option<At>,
}

impl From<&ApiKey> for ApiKeyRow {
    fn from(key: &ApiKey) -> Self {
        Self {
            id: key.id.into(),
            owner_id: key.owner.into(),
            name: key.name.as_str().to_owned(),
            scopes: key.scopes.to_words(),
            hash: Print(key.hash),
            created_at: At(key.created_at),
            expires_at: At(key.expires_at),
            last_used_at: key.last_used_at.map(At),
            revoked_at: key.revoked_at.map(At),
        }
    }
}

impl TryFrom<ApiKeyRow> for ApiKey {
    type Error = StoreError;

    fn try_from(row: ApiKeyRow) -> Result<Self, StoreError> {
        let corrupt = |what| StoreError::corrupt("api_keys", what);
        Ok(Self {
            id: row.id.id(),
            owner: row.owner_id.id(),
            name: ApiKeyName::parse(row.name).map_err(|_refused| corrupt("name"))?,
            scopes: Scopes::from_words(&row.scopes).ok_or_else(|| corrupt("scopes"))?,
            hash: row.hash.0,
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
            last_used_at: row.last_used_at.map(|at| at.0),
            revoked_at: row.revoked_at.map(|at| at.0),
        })
    }
}
