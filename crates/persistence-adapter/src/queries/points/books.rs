//! Whether the books are sound.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use hexmart_application::points::{WalletFault, WalletFaultKind};
use hexmart_domain::points::{LedgerAccount, Wallet};
use hexmart_domain::shared::UserId;

use super::{Conn, classify, count};
use crate::columns::Key;
use crate::rows::HeadOfWallet;

/// Entries that no other follows.
pub(in super::super) fn wallets_sql(after: Option<UserId>, limit: u64) -> String {
    let behind = after.map_or_else(String::new, |after| {
        format!("user_id > {} AND ", Key::from(after).literal())
    });
    format!(
        "SELECT user_id, version, balance_after, lots FROM wallet_entries AS entry WHERE {behind}NOT EXISTS (SELECT 1 \
         FROM wallet_entries AS later WHERE later.user_id = entry.user_id AND later.version = entry.version + 1) \
         ORDER BY user_id LIMIT {}",
        count(limit)
    )
}

/// See [`WalletQueries::wallets`](hexmart_application::points::WalletQueries::wallets).
pub(super) async fn wallets(
    conn: &mut Conn,
    after: Option<UserId>,
    limit: u64,
) -> Result<Vec<Wallet>, StoreError> {
    let rows: Vec<HeadOfWallet> = diesel::sql_query(wallets_sql(after, limit))
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(HeadOfWallet::wallet).collect()
}

#[derive(QueryableByName)]
struct BalanceRow {
    #[diesel(sql_type = Text)]
    account: String,
    #[diesel(sql_type = BigInt)]
    amount: i64,
}

/// See [`WalletQueries::trial_balance`](hexmart_application::points::WalletQueries::trial_balance).
pub(super) async fn trial_balance(conn: &mut Conn) -> Result<Vec<(LedgerAccount, i64)>, StoreError> {
    let sums = "SELECT account, CAST(SUM(amount) AS SIGNED) AS amount FROM wallet_postings GROUP BY account";
    let rows: Vec<BalanceRow> = diesel::sql_query(sums).load(conn).await.map_err(classify)?;
    let balance = |row: BalanceRow| {
        let account = LedgerAccount::from_word(&row.account);
        let account = account.ok_or_else(|| StoreError::corrupt("wallet_postings", row.account))?;
        Ok((account, row.amount))
    };
    rows.into_iter().map(balance).collect()
}

/// Entries that do not extend the one before them.
const BROKEN: &str = "SELECT entry.user_id, entry.version FROM wallet_entries AS entry \
                      LEFT JOIN wallet_entries AS earlier ON earlier.user_id = entry.user_id \
                      AND earlier.version = entry.version - 1 \
                      WHERE entry.balance_after < 0 OR (entry.version = 1 AND entry.balance_after <> entry.amount) \
                      OR (entry.version > 1 AND (earlier.version IS NULL \
                      OR earlier.balance_after + entry.amount <> entry.balance_after))";

/// Entries without two halves that cancel each other, and halves without an entry.
const UNBALANCED: &str = "SELECT entry.user_id, entry.version FROM wallet_entries AS entry \
                          LEFT JOIN wallet_postings AS half ON half.user_id = entry.user_id \
                          AND half.version = entry.version GROUP BY entry.user_id, entry.version, entry.amount \
                          HAVING COUNT(half.version) <> 2 OR SUM(half.amount) <> 0 \
                          OR SUM(CASE WHEN half.account = 'wallets' THEN half.amount ELSE 0 END) <> entry.amount \
                          UNION SELECT half.user_id, half.version FROM wallet_postings AS half \
                          LEFT JOIN wallet_entries AS entry ON entry.user_id = half.user_id \
                          AND entry.version = half.version WHERE entry.version IS NULL";

#[derive(QueryableByName)]
struct FaultRow {
    #[diesel(sql_type = Binary)]
    user_id: Key,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

/// See [`WalletQueries::faults`](hexmart_application::points::WalletQueries::faults).
pub(super) async fn faults(conn: &mut Conn, limit: u64) -> Result<Vec<WalletFault>, StoreError> {
    let mut faults = Vec::new();
    for (kind, wrong) in [
        (WalletFaultKind::Chain, BROKEN),
        (WalletFaultKind::Postings, UNBALANCED),
    ] {
        let some = format!(
            "SELECT user_id, version FROM ({wrong}) AS wrong ORDER BY user_id, version LIMIT {}",
            count(limit)
        );
        let rows: Vec<FaultRow> = diesel::sql_query(some).load(conn).await.map_err(classify)?;
        faults.extend(rows.into_iter().map(|row| WalletFault {
            user: row.user_id.id(),
            version: row.version,
            kind,
        }));
    }
    faults.sort_unstable();
    faults.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(faults)
}
