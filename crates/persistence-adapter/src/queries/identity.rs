use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::identity::{Account, Email, Nickname, PasswordHash, Role};

use super::pricing::duplicate;
use super::{Conn, classify};
use crate::columns::{At, Key};
use crate::schema::accounts;

/// See [`AccountQueries::by_email`](hexmart_application::identity::AccountQueries::by_email).
pub(crate) async fn account_by_email(conn: &mut Conn, email: &Email) -> Result<Option<Account>, StoreError> {
    let row: Option<(Key, String, String, String, String, At)> = accounts::table
        .filter(accounts::email_key.eq(email.unique_key()))
        .select((
            accounts::id,
            accounts::email,
            accounts::nickname,
            accounts::password_hash,
            accounts::role,
            accounts::created_at,
        ))
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    let corrupt = |what: &str| StoreError::corrupt("accounts", what);
    row.map(|(id, email, nickname, hash, role, created_at)| {
        Ok(Account {
            id: id.id(),
            email: Email::parse(&email).map_err(|error| corrupt(&format!("e-mail {error}")))?,
            nickname: Nickname::parse(nickname).map_err(|error| corrupt(&format!("nickname {error}")))?,
            password: PasswordHash::from_phc(hash),
            role: Role::from_word(&role).ok_or_else(|| corrupt("an unknown role"))?,
            created_at: created_at.0,
        })
    })
    .transpose()
}

/// See [`AccountRepository::add`](hexmart_application::identity::AccountRepository::add).
pub(super) async fn add(conn: &mut Conn, account: &Account) -> Result<(), StoreError> {
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(Key::from(account.id)),
            accounts::email.eq(account.email.as_str()),
            accounts::email_key.eq(account.email.unique_key()),
            accounts::nickname.eq(account.nickname.as_str()),
            accounts::password_hash.eq(account.password.as_phc()),
            accounts::role.eq(account.role.as_str()),
            accounts::created_at.eq(At(account.created_at)),
        ))
        .execute(conn)
        .await
        .map_err(duplicate(UniqueKey::AccountEmail))?;
    Ok(())
}
