//! The promises of the storage ports on SQLite and on MySQL/MariaDB, and what only these two can get wrong.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod mysql;
mod mysql_errors;
mod mysql_faults;
mod plans;
mod sqlite;
mod two_processes;
