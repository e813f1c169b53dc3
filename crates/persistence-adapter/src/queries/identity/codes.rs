use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::identity::CodeRepository;
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::{CodePurpose, IssuedCode};
use hexmart_domain::shared::UserId;

use super::pricing::chain_taken;
use super::{Transaction, classify, guarded};
use crate::columns::Key;
use crate::rows::CodeRow;
use crate::schema::codes;

#[async_trait]
impl CodeRepository for Transaction<'_> {
    async fn find(
        &mut self,
        account: UserId,
        purpose: CodePurpose,
    ) -> Result<Option<IssuedCode>, StoreError> {
        let row: Option<CodeRow> = codes::table
            .filter(codes::account_id.eq(Key::from(account)))
            .filter(codes::purpose.eq(purpose.as_str()))
            .select(CodeRow::as_select())
            .first(self.conn)
            .await
            .optional()
            .map_err(classify)?;
        row.map(|row| row.open(self.vault)).transpose()
    }

    async fn save(&mut self, code: &IssuedCode) -> Result<(), StoreError> {
        let row = CodeRow::seal(code, self.vault)?;
        if row.version == 1 {
            diesel::insert_into(codes::table)
                .values(row)
                .execute(self.conn)
                .await
                .map_err(chain_taken)?;
            return Ok(());
        }
        let before = codes::table
            .filter(codes::account_id.eq(row.account_id))
            .filter(codes::purpose.eq(code.purpose.as_str()))
            .filter(codes::version.eq(row.version.saturating_sub(1)));
        let written = diesel::update(before).set(row).execute(self.conn).await;
        guarded(written.map_err(classify)?)
    }
}
