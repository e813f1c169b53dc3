use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{AuditAction, AuditEntry, AuditEvent, StoreError};
use hexmart_domain::identity::Fingerprint;

use super::{Conn, classify, pricing};
use crate::columns::{At, Key};
use crate::schema::audit_log;

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_log)]
struct AuditRow {
    position: i64,
    recorded_at: At,
    actor_id: Option<Key>,
    action: String,
    subject: String,
    note: String,
    previous: Vec<u8>,
    hash: Vec<u8>,
}

impl AuditRow {
    fn entry(self) -> Result<AuditEntry, StoreError> {
        let corrupt = |what: &str| StoreError::corrupt("audit_log", what);
        let print = |bytes: Vec<u8>| bytes.try_into().map(Fingerprint::from_bytes);
        Ok(AuditEntry {
            position: self.position,
            event: AuditEvent {
                at: self.recorded_at.0,
                actor: self.actor_id.map(Key::id),
                action: AuditAction::from_word(&self.action).ok_or_else(|| corrupt("action"))?,
                subject: self.subject,
                note: self.note,
            },
            previous: print(self.previous).map_err(|_wrong| corrupt("previous hash"))?,
            hash: print(self.hash).map_err(|_wrong| corrupt("hash"))?,
        })
    }
}

/// See [`AuditRepository::head`](hexmart_application::platform::AuditRepository::head).
pub(super) async fn head(conn: &mut Conn) -> Result<Option<AuditEntry>, StoreError> {
    let row: Option<AuditRow> = audit_log::table
        .order(audit_log::position.desc())
        .select(AuditRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(AuditRow::entry).transpose()
}

/// See [`AuditRepository::append`](hexmart_application::platform::AuditRepository::append).
pub(super) async fn append(conn: &mut Conn, entry: &AuditEntry) -> Result<(), StoreError> {
    let AuditEvent {
        at,
        actor,
        action,
        subject,
        note,
    } = &entry.event;
    diesel::insert_into(audit_log::table)
        .values((
            audit_log::position.eq(entry.position),
            audit_log::recorded_at.eq(At(*at)),
            audit_log::actor_id.eq(actor.map(Key::from)),
            audit_log::action.eq(action.as_str()),
            audit_log::subject.eq(subject),
            audit_log::note.eq(note),
            audit_log::previous.eq(entry.previous.as_bytes().as_slice()),
            audit_log::hash.eq(entry.hash.as_bytes().as_slice()),
        ))
        .execute(conn)
        .await
        .map_err(pricing::chain_taken)?;
    Ok(())
}

/// See [`AuditQueries::after`](hexmart_application::platform::AuditQueries::after).
pub(crate) async fn audit_after(
    conn: &mut Conn,
    position: i64,
    limit: u64,
) -> Result<Vec<AuditEntry>, StoreError> {
    let rows: Vec<AuditRow> = audit_log::table
        .filter(audit_log::position.gt(position))
        .order(audit_log::position.asc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(AuditRow::as_select())
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(AuditRow::entry).collect()
}
