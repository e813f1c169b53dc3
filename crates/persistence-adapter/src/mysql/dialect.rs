//! What statements that are put together by hand are to say on this database.

use diesel::mysql::Mysql;

use crate::columns::Key;

/// What they are written for.
pub(super) type Database = Mysql;

/// Joins the table to its right row by row, never the other way round.
pub(super) const JOIN_IN_ORDER: &str = "STRAIGHT_JOIN";

/// A table, read by the index of this name alone.
pub(super) fn by_index(table: &str, index: &str) -> String {
    format!("{table} FORCE INDEX ({index})")
}

/// A table, read by its key alone.
pub(super) fn by_key(table: &str) -> String {
    by_index(table, "PRIMARY")
}

/// Whether what is sorted by deals, sales, likes or stars has those alone in its index that have any. There are no such
/// indexes here.
pub(super) const INDEXES_LEAVE_ZEROS_OUT: bool = false;

/// A table of these keys, to be joined to others; none when there are none. As JSON, because MariaDB and MySQL do not agree on
/// how a list of values is written.
pub(super) fn asked(keys: &[Key]) -> Option<String> {
    let texts: Vec<_> = keys.iter().map(|key| format!("\"{}\"", key.hex())).collect();
    let texts = texts.join(", ");
    (!texts.is_empty())
        .then(|| format!("JSON_TABLE('[{texts}]', '$[*]' COLUMNS (id CHAR(32) PATH '$')) AS asked"))
}

/// The key of one of its rows.
pub(super) const ASKED_KEY: &str = "UNHEX(asked.id)";
