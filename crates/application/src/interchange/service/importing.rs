//! One run of an import, batch by batch.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::catalogue::{Product, Sku};
use hexmart_domain::shared::{Currency, SellerId};

use super::checking::{Checked, check};
use super::planning::{Plan, Terms, plan};
use super::writing::{Unwritten, write};
use crate::catalogue::Freshness;
use crate::interchange::{
    Batch, ImportCounts, ImportOptions, ImportQueries, ImportRun, ImportState, InterchangeError, ProductFile,
    Reject, RejectLog,
};
use crate::marketplace::Authority;
use crate::platform::{Abort, Mint, Store, StoreError, transact};

/// Imports files.
///
/// Each batch is looked at first, then what was refused of it is told, then the rest is written together with how far the
/// run has come. So a process can die at any moment: whoever goes on begins behind the last batch that was written.
#[derive(Clone)]
pub struct Importer {
    store: Arc<dyn Store>,
    queries: Arc<dyn ImportQueries>,
    freshness: Arc<dyn Freshness>,
    currency: Currency,
    mint: Mint,
}

/// Told after each batch how far a run has come; may end it.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait ImportWatcher: Send {
    /// A batch was dealt with.
    async fn came_to(&mut self, run: &ImportRun) -> Result<(), InterchangeError>;
}

/// What is imported, and how.
pub struct ImportOrder {
    /// The file.
    pub file: Arc<dyn ProductFile>,
    /// On whose authority.
    pub authority: Authority,
    /// Whose the products are that do not say; none for the shop's own.
    pub seller: Option<SellerId>,
    /// What was wished for.
    pub options: ImportOptions,
    /// Products that are written together, 1 to [`Batch::MOST`].
    pub batch: usize,
    /// Whether new products have the ids and the instants of creation that their records tell: for a shop that moves here.
    pub moves_in: bool,
}

impl fmt::Debug for Importer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Importer")
    }
}

impl fmt::Debug for ImportOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ImportOrder")
    }
}

/// How often a batch is looked at anew because somebody changed what it changes.
const LOOKS: usize = 20;

impl Importer {
    /// Joins the ports. Prices that name no currency are in `currency`.
    pub fn new(
        store: Arc<dyn Store>,
        queries: Arc<dyn ImportQueries>,
        freshness: Arc<dyn Freshness>,
        currency: Currency,
        mint: Mint,
    ) -> Self {
        Self {
            store,
            queries,
            freshness,
            currency,
            mint,
        }
    }

    /// Imports a file from somebody's disk; goes on where an earlier run of the same file stopped. Of a dry run nothing is
    /// kept, not even that it was.
    pub async fn import(
        &self,
        order: &ImportOrder,
        rejects: &mut dyn RejectLog,
        watcher: &mut dyn ImportWatcher,
    ) -> Result<ImportRun, InterchangeError> {
        let run = if order.options.dry_run {
            self.new_run(order, false)
        } else {
            let fingerprint = order.file.survey().fingerprint;
            match self.queries.unfinished(fingerprint, order.seller, false).await? {
                Some(run) => run,
                None => self.begin(self.new_run(order, false)).await?,
            }
        };
        self.go_on(run, order, rejects, watcher).await
    }

    /// The shop's own products that have a variant of this SKU.
    pub(super) async fn products_of(&self, sku: Sku) -> Result<Vec<Product>, StoreError> {
        transact(&*self.store, "find_product", move |uow| {
            let sku = sku.clone();
            Box::pin(async move {
                let found = uow.products().find_by_skus(None, &[sku]).await?;
                Ok::<_, Abort<StoreError>>(found)
            })
        })
        .await
    }

    /// A run that has not begun.
    pub(super) fn new_run(&self, order: &ImportOrder, is_uploaded: bool) -> ImportRun {
        let (survey, now) = (order.file.survey(), self.mint.now());
        ImportRun {
            id: self.mint.id(now),
            version: 1,
            fingerprint: survey.fingerprint,
            format: survey.format,
            is_uploaded,
            options: order.options,
            seller: order.seller,
            actor: order.authority.user(),
            state: if is_uploaded {
                ImportState::Waiting
            } else {
                ImportState::Running
            },
            counts: ImportCounts::default(),
            bytes_done: 0,
            bytes_total: survey.bytes,
            lines_done: 0,
            rejects_bytes: 0,
            created_at: now,
            updated_at: now,
        }
    }

