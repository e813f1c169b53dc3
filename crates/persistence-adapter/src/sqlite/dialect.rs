//! What statements that are put together by hand are to say on this database.

use diesel::sqlite::Sqlite;

use crate::columns::Key;

/// What they are written for.
pub(super) type Database = Sqlite;

/// Joins the table to its right row by row, never the other way round.
pub(super) const JOIN_IN_ORDER: &str = "CROSS JOIN";

/// A table, read by the index of this name alone.
pub(super) fn by_index(table: &str, index: &str) -> String {
    format!("{table} INDEXED BY {index}")
}

/// A table, read by its key alone.
pub(super) fn by_key(table: &str) -> String {
    format!("{table} NOT INDEXED")
}

/// Whether what is sorted by deals, sales, likes or stars has those alone in its index that have any.
pub(super) const INDEXES_LEAVE_ZEROS_OUT: bool = true;

/// A table of these keys, to be joined to others; none when there are none.
pub(super) fn asked(keys: &[Key]) -> Option<String> {
    let rows: Vec<_> = keys.iter().map(|key| format!("({})", key.literal())).collect();
    let rows = rows.join(", ");
    (!rows.is_empty()).then(|| format!("(SELECT column1 AS id FROM (VALUES {rows})) AS asked"))
}

/// The key of one of its rows.
pub(super) const ASKED_KEY: &str = "asked.id";
