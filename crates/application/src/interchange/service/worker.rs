//! Imports uploaded files in the background.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use hexmart_domain::shared::Instant;

use super::importing::{ImportOrder, ImportWatcher, Importer};
use crate::interchange::rejects::{PREFIX, StoredRejects, file_key};
use crate::interchange::{ImportQueries, ImportRun, InterchangeError, ProductFormats};
use crate::marketplace::Authority;
use crate::media::ObjectStore;
use crate::platform::{Job, Leases, Mint, StoreError};

/// Products that are written together: few, because others want to write meanwhile.
pub(super) const BATCH: usize = 100;
/// One import at a time in the whole shop.
const LEASE: &str = "imports";
/// How long a process may be silent before another takes its import over.
const TERM: Duration = Duration::from_mins(2);
/// How long files of imports are kept: that of a run that is done with holds its rejected rows.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Does the runs that wait, and those whose process died.
pub struct ImportWorker {
    importer: Importer,
    queries: Arc<dyn ImportQueries>,
    formats: Arc<dyn ProductFormats>,
    objects: Arc<dyn ObjectStore>,
    leases: Arc<dyn Leases>,
    mint: Mint,
    holder: [u8; 16],
}

impl fmt::Debug for ImportWorker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ImportWorker")
    }
}

impl ImportWorker {
    /// Joins the ports.
    pub fn new(
        importer: Importer,
        queries: Arc<dyn ImportQueries>,
        formats: Arc<dyn ProductFormats>,
        objects: Arc<dyn ObjectStore>,
        leases: Arc<dyn Leases>,
        mint: Mint,
    ) -> Self {
        Self {
            importer,
            queries,
            formats,
            objects,
            leases,
            holder: mint.holder(),
            mint,
        }
    }

    /// Does every run that waits, one after another, unless another process is at it; answers how many were done. To be
    /// called again and again.
    pub async fn work(&self) -> Result<u64, InterchangeError> {
        let mut done = 0;
        while let Some(run) = self.queries.waiting(1).await?.pop() {
            let mut watch = Watch { worker: self };
            if !watch.hold().await? {
                break;
            }
            // Between the look and the lease another process may have done it.
            if let Some(run) = self.queries.run(run.id).await?.filter(|run| run.state.is_open()) {
                self.carry_out(run, &mut watch).await?;
                done += 1;
            }
        }
        Ok(done)
    }

    async fn carry_out(&self, run: ImportRun, watch: &mut Watch<'_>) -> Result<(), InterchangeError> {
        let key = file_key(run.id)?;
        let Some(file) = self.objects.get(&key).await? else {
            self.importer.give_up(run, "the file is gone").await?;
            return Ok(());
        };
        let file = match self.formats.open(run.format, file.bytes) {
            Ok(file) => file,
            Err(fault) => {
                self.importer.give_up(run, &fault.to_string()).await?;
                return Ok(());
            }
        };
        let order = ImportOrder {
            file,
            authority: authority_of(&run),
            seller: run.seller,
            options: run.options,
            batch: BATCH,
            moves_in: false,
        };
        let mut rejects = StoredRejects::of(run.id, Arc::clone(&self.objects), Arc::clone(&self.formats));
        self.importer.go_on(run, &order, &mut rejects, watch).await?;
        self.objects.delete(&[key]).await?;
        Ok(())
    }
}

/// Uploaded runs of a seller were wanted by that seller.
fn authority_of(run: &ImportRun) -> Authority {
    match (run.seller, run.actor) {
        (Some(seller), Some(user)) => Authority::Seller { user, seller },
        (_, actor) => Authority::Shop(actor),
    }
}

/// Renews the lease; an import without it ends, and its next owner goes on.
struct Watch<'w> {
    worker: &'w ImportWorker,
}

impl Watch<'_> {
    async fn hold(&mut self) -> Result<bool, StoreError> {
        let worker = self.worker;
        let lease = worker
            .leases
            .acquire(LEASE, worker.holder, worker.mint.now(), TERM)
            .await?;
        Ok(lease.is_some())
    }
}

#[async_trait]
impl ImportWatcher for Watch<'_> {
    async fn came_to(&mut self, _run: &ImportRun) -> Result<(), InterchangeError> {
        if self.hold().await? {
            Ok(())
        } else {
            Err(InterchangeError::Overtaken)
        }
    }
}

/// What imports leave behind is let go of after a while.
pub fn import_jobs(objects: &Arc<dyn ObjectStore>) -> Vec<Arc<dyn Job>> {
    vec![Arc::new(SweepImports {
        objects: Arc::clone(objects),
    })]
}

struct SweepImports {
    objects: Arc<dyn ObjectStore>,
}

#[async_trait]
impl Job for SweepImports {
    fn name(&self) -> &'static str {
        "sweep_imports"
    }

    fn interval(&self) -> Duration {
        Duration::from_hours(24)
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let (mut gone, mut after) = (0, None);
        loop {
            let files = self
                .objects
                .list(PREFIX, after, 500)
                .await
                .map_err(StoreError::unavailable)?;
            let Some(last) = files.last() else {
                return Ok(gone);
            };
            after = Some(last.key.clone());
            let old: Vec<_> = files
                .into_iter()
                .filter(|file| file.stored_at < now - KEPT)
                .map(|file| file.key)
                .collect();
            gone += u64::try_from(old.len()).unwrap_or(u64::MAX);
            if !old.is_empty() {
                self.objects.delete(&old).await.map_err(StoreError::unavailable)?;
            }
        }
    }
}
