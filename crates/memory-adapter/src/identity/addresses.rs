use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::identity::AddressRepository;
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::AddressBook;
use hexmart_domain::shared::UserId;

use crate::unit::MemoryUnit;

#[async_trait]
impl AddressRepository for MemoryUnit<'_> {
    async fn book(&mut self, account: UserId) -> Result<AddressBook, StoreError> {
        let (mine, stored) = self.look();
        let book = mine.address_books.get(&stored.address_books, &account);
        Ok(book.map_or_else(|| AddressBook::empty(account), Arc::unwrap_or_clone))
    }

    async fn save(&mut self, book: &AddressBook) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.address_books.get(&stored.address_books, &book.account);
        let before = before.map_or(0, |before| before.version);
        if before.saturating_add(1) != book.version {
            return Err(StoreError::Conflict);
        }
        mine.address_books
            .put(&stored.address_books, &book.account, book.clone());
        Ok(())
    }
}
