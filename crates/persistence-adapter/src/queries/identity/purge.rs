//! Forgetting credentials that nobody can use any more, a few rows at a time, so that no transaction grows long.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::Session;
use hexmart_domain::shared::Instant;

use super::{Conn, Transaction, classify, count, rows};
use crate::columns::{At, Key, Print};
use crate::schema::{codes, provider_attempts, refresh_tokens, sessions};

/// Sessions that ended before `before`, or that had grown too old or been unused for too long by then. Three questions,
/// because each has an index of its own.
pub(super) async fn gone_sessions(
    conn: &mut Conn,
    before: Instant,
    limit: u64,
) -> Result<Vec<Key>, StoreError> {
    let of_kind = sessions::table.limit(count(limit)).select(sessions::id);
    let ended: Vec<Key> = of_kind
        .filter(sessions::ended_at.lt(At(before)))
        .order(sessions::ended_at.asc())
        .load(conn)
        .await
        .map_err(classify)?;
    let too_old: Vec<Key> = of_kind
        .filter(sessions::created_at.lt(At(before - Session::ABSOLUTE)))
        .order(sessions::created_at.asc())
        .load(conn)
        .await
        .map_err(classify)?;
    let unused: Vec<Key> = of_kind
        .filter(sessions::refreshed_at.lt(At(before - Session::IDLE)))
        .order(sessions::refreshed_at.asc())
        .load(conn)
        .await
        .map_err(classify)?;
    let mut gone = [ended, too_old, unused].concat();
    gone.sort_unstable();
    gone.dedup();
    gone.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(gone)
}

/// Forgets sessions with all of their tokens.
pub(super) async fn forget_sessions(
    transaction: &mut Transaction<'_>,
    gone: &[Key],
) -> Result<u64, StoreError> {
    let mut forgotten = 0;
    for session in gone {
        let tokens = refresh_tokens::table.filter(refresh_tokens::session_id.eq(*session));
        forgotten += diesel::delete(tokens)
            .execute(transaction.conn)
            .await
            .map_err(classify)?;
        forgotten += diesel::delete(sessions::table.filter(sessions::id.eq(*session)))
            .execute(transaction.conn)
            .await
            .map_err(classify)?;
    }
    Ok(rows(forgotten))
}

/// Forgets codes that were issued before `before`.
pub(super) async fn forget_codes(
    transaction: &mut Transaction<'_>,
    before: Instant,
    limit: u64,
) -> Result<u64, StoreError> {
    let useless = codes::table.filter(codes::issued_at.lt(At(before)));
    let accounts: Vec<Key> = useless
        .order(codes::issued_at.asc())
        .limit(count(limit))
        .select(codes::account_id)
        .load(transaction.conn)
        .await
        .map_err(classify)?;
    // An account has a code per purpose at most, so these are hardly more rows than accounts.
    let forgotten = diesel::delete(useless.filter(codes::account_id.eq_any(accounts)))
        .execute(transaction.conn)
        .await;
    forgotten.map(rows).map_err(classify)
}

/// Forgets attempts that began before `before`.
pub(super) async fn forget_provider_attempts(
    transaction: &mut Transaction<'_>,
    before: Instant,
    limit: u64,
) -> Result<u64, StoreError> {
    let abandoned: Vec<Print> = provider_attempts::table
        .filter(provider_attempts::began_at.lt(At(before)))
        .order(provider_attempts::began_at.asc())
        .limit(count(limit))
        .select(provider_attempts::state)
        .load(transaction.conn)
        .await
        .map_err(classify)?;
    let forgotten =
        diesel::delete(provider_attempts::table.filter(provider_attempts::state.eq_any(abandoned)))
            .execute(transaction.conn)
            .await;
    forgotten.map(rows).map_err(classify)
}
