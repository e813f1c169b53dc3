//! Identity in a unit of work that begins late. Nearly all of it reads first, so none of it is collected.

use async_trait::async_trait;
use hexmart_application::identity::{
    AccountRepository, AddressRepository, ApiKeyRepository, CodeRepository, PresentedToken, ProviderAttempt,
    ProviderAttemptRepository, SessionRepository,
};
use hexmart_application::platform::{StoreError, UnitOfWork};
use hexmart_domain::identity::{
    Account, AddressBook, ApiKey, CodePurpose, Email, Fingerprint, IssuedCode, LinkedIdentity, Provider,
    RefreshToken, Session,
};
use hexmart_domain::shared::{ApiKeyId, Instant, SessionId, UserId};

use super::LazyTransaction;

#[async_trait]
impl AccountRepository for LazyTransaction<'_> {
    async fn add(&mut self, account: &Account) -> Result<(), StoreError> {
        self.begun().await?.accounts().add(account).await
    }

    async fn find(&mut self, id: UserId) -> Result<Option<Account>, StoreError> {
        self.begun().await?.accounts().find(id).await
    }

    async fn find_by_email(&mut self, email: &Email) -> Result<Option<Account>, StoreError> {
        self.begun().await?.accounts().find_by_email(email).await
    }

    async fn find_by_identity(
        &mut self,
        provider: Provider,
        subject: Fingerprint,
    ) -> Result<Option<Account>, StoreError> {
        self.begun()
            .await?
            .accounts()
            .find_by_identity(provider, subject)
            .await
    }

    async fn save(&mut self, account: &Account) -> Result<(), StoreError> {
        self.begun().await?.accounts().save(account).await
    }

    async fn remove_unverified(&mut self, id: UserId) -> Result<bool, StoreError> {
        self.begun().await?.accounts().remove_unverified(id).await
    }

    async fn link(&mut self, identity: &LinkedIdentity) -> Result<(), StoreError> {
        self.begun().await?.accounts().link(identity).await
    }

    async fn unlink_all(&mut self, id: UserId) -> Result<(), StoreError> {
        self.begun().await?.accounts().unlink_all(id).await
    }
}

#[async_trait]
impl SessionRepository for LazyTransaction<'_> {
    async fn open(&mut self, session: &Session, token: &RefreshToken) -> Result<(), StoreError> {
        self.begun().await?.sessions().open(session, token).await
    }

    async fn find_by_token(&mut self, hash: Fingerprint) -> Result<Option<PresentedToken>, StoreError> {
        self.begun().await?.sessions().find_by_token(hash).await
    }

    async fn rotate(&mut self, next: &RefreshToken) -> Result<(), StoreError> {
        self.begun().await?.sessions().rotate(next).await
    }

    async fn is_open(&mut self, account: UserId, id: SessionId) -> Result<bool, StoreError> {
        self.begun().await?.sessions().is_open(account, id).await
    }

    async fn end(&mut self, account: UserId, id: SessionId, now: Instant) -> Result<bool, StoreError> {
        self.begun().await?.sessions().end(account, id, now).await
    }

    async fn end_all(
        &mut self,
        account: UserId,
        except: Option<SessionId>,
        now: Instant,
    ) -> Result<u64, StoreError> {
        self.begun().await?.sessions().end_all(account, except, now).await
    }
}

#[async_trait]
impl CodeRepository for LazyTransaction<'_> {
    async fn find(
        &mut self,
        account: UserId,
        purpose: CodePurpose,
    ) -> Result<Option<IssuedCode>, StoreError> {
        self.begun().await?.codes().find(account, purpose).await
    }

    async fn save(&mut self, code: &IssuedCode) -> Result<(), StoreError> {
        self.begun().await?.codes().save(code).await
    }
}

#[async_trait]
impl ProviderAttemptRepository for LazyTransaction<'_> {
    async fn add(&mut self, attempt: &ProviderAttempt) -> Result<(), StoreError> {
        self.begun().await?.provider_attempts().add(attempt).await
    }

    async fn take(&mut self, state: Fingerprint) -> Result<Option<ProviderAttempt>, StoreError> {
        self.begun().await?.provider_attempts().take(state).await
    }
}

#[async_trait]
impl AddressRepository for LazyTransaction<'_> {
    async fn book(&mut self, account: UserId) -> Result<AddressBook, StoreError> {
        self.looking().await?.addresses().book(account).await
    }

    async fn save(&mut self, book: &AddressBook) -> Result<(), StoreError> {
        self.begun().await?.addresses().save(book).await
    }
}

#[async_trait]
impl ApiKeyRepository for LazyTransaction<'_> {
    async fn add(&mut self, key: &ApiKey) -> Result<(), StoreError> {
        self.begun().await?.api_keys().add(key).await
    }

    async fn live_of(&mut self, owner: UserId, now: Instant) -> Result<Vec<ApiKey>, StoreError> {
        self.begun().await?.api_keys().live_of(owner, now).await
    }

    async fn find(&mut self, owner: UserId, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        self.begun().await?.api_keys().find(owner, id).await
    }

    async fn save_end(&mut self, key: &ApiKey) -> Result<(), StoreError> {
        self.begun().await?.api_keys().save_end(key).await
    }
}
