use diesel::prelude::*;
use hexmart_application::identity::ProviderAttempt;
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::Provider;

use crate::columns::{At, Key, Print};
use crate::schema::provider_attempts;

/// A sign-in under way at a provider, as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = provider_attempts, treat_none_as_default_value = false)]
pub(crate) struct AttemptRow {
    state: Print,
    provider: String,
    binding: Print,
    redirect_uri: String,
    link_to: Option<Key>,
    began_at: At,
}

impl From<&ProviderAttempt> for AttemptRow {
    fn from(attempt: &ProviderAttempt) -> Self {
        Self {
            state: Print(attempt.state),
            provider: attempt.provider.as_str().to_owned(),
            binding: Print(attempt.binding),
            redirect_uri: attempt.redirect_uri.clone(),
            link_to: attempt.link_to.map(Key::from),
            began_at: At(attempt.began_at),
        }
    }
}

impl TryFrom<AttemptRow> for ProviderAttempt {
    type Error = StoreError;

    fn try_from(row: AttemptRow) -> Result<Self, StoreError> {
        Ok(Self {
            state: row.state.0,
            provider: Provider::from_word(&row.provider)
                .ok_or_else(|| StoreError::corrupt("provider_attempts", "provider"))?,
            binding: row.binding.0,
            redirect_uri: row.redirect_uri,
            link_to: row.link_to.map(Key::id),
            began_at: row.began_at.0,
        })
    }
}
