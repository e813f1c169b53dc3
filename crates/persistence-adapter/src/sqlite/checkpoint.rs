//! Folding the log into the file, beside the writing thread rather than in it.
//!
//! A checkpoint copies every page that changed and waits for the disk twice. Done by the writer after a commit, all who
//! write wait for it. This thread does most of the copying while the writer goes on; what is left when the log has
//! grown to its limit (see `wal_autocheckpoint`), the writer folds in itself, and starts the log afresh.

use std::path::Path;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;

use super::connection::{Purpose, establish};
use crate::error::OpenError;

/// How many commands are written between two rounds: they change about as many pages.
const COMMANDS: usize = 2_000;

/// The handle of the thread, which ends when it is dropped.
pub(super) struct Checkpoints {
    wake: Sender<()>,
    written: usize,
}

impl Checkpoints {
    pub(super) fn start(path: &Path) -> Result<Self, OpenError> {
        let conn = establish(path, Purpose::Write)?;
        let (wake, rounds) = bounded(1);
        thread::Builder::new()
            .name("sqlite-checkpoints".to_owned())
            .spawn(move || fold_log(conn, &rounds))
            .map_err(|error| OpenError::Unreachable {
                target: path.display().to_string(),
                reason: error.to_string(),
            })?;
        Ok(Self { wake, written: 0 })
    }

    /// So many commands were committed.
    pub(super) fn committed(&mut self, commands: usize) {
        self.written = self.written.saturating_add(commands);
        if self.written >= COMMANDS {
            self.written = 0;
            // One that is under way, or gone, need not be told.
            let _busy = self.wake.try_send(());
        }
    }
}

fn fold_log(mut conn: SqliteConnection, rounds: &Receiver<()>) {
    for () in rounds {
        // Passive: waits for nobody, and nobody for it.
        if let Err(error) = conn.batch_execute("PRAGMA wal_checkpoint(PASSIVE)") {
            tracing::warn!(%error, "the log was not folded into the file; the writer will do it");
        }
    }
}
