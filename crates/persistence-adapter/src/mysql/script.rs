//! Statements sent together as text, in one round trip.

use std::fmt::Write;

use diesel::QueryResult;
use diesel_async::SimpleAsyncConnection;

use super::Conn;
use crate::columns::Key;

/// Rows per statement: well below the server's limit of 65,535 parameters.
pub(super) const ROWS: usize = 500;

/// Bytes that are sent at once, at least: a fraction of what a server takes in one packet unless told otherwise.
const ENOUGH: usize = 1 << 20;

/// Runs statements in their order, up to the first that fails.
pub(super) async fn run(conn: &mut Conn, statements: &[String]) -> QueryResult<()> {
    let mut text = String::new();
    for statement in statements {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(statement);
        if text.len() >= ENOUGH {
            conn.batch_execute(&text).await?;
            text.clear();
        }
    }
    if text.is_empty() {
        return Ok(());
    }
    conn.batch_execute(&text).await
}

/// Statements that insert rows, each written as the values of its columns.
pub(super) fn inserts(into: &str, rows: impl Iterator<Item = String>) -> Vec<String> {
    let rows: Vec<_> = rows.collect();
    rows.chunks(ROWS)
        .map(|some| format!("INSERT INTO {into} VALUES ({})", some.join("), (")))
        .collect()
}

/// Ids, as a list.
pub(super) fn ids(keys: &[Key]) -> String {
    let literals: Vec<_> = keys.iter().map(|key| key.literal()).collect();
    literals.join(", ")
}

/// A text as digits: whatever somebody typed, it cannot end the literal.
pub(super) fn hex(text: &str) -> String {
    format!("_utf8mb4 {}", bytes(text.as_bytes()))
}

/// Bytes as digits.
pub(super) fn bytes(bytes: &[u8]) -> String {
    let mut literal = String::with_capacity(bytes.len() * 2 + 3);
    literal.push_str("x'");
    for byte in bytes {
        let written = write!(literal, "{byte:02x}");
        debug_assert!(written.is_ok(), "a String takes everything");
    }
    literal.push('\'');
    literal
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn a_text_cannot_end_its_literal() {
        assert_eq!(hex("a' 가"), "_utf8mb4 x'612720eab080'");
        assert_eq!(hex(""), "_utf8mb4 x''");
    }
}
