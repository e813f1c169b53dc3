use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::identity::AccountRepository;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::identity::{Account, AccountState, Email, Fingerprint, LinkedIdentity, Provider};
use hexmart_domain::shared::UserId;

use super::pricing::duplicate;
use super::{Conn, Transaction, account_taken, classify, count, forget_sessions, guarded};
use crate::columns::{At, Key, Print};
use crate::rows::{AccountRow, ProfileRows, email_print};
use crate::schema::{accounts, codes, linked_identities, sessions};

#[async_trait]
impl AccountRepository for Transaction<'_> {
    async fn add(&mut self, account: &Account) -> Result<(), StoreError> {
        diesel::insert_into(accounts::table)
            .values(AccountRow::seal(account, self.vault)?)
            .execute(self.conn)
            .await
            .map_err(account_taken)?;
        Ok(())
    }

    async fn find(&mut self, id: UserId) -> Result<Option<Account>, StoreError> {
        let row: Option<AccountRow> = accounts::table
            .filter(accounts::id.eq(Key::from(id)))
            .select(AccountRow::as_select())
            .first(self.conn)
            .await
            .optional()
            .map_err(classify)?;
        row.map(|row| row.open(self.vault)).transpose()
    }

    async fn find_by_email(&mut self, email: &Email) -> Result<Option<Account>, StoreError> {
        let row = account_by_email(self.conn, email_print(self.vault, email)).await?;
        row.map(|row| row.open(self.vault)).transpose()
    }

    async fn find_by_identity(
        &mut self,
        provider: Provider,
        subject: Fingerprint,
    ) -> Result<Option<Account>, StoreError> {
        let row: Option<AccountRow> = linked_identities::table
            .inner_join(accounts::table.on(accounts::id.eq(linked_identities::account_id)))
            .filter(linked_identities::provider.eq(provider.as_str()))
            .filter(linked_identities::subject.eq(Print(subject)))
            .select(AccountRow::as_select())
            .first(self.conn)
            .await
            .optional()
            .map_err(classify)?;
        row.map(|row| row.open(self.vault)).transpose()
    }

    async fn save(&mut self, account: &Account) -> Result<(), StoreError> {
        let row = AccountRow::seal(account, self.vault)?;
        let read = accounts::table
            .filter(accounts::id.eq(row.id))
            .filter(accounts::version.eq(row.version.saturating_sub(1)));
        let written = diesel::update(read).set(row).execute(self.conn).await;
        guarded(written.map_err(account_taken)?)
    }

    /// The account goes first: whoever opens a session for it at the same time waits, and then finds it gone.
    async fn remove_unverified(&mut self, id: UserId) -> Result<bool, StoreError> {
        let key = Key::from(id);
        let unverified = accounts::table
            .filter(accounts::id.eq(key))
            .filter(accounts::state.eq(AccountState::Unverified.as_str()));
        let removed = diesel::delete(unverified).execute(self.conn).await;
        if removed.map_err(classify)? == 0 {
            return Ok(false);
        }
        let opened: Vec<Key> = sessions::table
            .filter(sessions::account_id.eq(key))
            .select(sessions::id)
            .load(self.conn)
            .await
            .map_err(classify)?;
        forget_sessions(self, &opened).await?;
        let sent = codes::table.filter(codes::account_id.eq(key));
        diesel::delete(sent).execute(self.conn).await.map_err(classify)?;
        self.unlink_all(id).await?;
        Ok(true)
    }

    async fn link(&mut self, identity: &LinkedIdentity) -> Result<(), StoreError> {
        diesel::insert_into(linked_identities::table)
            .values((
                linked_identities::provider.eq(identity.provider.as_str()),
                linked_identities::subject.eq(Print(identity.subject)),
                linked_identities::account_id.eq(Key::from(identity.account)),
                linked_identities::linked_at.eq(At(identity.linked_at)),
            ))
            .execute(self.conn)
            .await
            .map_err(duplicate(UniqueKey::LinkedIdentity))?;
        Ok(())
    }

    async fn unlink_all(&mut self, id: UserId) -> Result<(), StoreError> {
        let linked = linked_identities::table.filter(linked_identities::account_id.eq(Key::from(id)));
        diesel::delete(linked)
            .execute(self.conn)
            .await
            .map_err(classify)?;
        Ok(())
    }
}

/// The row of the live account whose address has this print.
pub(super) async fn account_by_email(
    conn: &mut Conn,
    print: Fingerprint,
) -> Result<Option<AccountRow>, StoreError> {
    accounts::table
        .filter(accounts::email_print.eq(Print(print)))
        .select(AccountRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)
}

/// See [`AccountQueries::profile`](hexmart_application::identity::AccountQueries::profile).
pub(super) async fn profile(conn: &mut Conn, id: UserId) -> Result<ProfileRows, StoreError> {
    accounts::table
        .left_join(linked_identities::table.on(linked_identities::account_id.eq(accounts::id)))
        .filter(accounts::id.eq(Key::from(id)))
        .select((AccountRow::as_select(), linked_identities::provider.nullable()))
        .load(conn)
        .await
        .map_err(classify)
}

/// See [`AccountQueries::page`](hexmart_application::identity::AccountQueries::page).
pub(super) async fn account_page(
    conn: &mut Conn,
    state: Option<AccountState>,
    after: Option<UserId>,
    limit: u64,
) -> Result<Vec<AccountRow>, StoreError> {
    let page = accounts::table
        .filter(accounts::id.gt(after.map_or(Key::NONE, Key::from)))
        .order(accounts::id.asc())
        .limit(count(limit))
        .select(AccountRow::as_select());
    match state {
        None => page.load(conn).await,
        Some(state) => page.filter(accounts::state.eq(state.as_str())).load(conn).await,
    }
    .map_err(classify)
}
