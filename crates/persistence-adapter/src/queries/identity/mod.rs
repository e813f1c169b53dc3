//! Identity: each repository beside the questions about the same tables.

use diesel::result::{DatabaseErrorKind, Error};
use hexmart_application::platform::{StoreError, UniqueKey};

use super::{Conn, Transaction, classify, count, guarded, pricing, rows, violated_key};

mod accounts;
mod addresses;
mod api_keys;
mod codes;
mod desk;
mod overdue;
mod provider_attempts;
mod purge;
pub(super) mod reseal;
mod sessions;

use purge::forget_sessions;
pub(in super::super) use sessions::{StandingRow, standings};

/// What a unique violation on `accounts` means: there are three keys, and drivers name the violated one in their message
/// alone.
fn account_taken(error: Error) -> StoreError {
    match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, information) => {
            StoreError::Duplicate(match violated_key(information.message()) {
                "email_print" => UniqueKey::AccountEmail,
                "phone_print" => UniqueKey::AccountPhone,
                _primary => UniqueKey::Id,
            })
        }
        other => classify(other),
    }
}
