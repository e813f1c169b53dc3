//! How entries of wallets are written: row by row, each with a statement that stays prepared.

use diesel::prelude::*;

use super::{Conn, end_of_rows, in_place, say};
use crate::rows::WalletRows;
use crate::schema::{wallet_entries, wallet_lapses, wallet_postings};

/// Appends entries, all or none. Of one entry nothing is there when it is taken, so it needs no savepoint for that.
pub(super) async fn insert_wallet_entries(conn: &mut Conn, rows: WalletRows) -> QueryResult<()> {
    if rows.entries.len() <= 1 {
        return insert(conn, rows).await;
    }
    say(conn, "SAVEPOINT rows").await?;
    let outcome = insert(conn, rows).await;
    end_of_rows(conn, outcome).await
}

async fn insert(conn: &mut Conn, rows: WalletRows) -> QueryResult<()> {
    in_place(conn, move |conn| {
        for entry in rows.entries {
            entry.insert_into(wallet_entries::table).execute(conn)?;
        }
        for posting in rows.postings {
            posting.insert_into(wallet_postings::table).execute(conn)?;
        }
        for lapse in rows.lapses {
            lapse.insert_into(wallet_lapses::table).execute(conn)?;
        }
        Ok(())
    })
    .await
}
