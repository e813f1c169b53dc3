use diesel::prelude::*;
use hexmart_application::interchange::{FileFormat, ImportCounts, ImportOptions, ImportRun, ImportState};
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::Fingerprint;

use crate::columns::{At, Key, Print};
use crate::schema::imports;

/// A run of an import as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = imports, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct ImportRow {
    id: Key,
    version: i64,
    fingerprint: Print,
    format: String,
    is_uploaded: bool,
    dry_run: bool,
    create_categories: bool,
    seller_id: Option<Key>,
    actor_id: Option<Key>,
    state: String,
    why: Option<String>,
    created: i64,
    updated: i64,
    unchanged: i64,
    rejected: i64,
    bytes_done: i64,
    bytes_total: i64,
    lines_done: i64,
    rejects_bytes: i64,
    created_at: At,
    updated_at: At,
}

fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn count(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}

impl From<&ImportRun> for ImportRow {
    fn from(run: &ImportRun) -> Self {
        let why = match &run.state {
            ImportState::Failed { why } => Some(why.clone()),
            ImportState::Waiting | ImportState::Running | ImportState::Done => None,
        };
        Self {
            id: run.id.into(),
            version: run.version,
            fingerprint: Print(Fingerprint::from_bytes(run.fingerprint)),
            format: run.format.as_str().to_owned(),
            is_uploaded: run.is_uploaded,
            dry_run: run.options.dry_run,
            create_categories: run.options.create_categories,
            seller_id: run.seller.map(Key::from),
            actor_id: run.actor.map(Key::from),
            state: run.state.as_str().to_owned(),
            why,
            created: stored(run.counts.created),
            updated: stored(run.counts.updated),
            unchanged: stored(run.counts.unchanged),
            rejected: stored(run.counts.rejected),
            bytes_done: stored(run.bytes_done),
            bytes_total: stored(run.bytes_total),
            lines_done: stored(run.lines_done),
            rejects_bytes: stored(run.rejects_bytes),
            created_at: At(run.created_at),
            updated_at: At(run.updated_at),
        }
    }
}

impl TryFrom<ImportRow> for ImportRun {
    type Error = StoreError;

    fn try_from(row: ImportRow) -> Result<Self, StoreError> {
        let corrupt = |what: &str| StoreError::corrupt("imports", what);
        Ok(Self {
            id: row.id.id(),
            version: row.version,
            fingerprint: *row.fingerprint.0.as_bytes(),
            format: FileFormat::from_word(&row.format).ok_or_else(|| corrupt("format"))?,
            is_uploaded: row.is_uploaded,
            options: ImportOptions {
                dry_run: row.dry_run,
                create_categories: row.create_categories,
            },
            seller: row.seller_id.map(Key::id),
            actor: row.actor_id.map(Key::id),
            state: ImportState::from_word(&row.state, row.why).ok_or_else(|| corrupt("state"))?,
            counts: ImportCounts {
                created: count(row.created),
                updated: count(row.updated),
                unchanged: count(row.unchanged),
                rejected: count(row.rejected),
            },
            bytes_done: count(row.bytes_done),
            bytes_total: count(row.bytes_total),
            lines_done: count(row.lines_done),
            rejects_bytes: count(row.rejects_bytes),
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        })
    }
}
