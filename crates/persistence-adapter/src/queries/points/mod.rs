//! Points: the chains of wallets, and the books behind them.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::identity::Fingerprint;
use hexmart_domain::points::{EntryKind, Reference, Wallet, WalletEntry};
use hexmart_domain::shared::{Day, Instant, UserId};

use super::{Conn, classify, count, dialect, insert_wallet_entries, lost, violated_key};
use crate::columns::{At, Key, Print};
use crate::rows::{HeadOfWallet, WalletRow, WalletRows};
use crate::schema::{wallet_entries, wallet_lapses, welcomes};

mod books;
mod desk;
mod lists;
mod repository;

/// The newest entry of a wallet.
pub(super) fn head(
    user: UserId,
) -> diesel::dsl::IntoBoxed<
    'static,
    diesel::dsl::Select<wallet_entries::table, diesel::dsl::AsSelect<HeadOfWallet, dialect::Database>>,
    dialect::Database,
> {
    wallet_entries::table
        .select(HeadOfWallet::as_select())
        .into_boxed()
        .filter(wallet_entries::user_id.eq(Key::from(user)))
        .order(wallet_entries::version.desc())
        .limit(1)
}

/// See [`WalletRepository::newest`](hexmart_application::points::WalletRepository::newest).
async fn newest(conn: &mut Conn, user: UserId) -> Result<Wallet, StoreError> {
    let head: Option<HeadOfWallet> = head(user).get_result(conn).await.optional().map_err(classify)?;
    HeadOfWallet::or_empty(head, user)
}

/// See [`WalletRepository::newest_of`](hexmart_application::points::WalletRepository::newest_of).
async fn newest_of(conn: &mut Conn, users: &[UserId]) -> Result<Vec<Wallet>, StoreError> {
    let Some(statement) = heads_sql(users) else {
        return Ok(Vec::new());
    };
    let rows: Vec<HeadOfWallet> = diesel::sql_query(statement).load(conn).await.map_err(classify)?;
    let mut found = BTreeMap::new();
    for row in rows {
        let wallet = row.wallet()?;
        found.insert(wallet.user, wallet);
    }
    let of = |user: &UserId| found.get(user).cloned();
    Ok(users
        .iter()
        .map(|user| of(user).unwrap_or_else(|| Wallet::empty(*user)))
        .collect())
}

/// The newest entries of these wallets; none when nobody is asked about. The ids are written into the text: a statement of
/// ever changing length is not worth preparing with parameters.
///
/// One row of `asked` after another: a statement that joins a query for each wallet takes MariaDB a hundred times as long, for
/// which it plans each by itself.
pub(super) fn heads_sql(users: &[UserId]) -> Option<String> {
    let keys: Vec<_> = users.iter().map(|user| Key::from(*user)).collect();
    let (asked, key) = (dialect::asked(&keys)?, dialect::ASKED_KEY);
    let chain = dialect::by_key("wallet_entries AS chain");
    Some(format!(
        "SELECT wallet_entries.user_id, wallet_entries.version, wallet_entries.balance_after, wallet_entries.lots \
         FROM {asked} {} wallet_entries ON wallet_entries.user_id = {key} AND wallet_entries.version = \
         (SELECT chain.version FROM {chain} WHERE chain.user_id = {key} \
         ORDER BY chain.user_id DESC, chain.version DESC LIMIT 1)",
        dialect::JOIN_IN_ORDER
    ))
}

/// See [`WalletRepository::entry`](hexmart_application::points::WalletRepository::entry).
async fn entry(
    conn: &mut Conn,
    user: UserId,
    kind: EntryKind,
    reference: &Reference,
) -> Result<Option<WalletEntry>, StoreError> {
    let row: Option<WalletRow> = wallet_entries::table
        .filter(wallet_entries::user_id.eq(Key::from(user)))
        .filter(wallet_entries::kind.eq(kind.as_str()))
        .filter(wallet_entries::reference.eq(reference.as_str()))
        .select(WalletRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(WalletRow::entry).transpose()
}

/// See [`WalletRepository::append`](hexmart_application::points::WalletRepository::append).
async fn append(conn: &mut Conn, entries: &[WalletEntry]) -> Result<(), StoreError> {
    insert_wallet_entries(conn, WalletRows::new(entries)?)
        .await
        .map_err(taken)
}

/// What an error means: a version that is taken is a lost race, a reference is not.
fn taken(error: Error) -> StoreError {
    match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, information)
            if violated_key(information.message()) == "reference" =>
        {
            StoreError::Duplicate(UniqueKey::WalletReference)
        }
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => StoreError::Conflict,
        other => classify(other),
    }
}

/// See [`WalletRepository::welcome`](hexmart_application::points::WalletRepository::welcome).
async fn welcome(conn: &mut Conn, prints: &[Fingerprint], now: Instant) -> Result<bool, StoreError> {
    let mut is_new = true;
    for print in prints.iter().copied().map(Print) {
        let known: i64 = welcomes::table
            .filter(welcomes::print.eq(print))
            .count()
            .get_result(conn)
            .await
            .map_err(classify)?;
        if known > 0 {
            is_new = false;
            continue;
        }
        diesel::insert_into(welcomes::table)
            .values((welcomes::print.eq(print), welcomes::welcomed_at.eq(At(now))))
            .execute(conn)
            .await
            .map_err(lost)?;
    }
    Ok(is_new)
}

/// See [`WalletRepository::lapsed`](hexmart_application::points::WalletRepository::lapsed).
async fn lapsed(conn: &mut Conn, user: UserId, before: Day) -> Result<(), StoreError> {
    let over = wallet_lapses::table
        .filter(wallet_lapses::user_id.eq(Key::from(user)))
        .filter(wallet_lapses::lapses_on.lt(before.to_string()));
    diesel::delete(over)
        .execute(conn)
        .await
        .map(drop)
        .map_err(classify)
}

/// What is asked, for whoever asks by which way it is answered.
#[cfg(test)]
pub(super) mod statements {
    pub(in super::super) use super::books::wallets_sql as wallets;
    pub(in super::super) use super::lists::{lapsing, listed, statistics_sql as statistics};
    pub(in super::super) use super::{head, heads_sql as heads};
}
