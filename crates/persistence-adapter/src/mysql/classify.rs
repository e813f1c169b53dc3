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
