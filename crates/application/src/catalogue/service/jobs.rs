//! What the catalogue does by itself from time to time.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use hexmart_domain::shared::Instant;

use super::picture_files::{PREFIX, picture_of};
use crate::catalogue::{CatalogueQueries, ChangeFeed, Freshness};
use crate::media::{ObjectKey, ObjectStore};
use crate::platform::{Abort, Job, Store, StoreError, transact};

/// How long a file without a product may still be about to get one.
const UPLOADING: TimeDelta = TimeDelta::hours(1);
/// How long the feed is kept: an index that was away for longer is made anew.
const REMEMBERED: TimeDelta = TimeDelta::days(7);
const BATCH: u64 = 500;

/// The jobs: discounts that end, files that belong to nothing, changes that everybody has read.
pub fn catalogue_jobs(
    store: &Arc<dyn Store>,
    queries: &Arc<dyn CatalogueQueries>,
    feed: &Arc<dyn ChangeFeed>,
    objects: &Arc<dyn ObjectStore>,
    freshness: &Arc<dyn Freshness>,
) -> Vec<Arc<dyn Job>> {
    vec![
        Arc::new(LapseDeals {
            store: Arc::clone(store),
            freshness: Arc::clone(freshness),
        }),
        Arc::new(SweepPictures {
            queries: Arc::clone(queries),
            objects: Arc::clone(objects),
        }),
        Arc::new(ForgetChanges {
            feed: Arc::clone(feed),
        }),
    ]
}

struct LapseDeals {
    store: Arc<dyn Store>,
    freshness: Arc<dyn Freshness>,
}

#[async_trait]
impl Job for LapseDeals {
    fn name(&self) -> &'static str {
        "lapse_deals"
    }

    fn interval(&self) -> Duration {
        Duration::from_secs(10)
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let mut all = 0;
        loop {
            let lapsed = transact(&*self.store, "lapse_deals", move |uow| {
                Box::pin(
                    async move { Ok::<_, Abort<StoreError>>(uow.products().lapse_deals(now, BATCH).await?) },
                )
            })
            .await?;
            all += lapsed;
            if lapsed > 0 {
                self.freshness.catalogue_changed();
            }
            if lapsed < BATCH {
                return Ok(all);
            }
        }
    }
}

struct SweepPictures {
    queries: Arc<dyn CatalogueQueries>,
    objects: Arc<dyn ObjectStore>,
}

#[async_trait]
impl Job for SweepPictures {
    fn name(&self) -> &'static str {
        "sweep_pictures"
    }

    fn interval(&self) -> Duration {
        Duration::from_hours(1)
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let mut swept = 0;
        let mut after: Option<ObjectKey> = None;
        loop {
            let files = self
                .objects
                .list(PREFIX, after.take(), 500)
                .await
                .map_err(StoreError::unavailable)?;
            let Some(last) = files.last() else {
                return Ok(swept);
            };
            after = Some(last.key.clone());
            let old: Vec<_> = files
                .into_iter()
                .filter(|file| now.signed_duration_since(file.stored_at) > UPLOADING)
                .map(|file| file.key)
                .collect();
            swept += self.sweep(old).await?;
        }
    }
}

impl SweepPictures {
    /// Lets go of those files that belong to no product.
    async fn sweep(&self, files: Vec<ObjectKey>) -> Result<u64, StoreError> {
        let mut pictures: Vec<_> = files.iter().filter_map(picture_of).collect();
        pictures.dedup();
        if pictures.is_empty() {
            return Ok(0);
        }
        let in_use = self.queries.pictures_in_use(&pictures).await?;
        let orphans: Vec<_> = files
            .into_iter()
            .filter(|key| picture_of(key).is_some_and(|picture| !in_use.contains(&picture)))
            .collect();
        if orphans.is_empty() {
            return Ok(0);
        }
        self.objects
            .delete(&orphans)
            .await
            .map_err(StoreError::unavailable)?;
        Ok(u64::try_from(orphans.len()).unwrap_or(u64::MAX))
    }
}

struct ForgetChanges {
    feed: Arc<dyn ChangeFeed>,
}

#[async_trait]
impl Job for ForgetChanges {
    fn name(&self) -> &'static str {
        "forget_changes"
    }

    fn interval(&self) -> Duration {
        Duration::from_hours(1)
    }

    async fn run(&self, now: Instant) -> Result<u64, StoreError> {
        let mut all = 0;
        loop {
            let forgotten = self.feed.forget(now - REMEMBERED, 10_000).await?;
            all += forgotten;
            if forgotten < 10_000 {
                return Ok(all);
            }
        }
    }
}
