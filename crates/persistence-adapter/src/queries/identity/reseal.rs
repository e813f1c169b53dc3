//! Personal data under the newest key. Each answers the last row looked at, and how many were sealed anew; whoever
//! changed a row meanwhile has sealed it themselves.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{Sealed, StoreError, Vault};

use super::{Conn, classify, count, rows};
use crate::columns::Key;
use crate::rows::{address_place, personal_place, purpose, target_place};
use crate::schema::{accounts, addresses, codes};
use crate::sealing::anew;

/// At most `limit` accounts behind `after`.
pub(in super::super) async fn accounts(
    conn: &mut Conn,
    after: Key,
    limit: i64,
    vault: &dyn Vault,
) -> Result<(Option<Key>, u64), StoreError> {
    let sealed: Vec<(Key, Option<Vec<u8>>)> = accounts::table
        .filter(accounts::id.gt(after))
        .order(accounts::id.asc())
        .limit(limit)
        .select((accounts::id, accounts::personal))
        .load(conn)
        .await
        .map_err(classify)?;
    let (last, mut done) = (sealed.last().map(|(id, _)| *id), 0);
    for (id, personal) in sealed {
        let Some(old) = personal.map(Sealed).filter(|old| !vault.is_current(old)) else {
            continue;
        };
        let unchanged = accounts::table
            .filter(accounts::id.eq(id))
            .filter(accounts::personal.eq(&old.0));
        done += diesel::update(unchanged)
            .set(accounts::personal.eq(anew(vault, personal_place(id), &old)?))
            .execute(conn)
            .await
            .map_err(classify)?;
    }
    Ok((last, rows(done)))
}

/// At most `limit` addresses behind `after`.
pub(in super::super) async fn addresses(
    conn: &mut Conn,
    after: Key,
    limit: i64,
    vault: &dyn Vault,
) -> Result<(Option<Key>, u64), StoreError> {
    let sealed: Vec<(Key, Vec<u8>)> = addresses::table
        .filter(addresses::id.gt(after))
        .order(addresses::id.asc())
        .limit(limit)
        .select((addresses::id, addresses::document))
        .load(conn)
        .await
        .map_err(classify)?;
    let (last, mut done) = (sealed.last().map(|(id, _)| *id), 0);
    for (id, document) in sealed {
        let old = Sealed(document);
        if vault.is_current(&old) {
            continue;
        }
        let unchanged = addresses::table
            .filter(addresses::id.eq(id))
            .filter(addresses::document.eq(&old.0));
        done += diesel::update(unchanged)
            .set(addresses::document.eq(anew(vault, address_place(id), &old)?))
            .execute(conn)
            .await
            .map_err(classify)?;
    }
    Ok((last, rows(done)))
}

/// At most `limit` codes of accounts behind `after`. An account has several: it is gone past once all of them are looked at.
pub(in super::super) async fn codes(
    conn: &mut Conn,
    after: Key,
    limit: i64,
    vault: &dyn Vault,
) -> Result<(Option<Key>, u64), StoreError> {
    let holders: Vec<Key> = codes::table
        .filter(codes::account_id.gt(after))
        .order(codes::account_id.asc())
        .limit(limit)
        .select(codes::account_id)
        .load(conn)
        .await
        .map_err(classify)?;
    let last = holders.last().copied();
    let sealed: Vec<(Key, String, Option<Vec<u8>>)> = codes::table
        .filter(codes::account_id.eq_any(holders))
        .filter(codes::target.is_not_null())
        .order(codes::account_id.asc())
        .select((codes::account_id, codes::purpose, codes::target))
        .load(conn)
        .await
        .map_err(classify)?;
    let (mut past, mut current, mut done) = (after, after, 0_usize);
    for (account, word, target) in sealed {
        if account != current {
            (past, current) = (current, account);
        }
        let Some(old) = target.map(Sealed).filter(|old| !vault.is_current(old)) else {
            continue;
        };
        if count(rows(done)) >= limit {
            return Ok((Some(past), rows(done)));
        }
        let place = target_place(account, purpose(&word)?);
        let unchanged = codes::table
            .filter(codes::account_id.eq(account))
            .filter(codes::purpose.eq(word))
            .filter(codes::target.eq(&old.0));
        done += diesel::update(unchanged)
            .set(codes::target.eq(anew(vault, place, &old)?))
            .execute(conn)
            .await
            .map_err(classify)?;
    }
    Ok((last, rows(done)))
}
