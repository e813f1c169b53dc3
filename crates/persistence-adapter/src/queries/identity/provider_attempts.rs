use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::identity::{ProviderAttempt, ProviderAttemptRepository};
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::identity::Fingerprint;

use super::pricing::duplicate;
use super::{Transaction, classify};
use crate::columns::Print;
use crate::rows::AttemptRow;
use crate::schema::provider_attempts;

#[async_trait]
impl ProviderAttemptRepository for Transaction<'_> {
    async fn add(&mut self, attempt: &ProviderAttempt) -> Result<(), StoreError> {
        diesel::insert_into(provider_attempts::table)
            .values(AttemptRow::from(attempt))
            .execute(self.conn)
            .await
            .map_err(duplicate(UniqueKey::Id))?;
        Ok(())
    }

    /// Of those who read the row at the same time, the one who deletes it has it.
    async fn take(&mut self, state: Fingerprint) -> Result<Option<ProviderAttempt>, StoreError> {
        let wanted = provider_attempts::table.filter(provider_attempts::state.eq(Print(state)));
        let row: Option<AttemptRow> = wanted
            .select(AttemptRow::as_select())
            .first(self.conn)
            .await
            .optional()
            .map_err(classify)?;
        let Some(row) = row else {
            return Ok(None);
        };
        let taken = diesel::delete(wanted)
            .execute(self.conn)
            .await
            .map_err(classify)?;
        if taken == 0 {
            return Ok(None);
        }
        row.try_into().map(Some)
    }
}
