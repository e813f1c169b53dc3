//! The ports of identity, over whatever the database's own `Desk` asks and writes with.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::FutureExt;
use hexmart_application::identity::{
    AccountQueries, CredentialQueries, KeyHolder, Overdue, PresentedToken, Profile, Standing,
};
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::{Account, AccountState, AddressBook, ApiKey, Email, Fingerprint, Session};
use hexmart_domain::shared::{ApiKeyId, Instant, SessionId, UserId};

use super::super::super::desk::Desk;
use super::{accounts, addresses, api_keys, overdue, purge, sessions};
use crate::rows::{email_print, open_book, open_profile};

#[async_trait]
impl AccountQueries for Desk {
    async fn by_email(&self, email: &Email) -> Result<Option<Account>, StoreError> {
        let print = email_print(&*self.vault(), email);
        let row = self
            .ask(move |conn| accounts::account_by_email(conn, print).boxed())
            .await?;
        row.map(|row| row.open(&*self.vault())).transpose()
    }

    async fn profile(&self, id: UserId) -> Result<Option<Profile>, StoreError> {
        let rows = self.ask(move |conn| accounts::profile(conn, id).boxed()).await?;
        open_profile(rows, &*self.vault())
    }

    async fn page(
        &self,
        state: Option<AccountState>,
        after: Option<UserId>,
        limit: u64,
    ) -> Result<Vec<Account>, StoreError> {
        let rows = self
            .ask(move |conn| accounts::account_page(conn, state, after, limit).boxed())
            .await?;
        rows.into_iter().map(|row| row.open(&*self.vault())).collect()
    }

    async fn address_book(&self, account: UserId) -> Result<AddressBook, StoreError> {
        let rows = self
            .ask(move |conn| addresses::address_book(conn, account).boxed())
            .await?;
        open_book(account, rows, &*self.vault())
    }

    async fn overdue(&self, due: Overdue, limit: u64) -> Result<Vec<UserId>, StoreError> {
        self.ask(move |conn| overdue::overdue(conn, due, limit).boxed())
            .await
    }
}

/// Sessions that are forgotten in one transaction: each may have thousands of tokens.
const SESSIONS: usize = 20;
const PURGE: &str = "purge_credentials";

#[async_trait]
impl CredentialQueries for Desk {
    async fn standing(&self, account: UserId, session: SessionId) -> Result<Option<Standing>, StoreError> {
        let row = self.standing_row(account, session).await?;
        row.map(sessions::standing_of).transpose()
    }

    async fn refresh_token(&self, hash: Fingerprint) -> Result<Option<PresentedToken>, StoreError> {
        let row = self
            .ask(move |conn| sessions::refresh_token(conn, hash).boxed())
            .await?;
        Ok(row.map(sessions::presented_token))
    }

    async fn sessions(&self, account: UserId) -> Result<Vec<Session>, StoreError> {
        self.ask(move |conn| sessions::live_sessions(conn, account).boxed())
            .await
    }

    async fn api_key(&self, hash: Fingerprint) -> Result<Option<KeyHolder>, StoreError> {
        let row = self
            .ask(move |conn| api_keys::api_key(conn, hash).boxed())
            .await?;
        row.map(api_keys::key_holder).transpose()
    }

    async fn api_keys(&self, owner: UserId) -> Result<Vec<ApiKey>, StoreError> {
        self.ask(move |conn| api_keys::api_keys(conn, owner).boxed())
            .await
    }

    async fn api_key_used(&self, id: ApiKeyId, at: Instant) -> Result<(), StoreError> {
        self.write("api_key_used", move |transaction| {
            api_keys::api_key_used(transaction, id, at).boxed()
        })
        .await
    }

    async fn purge(&self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        let gone = self
            .ask(move |conn| purge::gone_sessions(conn, before, limit).boxed())
            .await?;
        let mut forgotten: u64 = 0;
        for sessions in gone.chunks(SESSIONS) {
            let sessions: Arc<[_]> = sessions.into();
            forgotten += self
                .write(PURGE, move |transaction| {
                    let sessions = Arc::clone(&sessions);
                    async move { purge::forget_sessions(transaction, &sessions).await }.boxed()
                })
                .await?;
        }
        forgotten += self
            .write(PURGE, move |transaction| {
                purge::forget_codes(transaction, before, limit).boxed()
            })
            .await?;
        forgotten += self
            .write(PURGE, move |transaction| {
                purge::forget_provider_attempts(transaction, before, limit).boxed()
            })
            .await?;
        Ok(forgotten)
    }
}
