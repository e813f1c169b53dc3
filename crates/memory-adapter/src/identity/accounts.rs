use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::identity::AccountRepository;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::identity::{
    Account, AccountState, CodePurpose, Email, Fingerprint, LinkedIdentity, Provider,
};
use hexmart_domain::shared::UserId;

use crate::tables::{Changes, Tables};
use crate::unit::MemoryUnit;

#[async_trait]
impl AccountRepository for MemoryUnit<'_> {
    /// Of two that want one address at once, both may pass here; the slower one loses its commit, because the address
    /// is no longer free as it saw it, runs again, and then meets the winner here.
    async fn add(&mut self, account: &Account) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if mine.accounts.has(&stored.accounts, &account.id) {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        mine.check_keys(&stored, account)?;
        mine.take_keys(&stored, account);
        mine.accounts.put(&stored.accounts, &account.id, account.clone());
        Ok(())
    }

    async fn find(&mut self, id: UserId) -> Result<Option<Account>, StoreError> {
        let (mine, stored) = self.look();
        let account = mine.accounts.get(&stored.accounts, &id);
        Ok(account.map(Arc::unwrap_or_clone))
    }

    async fn find_by_email(&mut self, email: &Email) -> Result<Option<Account>, StoreError> {
        let (mine, stored) = self.look();
        let id = mine.emails.get(&stored.emails, &email.unique_key());
        let account = id.and_then(|id| mine.accounts.get(&stored.accounts, &id));
        Ok(account.map(Arc::unwrap_or_clone))
    }

    async fn find_by_identity(
        &mut self,
        provider: Provider,
        subject: Fingerprint,
    ) -> Result<Option<Account>, StoreError> {
        let (mine, stored) = self.look();
        let id = mine
            .identities
            .get(&stored.identities, &(provider, *subject.as_bytes()));
        let account = id.and_then(|id| mine.accounts.get(&stored.accounts, &id));
        Ok(account.map(Arc::unwrap_or_clone))
    }

    /// The version is looked at first: whoever read something old is to read again before it hears of duplicates.
    async fn save(&mut self, account: &Account) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let before = mine.accounts.get(&stored.accounts, &account.id);
        let before = before.filter(|before| before.version.saturating_add(1) == account.version);
        let before = before.ok_or(StoreError::Conflict)?;
        mine.check_keys(&stored, account)?;
        mine.free_keys(&stored, &before);
        mine.take_keys(&stored, account);
        mine.accounts.put(&stored.accounts, &account.id, account.clone());
        Ok(())
    }

    /// Addresses and keys go, too, so that nothing is left that belongs to nobody.
    async fn remove_unverified(&mut self, id: UserId) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        let account = mine.accounts.get(&stored.accounts, &id);
        let Some(account) = account.filter(|account| account.state == AccountState::Unverified) else {
            return Ok(false);
        };
        mine.accounts.remove(&stored.accounts, &id);
        mine.free_keys(&stored, &account);
        mine.remove_links(&stored, id);
        mine.remove_sessions(&stored, id);
        for purpose in CodePurpose::ALL {
            mine.codes.remove(&stored.codes, &(id, purpose.as_str()));
        }
        mine.remove_api_keys(&stored, id);
        mine.address_books.remove(&stored.address_books, &id);
        Ok(true)
    }

    async fn link(&mut self, identity: &LinkedIdentity) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let somebody = (identity.provider, *identity.subject.as_bytes());
        if !mine
            .identities
            .add(&stored.identities, &somebody, identity.account)
        {
            return Err(StoreError::Duplicate(UniqueKey::LinkedIdentity));
        }
        let links = mine.links.get(&stored.links, &identity.account);
        let mut links = links.map(Arc::unwrap_or_clone).unwrap_or_default();
        links.push(*identity);
        mine.links.put(&stored.links, &identity.account, links);
        Ok(())
    }

    async fn unlink_all(&mut self, id: UserId) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        mine.remove_links(&stored, id);
        Ok(())
    }
}

/// The address and the number that nobody else may have: those of a live account.
fn unique_keys(account: &Account) -> (Option<String>, Option<String>) {
    if account.state == AccountState::Deleted {
        return (None, None);
    }
    let phone = account.personal.phone.as_ref();
    (
        account.personal.email.as_ref().map(Email::unique_key),
        phone.map(|phone| phone.as_str().to_owned()),
    )
}

impl Changes {
    /// Whether the address and the number are free, or this account's own already.
    fn check_keys(&mut self, stored: &Tables, account: &Account) -> Result<(), StoreError> {
        let (email, phone) = unique_keys(account);
        let somebody_else = |holder: Arc<UserId>| *holder != account.id;
        let email = email.and_then(|email| self.emails.get(&stored.emails, &email));
        if email.is_some_and(somebody_else) {
            return Err(StoreError::Duplicate(UniqueKey::AccountEmail));
        }
        let phone = phone.and_then(|phone| self.phones.get(&stored.phones, &phone));
        if phone.is_some_and(somebody_else) {
            return Err(StoreError::Duplicate(UniqueKey::AccountPhone));
        }
        Ok(())
    }

    fn take_keys(&mut self, stored: &Tables, account: &Account) {
        let (email, phone) = unique_keys(account);
        if let Some(email) = email {
            self.emails.put(&stored.emails, &email, account.id);
        }
        if let Some(phone) = phone {
            self.phones.put(&stored.phones, &phone, account.id);
        }
    }

    fn free_keys(&mut self, stored: &Tables, account: &Account) {
        let (email, phone) = unique_keys(account);
        if let Some(email) = email {
            self.emails.remove(&stored.emails, &email);
        }
        if let Some(phone) = phone {
            self.phones.remove(&stored.phones, &phone);
        }
    }

    fn remove_links(&mut self, stored: &Tables, id: UserId) {
        let links = self.links.remove(&stored.links, &id);
        for link in links.iter().flat_map(|links| links.iter()) {
            let somebody = (link.provider, *link.subject.as_bytes());
            self.identities.remove(&stored.identities, &somebody);
        }
    }
}
