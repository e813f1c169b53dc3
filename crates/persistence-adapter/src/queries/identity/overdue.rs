use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::identity::Overdue;
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::{AccountState, Role};
use hexmart_domain::shared::UserId;

use super::{Conn, classify, count};
use crate::columns::{At, Key};
use crate::schema::accounts;

/// See [`AccountQueries::overdue`](hexmart_application::identity::AccountQueries::overdue).
///
/// Each kind reads one stretch of one index, the longest overdue first.
pub(super) async fn overdue(conn: &mut Conn, due: Overdue, limit: u64) -> Result<Vec<UserId>, StoreError> {
    let limit = count(limit);
    let late: Vec<Key> = match due {
        Overdue::Verification { made_before } => {
            accounts::table
                .filter(accounts::state.eq(AccountState::Unverified.as_str()))
                .filter(accounts::created_at.lt(At(made_before)))
                .order(accounts::created_at.asc())
                .limit(limit)
                .select(accounts::id)
                .load(conn)
                .await
        }
        Overdue::DormancyNotice { idle_before } => {
            accounts::table
                .filter(accounts::state.eq(AccountState::Active.as_str()))
                .filter(accounts::dormancy_notice_at.is_null())
                .filter(accounts::idle_since.lt(At(idle_before)))
                .filter(accounts::role.eq(Role::User.as_str()))
                .order(accounts::idle_since.asc())
                .limit(limit)
                .select(accounts::id)
                .load(conn)
                .await
        }
        Overdue::Dormancy {
            idle_before,
            warned_before,
        } => {
            accounts::table
                .filter(accounts::state.eq(AccountState::Active.as_str()))
                .filter(accounts::dormancy_notice_at.lt(At(warned_before)))
                .filter(accounts::idle_since.lt(At(idle_before)))
                .filter(accounts::role.eq(Role::User.as_str()))
                .order(accounts::dormancy_notice_at.asc())
                .limit(limit)
                .select(accounts::id)
                .load(conn)
                .await
        }
        Overdue::Anonymisation { deleted_before } => {
            accounts::table
                .filter(accounts::to_forget_since.lt(At(deleted_before)))
                .order(accounts::to_forget_since.asc())
                .limit(limit)
                .select(accounts::id)
                .load(conn)
                .await
        }
    }
    .map_err(classify)?;
    Ok(late.into_iter().map(Key::id).collect())
}
