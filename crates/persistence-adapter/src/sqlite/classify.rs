use diesel::result::Error;
use hexmart_application::platform::StoreError;

/// What an error of the driver means.
///
/// There are no lost races on a single writer: a lock that another process holds past the busy timeout, a full disk
/// and a failing one all mean that nothing can be written now.
pub(super) fn classify(error: Error) -> StoreError {
    const SIGNS: [&str; 7] = [
        "database is locked",
        "database table is locked",
        "database or disk is full",
        "attempt to write a readonly database",
        "unable to open database file",
        DISK_FAULT,
        MALFORMED,
    ];
    match &error {
        Error::DatabaseError(_, information)
            if SIGNS.iter().any(|sign| information.message().contains(sign)) =>
        {
            StoreError::unavailable(error)
        }
        _ => StoreError::backend(error),
    }
}

/// The last column that a unique violation names: `UNIQUE constraint failed: accounts.email_print`.
pub(super) fn violated_key(message: &str) -> &str {
    message.rsplit('.').next().unwrap_or_default()
}

/// Whether a unique violation is about a position of the feed: never, with one writer.
pub(super) const fn is_position(_message: &str) -> bool {
    false
}

const DISK_FAULT: &str = "disk I/O error";
const MALFORMED: &str = "database disk image is malformed";

/// Whether the file must not be written to any more: after a failed write or fsync nobody knows what the operating
/// system kept, and trying again may report a success that never reaches the disk. A new start reads the log.
pub(super) fn is_storage_fault(error: &StoreError) -> bool {
    match error {
        StoreError::Unavailable(source) => {
            let text = source.to_string();
            text.contains(DISK_FAULT) || text.contains(MALFORMED)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::violated_key;

    #[test]
    fn a_violation_names_its_column() {
        let message = "UNIQUE constraint failed: accounts.email_print";
        assert_eq!(violated_key(message), "email_print");
        assert_eq!(violated_key(""), "");
    }
}
