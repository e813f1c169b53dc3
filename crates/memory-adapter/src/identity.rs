use async_trait::async_trait;
use hexmart_application::identity::{AccountQueries, AccountRepository};
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::identity::{Account, Email};

use crate::store::Memory;
use crate::unit::MemoryUnit;

#[async_trait]
impl AccountRepository for MemoryUnit<'_> {
    async fn add(&mut self, account: &Account) -> Result<(), StoreError> {
        let address = account.email.unique_key();
        if self.either(|tables| tables.accounts.contains_key(&address)) {
            return Err(StoreError::Duplicate(UniqueKey::AccountEmail));
        }
        self.staged.accounts.insert(address, account.clone());
        Ok(())
    }
}

#[async_trait]
impl AccountQueries for Memory {
    async fn by_email(&self, email: &Email) -> Result<Option<Account>, StoreError> {
        Ok(self.shared.read().accounts.get(&email.unique_key()).cloned())
    }
}
