use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::identity::CodeRepository;
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::{CodePurpose, IssuedCode};
use hexmart_domain::shared::UserId;

use crate::unit::MemoryUnit;

#[async_trait]
impl CodeRepository for MemoryUnit<'_> {
    async fn find(
        &mut self,
        account: UserId,
        purpose: CodePurpose,
    ) -> Result<Option<IssuedCode>, StoreError> {
        let (mine, stored) = self.look();
        let code = mine.codes.get(&stored.codes, &(account, purpose.as_str()));
        Ok(code.map(Arc::unwrap_or_clone))
    }

    async fn save(&mut self, code: &IssuedCode) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let place = (code.account, code.purpose.as_str());
        let before = mine
            .codes
            .get(&stored.codes, &place)
            .map_or(0, |before| before.version);
        if before.saturating_add(1) != code.version {
            return Err(StoreError::Conflict);
        }
        mine.codes.put(&stored.codes, &place, code.clone());
        Ok(())
    }
}
