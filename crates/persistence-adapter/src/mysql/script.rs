//! Statements sent together as text, in one round trip.

use diesel::QueryResult;
use diesel_async::SimpleAsyncConnection;

use super::Conn;
use crate::columns::Key;

/// Rows per statement, at most.
pub(super) const ROWS: usize = 500;

/// Bytes that are sent at once, about: a fraction of what a server takes in one packet unless told otherwise.
pub(super) const ENOUGH: usize = 1 << 20;

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

/// Statements that insert rows, each written as the values of its columns. None has more than a few rows that are long.
pub(super) fn inserts(into: &str, rows: impl Iterator<Item = String>) -> Vec<String> {
    let (mut statements, mut held) = (Vec::<String>::new(), 0);
    for row in rows {
        let fits = |statement: &&mut String| held < ROWS && statement.len() + row.len() <= ENOUGH;
        if let Some(statement) = statements.last_mut().filter(fits) {
            statement.extend([", (", &row, ")"]);
            held += 1;
        } else {
            statements.push(format!("INSERT INTO {into} VALUES ({row})"));
            held = 1;
        }
    }
    statements
}

/// Rows, each written as the values of its columns, as what a query can read. Of a union the server would plan each row.
///
/// MySQL wants to be told of each row that it is one, and MariaDB must not be: each takes the comments meant for it for text.
pub(super) fn row_values(rows: impl Iterator<Item = String>) -> String {
    let rows: Vec<_> = rows.collect();
    match rows.as_slice() {
        [row] => format!("SELECT {row}"),
        several => format!("VALUES /*!80019 ROW*/({})", several.join("), /*!80019 ROW*/(")),
    }
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
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    literal.extend(halves.filter_map(|half| char::from_digit(half.into(), 16)));
    literal.push('\'');
    literal
}

#[cfg(test)]
mod tests {
    use super::{ENOUGH, ROWS, hex, inserts};

    #[test]
    fn a_statement_is_full_when_it_has_many_rows_or_long_ones() {
        let rows_of = |rows: Vec<String>| -> Vec<usize> {
            let statements = inserts("shelves (id)", rows.into_iter());
            statements
                .iter()
                .map(|statement| statement.matches('(').count() - 1)
                .collect()
        };
        assert_eq!(rows_of(Vec::new()), [0; 0]);
        assert_eq!(rows_of(vec!["1".to_owned(); ROWS + 1]), [ROWS, 1]);
        assert_eq!(rows_of(vec!["1".repeat(ENOUGH / 3); 4]), [2, 2]);
        assert_eq!(rows_of(vec!["1".repeat(2 * ENOUGH), "1".to_owned()]), [1, 1]);
        let two = inserts("shelves (id)", ["1", "2"].map(str::to_owned).into_iter());
        assert_eq!(two, ["INSERT INTO shelves (id) VALUES (1), (2)"]);
    }

    #[test]
    fn a_text_cannot_end_its_literal() {
        assert_eq!(hex("a' 가"), "_utf8mb4 x'612720eab080'");
        assert_eq!(hex(""), "_utf8mb4 x''");
    }
}
