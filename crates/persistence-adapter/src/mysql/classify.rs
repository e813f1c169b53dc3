use diesel::result::{DatabaseErrorKind, Error};
use hexmart_application::platform::StoreError;

/// What an error of the driver means.
///
/// The driver gives numbers to few of the server's errors and hands the others over as text, so they are told apart
/// by their text: `lc_messages` is pinned to English on every connection, and a test provokes each.
pub(super) fn classify(error: Error) -> StoreError {
    match &error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => StoreError::Conflict,
        Error::DatabaseError(kind, information) => {
            let text = information.message();
            if is_lost_race(text) {
                StoreError::Conflict
            } else if matches!(kind, DatabaseErrorKind::ClosedConnection) || is_unreachable(text) {
                StoreError::unavailable(error)
            } else {
                StoreError::backend(error)
            }
        }
        Error::BrokenTransactionManager => StoreError::unavailable(error),
        _ => StoreError::backend(error),
    }
}

/// The key that a unique violation names: `Duplicate entry '…' for key 'email_print'`, with the table's name and a dot
/// before it on MySQL. What stands before is what somebody wrote, and proves nothing.
pub(super) fn violated_key(message: &str) -> &str {
    let named = message.rsplit("for key ").next().unwrap_or_default();
    named.trim_matches('\'').rsplit('.').next().unwrap_or_default()
}

/// Whether a unique violation is about a position of the feed. Its key has no name of its own, but no id reads like a
/// number: its seventh byte, for one, begins with a 7 in hexadecimal, and no digit does.
pub(super) fn is_position(message: &str) -> bool {
    let value = message
        .strip_prefix("Duplicate entry '")
        .and_then(|rest| rest.split_once("' for key "))
        .map_or("", |(value, _)| value);
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) && violated_key(message) == "PRIMARY"
}

/// Deadlock (1213), lock wait timeout (1205), changed since last read (1020), and certification failure on Galera: the
/// server rolled the transaction back, or we must, and it can run again from the start.
fn is_lost_race(text: &str) -> bool {
    text.contains("try restarting transaction")
}

/// Whether the server is gone, going, read-only, or not ready to take part in its cluster.
fn is_unreachable(text: &str) -> bool {
    const SIGNS: [&str; 11] = [
        "Input/output error",
        "Driver error",
        "Connection was killed",
        "Server shutdown in progress",
        "Too many connections",
        "has more than 'max_user_connections'",
        "is running with the --read-only option",
        "is read only",
        "WSREP has not yet prepared node",
        "Lost connection",
        "server has gone away",
    ];
    SIGNS.iter().any(|sign| text.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::{is_position, violated_key};

    #[test]
    fn a_violation_names_its_key_whatever_the_value_says() {
        for (message, key) in [
            ("Duplicate entry 'x' for key 'email_print'", "email_print"),
            (
                "Duplicate entry 'x' for key 'accounts.phone_print'",
                "phone_print",
            ),
            ("Duplicate entry 'x' for key 'PRIMARY'", "PRIMARY"),
            (
                "Duplicate entry 'for key 'email_print'' for key 'accounts.phone_print'",
                "phone_print",
            ),
            ("", ""),
        ] {
            assert_eq!(violated_key(message), key, "{message}");
        }
    }

    #[test]
    fn only_a_position_is_a_number() {
        assert!(is_position("Duplicate entry '12' for key 'PRIMARY'"));
        assert!(is_position(
            "Duplicate entry '12' for key 'catalogue_feed.PRIMARY'"
        ));
        for message in [
            "Duplicate entry '\\x01\\x9A12' for key 'PRIMARY'",
            "Duplicate entry '12' for key 'coupons_code'",
            "Duplicate entry '' for key 'PRIMARY'",
            "",
        ] {
            assert!(!is_position(message), "{message}");
        }
    }
}
