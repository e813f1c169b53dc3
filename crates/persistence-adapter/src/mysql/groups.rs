//! Groups of attempts that only add new things, written together.
//!
//! The rows of all attempts that wait become one transaction, with one statement per table and one commit. If any row is
//! refused (a taken key, most likely), nothing is written, and each attempt runs again in a transaction of its own, where
//! it meets the refusal that is meant for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hexmart_application::platform::{StoreError, Vault};
use tokio::sync::{mpsc, oneshot};

use super::connection::Pool;
use super::lazy::Rows;
use super::queries::Transaction;
use super::store::{begin, commit, roll_back};
use crate::gauges::Gauges;

/// What a group says to one of its members.
#[derive(Debug)]
pub(super) enum Verdict {
    Written,
    /// Nothing was written, for a reason that may be anybody's: try alone.
    Alone,
    Failed(StoreError),
}

struct Member {
    rows: Rows,
    reply: oneshot::Sender<Verdict>,
}

/// Two, so that one group gathers while the other is being committed.
const GROUPS: usize = 2;
/// Rows with which a group is full: what one statement holds.
const FULL: usize = 500;
/// Members that may wait per group before callers wait to join.
const LINE: usize = 4_096;

/// Writes the rows of waiting attempts together.
pub(super) struct Groups {
    lines: Vec<mpsc::Sender<Member>>,
    next: AtomicUsize,
    gauges: Arc<Gauges>,
}

impl Groups {
    /// The groups are written until this is dropped.
    pub(super) fn start(pool: &Pool, vault: &Arc<dyn Vault>, gauges: &Arc<Gauges>) -> Self {
        let start_group = |_| {
            let (line, members) = mpsc::channel(LINE);
            tokio::spawn(write_groups(
                pool.clone(),
                Arc::clone(vault),
                members,
                Arc::clone(gauges),
            ));
            line
        };
        let lines = (0..GROUPS).map(start_group).collect();
        Self {
            lines,
            next: AtomicUsize::new(0),
            gauges: Arc::clone(gauges),
        }
    }

    /// Writes the rows, with whatever else waits.
    pub(super) async fn write(&self, rows: Rows) -> Verdict {
        let (reply, verdict) = oneshot::channel();
        let turn = self
            .next
            .fetch_add(1, Ordering::Relaxed)
            .checked_rem(self.lines.len());
        let Some(line) = turn.and_then(|turn| self.lines.get(turn)) else {
            return Verdict::Alone;
        };
        self.gauges.enqueued();
        if line.send(Member { rows, reply }).await.is_err() {
            return Verdict::Failed(StoreError::unavailable("the store is closed"));
        }
        verdict
            .await
            .unwrap_or_else(|dropped| Verdict::Failed(StoreError::unresolved(dropped)))
    }
}

async fn write_groups(
    pool: Pool,
    vault: Arc<dyn Vault>,
    mut members: mpsc::Receiver<Member>,
    gauges: Arc<Gauges>,
) {
    while let Some(first) = members.recv().await {
        let mut rows = Rows::default();
        let mut replies = Vec::new();
        let mut joining = Some(first);
        while let Some(mut member) = joining {
            rows.append(&mut member.rows);
            replies.push(member.reply);
            joining = if rows.len() < FULL {
                members.try_recv().ok()
            } else {
                None
            };
        }
        gauges.dequeued(replies.len());
        let written = write(&pool, &*vault, &rows).await;
        for reply in replies {
            // Nobody listens when the caller is gone; the rows stand nevertheless.
            let _gone = reply.send(verdict(&written));
        }
    }
}

fn verdict(written: &Result<(), StoreError>) -> Verdict {
    match written {
        Ok(()) => Verdict::Written,
        Err(error @ (StoreError::Unavailable(_) | StoreError::Unresolved(_))) => {
            Verdict::Failed(error.clone())
        }
        Err(
            StoreError::Conflict
            | StoreError::Duplicate(_)
            | StoreError::Corrupt { .. }
            | StoreError::Backend(_),
        ) => Verdict::Alone,
    }
}

async fn write(pool: &Pool, vault: &dyn Vault, rows: &Rows) -> Result<(), StoreError> {
    let (mut conn, operation) = begin(pool).await?;
    match rows.write(&mut Transaction::on(&mut conn, vault)).await {
        Ok(()) => commit(pool, conn, operation).await,
        Err(error) => {
            roll_back(pool, conn).await;
            Err(error)
        }
    }
}