    pub(super) async fn begin(&self, run: ImportRun) -> Result<ImportRun, StoreError> {
        let added = run.clone();
        transact(&*self.store, "begin_import", move |uow| {
            let added = added.clone();
            Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.imports().add(&added).await?) })
        })
        .await?;
        Ok(run)
    }

    /// Does what is left of a run.
    pub(super) async fn go_on(
        &self,
        mut run: ImportRun,
        order: &ImportOrder,
        rejects: &mut dyn RejectLog,
        watcher: &mut dyn ImportWatcher,
    ) -> Result<ImportRun, InterchangeError> {
        rejects.rewind(run.rejects_bytes).await?;
        let mut reader = order
            .file
            .read(run.bytes_done, run.lines_done, order.batch)
            .await?;
        while let Some(batch) = reader.next().await? {
            run = self.step(run, batch, order, rejects).await?;
            self.freshness.catalogue_changed();
            watcher.came_to(&run).await?;
        }
        let done = ImportRun {
            state: ImportState::Done,
            // What ends the last line is dealt with too, although nobody read it.
            bytes_done: run.bytes_total,
            ..run
        };
        self.save(done, Plan::default(), order)
            .await?
            .map_err(Unwritten::into_error)
    }

    /// Says that a run cannot go on.
    pub(super) async fn give_up(&self, run: ImportRun, why: &str) -> Result<ImportRun, InterchangeError> {
        let why = why.chars().take(500).collect();
        let failed = self.following(ImportRun {
            state: ImportState::Failed { why },
            ..run
        });
        let saved = failed.clone();
        transact(&*self.store, "fail_import", move |uow| {
            let saved = saved.clone();
            Box::pin(async move { write(uow, &saved, &Plan::default()).await })
        })
        .await
        .map_err(Unwritten::into_error)?;
        Ok(failed)
    }

    /// The next version of a run.
    fn following(&self, run: ImportRun) -> ImportRun {
        ImportRun {
            version: run.version + 1,
            updated_at: self.mint.now(),
            ..run
        }
    }

    async fn step(
        &self,
        run: ImportRun,
        batch: Batch,
        order: &ImportOrder,
        rejects: &mut dyn RejectLog,
    ) -> Result<ImportRun, InterchangeError> {
        let checked = |record| check(record, self.currency);
        let records: Arc<Vec<_>> = Arc::new(batch.records.into_iter().map(checked).collect());
        let mut failure = Unwritten::Stale(StoreError::Conflict);
        for _ in 0..LOOKS {
            let planned = self.look(&records, order).await?;
            let mut rejects_bytes = run.rejects_bytes;
            if !planned.rejects.is_empty() {
                rejects_bytes = rejects.append(&planned.rejects).await?;
            }
            let next = ImportRun {
                state: ImportState::Running,
                counts: run.counts.plus(planned.counts),
                bytes_done: batch.bytes,
                lines_done: batch.lines,
                rejects_bytes,
                ..run.clone()
            };
            match self.save(next, planned, order).await? {
                Ok(next) => return Ok(next),
                Err(Unwritten::Stale(error)) => failure = Unwritten::Stale(error),
                Err(other) => return Err(other.into_error()),
            }
            if rejects_bytes != run.rejects_bytes {
                rejects.rewind(run.rejects_bytes).await?;
            }
        }
        Err(failure.into_error())
    }

    async fn look(
        &self,
        records: &Arc<Vec<Result<Checked, Reject>>>,
        order: &ImportOrder,
    ) -> Result<Plan, StoreError> {
        let records = Arc::clone(records);
        let terms = Arc::new(Terms {
            authority: order.authority,
            seller: order.seller,
            create_categories: order.options.create_categories,
            moves_in: order.moves_in,
            mint: self.mint.clone(),
        });
        transact(&*self.store, "look_at_import", move |uow| {
            let (records, terms) = (Arc::clone(&records), Arc::clone(&terms));
            Box::pin(async move { Ok::<_, Abort<StoreError>>(plan(uow, &records, &terms).await?) })
        })
        .await
    }

    /// Writes a plan and the run that it brings further; of a dry run, what an uploaded one is to tell.
    async fn save(
        &self,
        run: ImportRun,
        planned: Plan,
        order: &ImportOrder,
    ) -> Result<Result<ImportRun, Unwritten>, InterchangeError> {
        let next = self.following(run);
        let is_dry = order.options.dry_run;
        if is_dry && !next.is_uploaded {
            return Ok(Ok(next));
        }
        let planned = Arc::new(if is_dry { Plan::default() } else { planned });
        let saved = Arc::new(next);
        let (planned, written) = (planned, Arc::clone(&saved));
        let outcome = transact(&*self.store, "import_products", move |uow| {
            let (run, planned) = (Arc::clone(&written), Arc::clone(&planned));
            Box::pin(async move { write(uow, &run, &planned).await })
        })
        .await;
        match outcome {
            Ok(()) => Ok(Ok(Arc::unwrap_or_clone(saved))),
            Err(Unwritten::Store(error)) => Err(error.into()),
            Err(unwritten) => Ok(Err(unwritten)),
        }
    }
}
