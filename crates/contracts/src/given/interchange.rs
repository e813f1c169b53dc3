//! Runs of imports.

use hexmart_application::interchange::{FileFormat, ImportCounts, ImportOptions, ImportRun, ImportState};

use super::{TICK, id, now};

/// A run that has come some way, of a file that nobody else has; every field has a value of its own.
pub fn import_run() -> ImportRun {
    let id = id();
    let mut fingerprint = [7; 32];
    fingerprint[16..].copy_from_slice(id.as_uuid().as_bytes());
    ImportRun {
        id,
        version: 1,
        fingerprint,
        format: FileFormat::Csv,
        is_uploaded: true,
        options: ImportOptions {
            dry_run: false,
            create_categories: true,
        },
        seller: Some(super::id()),
        actor: Some(super::id()),
        state: ImportState::Running,
        counts: ImportCounts {
            created: 4_000_000_000,
            updated: 2,
            unchanged: 3,
            rejected: 4,
        },
        bytes_done: 5_000_000_000,
        bytes_total: 6_000_000_000,
        lines_done: 7,
        rejects_bytes: 8,
        created_at: now(),
        updated_at: now() + TICK,
    }
}
