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
use crate::media::{ObjectError, ObjectKey, ObjectStore};
use crate::platform::{Job, Lease, Leases, Mint, StoreError};

/// Products that are written together: few, because others want to write meanwhile.
pub(super) const BATCH: usize = 100;
/// One import at a time in the whole shop.
const LEASE: &str = "imports";
/// How long a process may be silent before another takes its import over.
const TERM: Duration = Duration::from_secs(30);
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
            if self.hold().await?.is_none() {
                return Ok(done);
            }
            // Between the look and the lease another process may have done it.
            if let Some(run) = self.queries.run(run.id).await?.filter(|run| run.state.is_open()) {
                self.carry_out(run).await?;
                done += 1;
            }
        }
        if done > 0 {
            self.stop().await?;
        }
        Ok(done)
    }

    /// Leaves what is undone to other processes at once.
    pub async fn stop(&self) -> Result<(), StoreError> {
        match self.hold().await? {
            Some(lease) => self.leases.release(&lease).await,
            None => Ok(()),
        }
    }

    /// Takes or renews the right to import; none while another process has it.
    async fn hold(&self) -> Result<Option<Lease>, StoreError> {
        self.leases
            .acquire(LEASE, self.holder, self.mint.now(), TERM)
            .await
    }

    async fn carry_out(&self, run: ImportRun) -> Result<(), InterchangeError> {
        let (id, key) = (run.id, file_key(run.id)?);
        match self.import(run, &key).await {
            Ok(_done) => {}
            Err(error) if is_passing(&error) => return Err(error),
            // Trying again would end the same way, and hold up the others.
            Err(error) => {
                if let Some(run) = self.queries.run(id).await? {
                    self.importer.give_up(run, &error.to_string()).await?;
                }
            }
        }
        Ok(self.objects.delete(&[key]).await?)
    }

    async fn import(&self, run: ImportRun, key: &ObjectKey) -> Result<ImportRun, InterchangeError> {
        let file = self.objects.get(key).await?;
        let file = file.ok_or_else(|| ObjectError::Failed("the file is gone".to_owned()))?;
        let order = ImportOrder {
            file: self.formats.open(run.format, file.bytes).await?,
            authority: authority_of(&run),
            seller: run.seller,
            options: run.options,
            batch: BATCH,
            moves_in: false,
        };
        let mut rejects = StoredRejects::of(run.id, Arc::clone(&self.objects), Arc::clone(&self.formats));
        let mut watch = Watch { worker: self };
        self.importer.go_on(run, &order, &mut rejects, &mut watch).await
    }
}

/// Whether it may go better the next time.
const fn is_passing(error: &InterchangeError) -> bool {
    matches!(
        error,
        InterchangeError::Overtaken
            | InterchangeError::Objects(ObjectError::Unavailable(_))
            | InterchangeError::Store(
                StoreError::Unavailable(_) | StoreError::Unresolved(_) | StoreError::Conflict
            )
    )
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

#[async_trait]
impl ImportWatcher for Watch<'_> {
    async fn came_to(&mut self, _run: &ImportRun) -> Result<(), InterchangeError> {
        match self.worker.hold().await? {
            Some(_lease) => Ok(()),
            None => Err(InterchangeError::Overtaken),
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
