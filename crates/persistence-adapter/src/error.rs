use thiserror::Error;

/// Why a database could not be opened, migrated or checked.
#[derive(Debug, Error)]
pub enum OpenError {
    /// It cannot be reached or opened.
    #[error("cannot open the database {target}: {reason}")]
    Unreachable {
        /// Which one, without its password.
        target: String,
        /// What the driver says.
        reason: String,
    },
    /// A schema change failed; the ones before it stand.
    #[error("cannot migrate the database {target}: {reason}")]
    Migration {
        /// Which one, without its password.
        target: String,
        /// What the driver says.
        reason: String,
    },
    /// Linked with an SQLite that has the WAL-reset corruption bug.
    #[error("SQLite {found} is too old, 3.51.3 is needed")]
    SqliteTooOld {
        /// The version that is linked.
        found: String,
    },
    /// Not a database address.
    #[error("{target} is not a database address: {reason}")]
    Address {
        /// What was given, without its password.
        target: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// One thing that was looked at, for `hexmart doctor`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is as it should be.
    pub ok: bool,
    /// What was looked at, and what was seen.
    pub what: String,
    /// What to do about it; empty when there is nothing to do.
    pub cure: String,
}
