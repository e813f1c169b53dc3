//! The promises of the storage ports on SQLite and on MySQL/MariaDB, and what only these two can get wrong.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod at_rest;
mod identity_plans;
mod milly;
mod mysql;
mod mysql_errors;
mod mysql_faults;
mod mysql_purchases;
mod plans;
mod sqlite;
mod two_processes;

use std::sync::Arc;

use hexmart_application::platform::Vault;
use hexmart_contracts::given::Ring;

/// A vault whose keys are those of any other here.
pub(crate) fn vault() -> Arc<dyn Vault> {
    Arc::new(Ring::default())
}
