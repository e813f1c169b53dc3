//! How entries of wallets are written: a statement for the entries, one for their halves in the books.

use diesel::prelude::*;

use super::Conn;
use super::script::run;
use super::text::text;
use crate::rows::WalletRows;
use crate::schema::{wallet_entries, wallet_lapses, wallet_postings};

/// Statements that append entries. The entries come first: they alone can be there already.
pub(super) fn appends(rows: WalletRows) -> QueryResult<Vec<String>> {
    if rows.entries.is_empty() {
        return Ok(Vec::new());
    }
    let mut statements = vec![
        text(&diesel::insert_into(wallet_entries::table).values(rows.entries))?,
        text(&diesel::insert_into(wallet_postings::table).values(rows.postings))?,
    ];
    if !rows.lapses.is_empty() {
        statements.push(text(
            &diesel::insert_into(wallet_lapses::table).values(rows.lapses),
        )?);
    }
    Ok(statements)
}

/// The first statement is all or nothing by itself, and the others do not fail where it did not.
pub(super) async fn insert_wallet_entries(conn: &mut Conn, rows: WalletRows) -> QueryResult<()> {
    run(conn, &appends(rows)?).await
}
