//! Which positions of the feed are settled.
//!
//! The server gives a position away when a row is inserted, and shows the row when its transaction is committed: positions
//! appear out of order, and those of transactions that were rolled back never. So nothing is settled behind a position
//! that is missing. When one has been missing for a while, and there is no row even among those that are not committed
//! yet, an entry of nothing is put there: either it stays, and nothing else can come, or somebody's row comes first, and
//! the entry is not put. A writer that had been given the position, and stood still for so long before it used it, finds
//! it taken, and runs again like after any race that was lost.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use futures_util::FutureExt;
use hexmart_application::catalogue::FeedPage;
use hexmart_application::platform::StoreError;
use hexmart_application::search::FeedPosition;
use tokio::time::Instant;

use super::Conn;
use super::classify::classify;
use super::desk::Desk;
use super::queries::feed::Stretch;
use super::queries::{forgotten_to, stretch};
use super::script::run;
use crate::columns::{At, Key, to_text};
use crate::schema::catalogue_feed;

/// How long a position may be missing before somebody looks whether anything will come: far longer than a server needs
/// from giving it away to having the row.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long it is remembered when a gap was seen first.
const MEMORY: Duration = Duration::from_mins(1);
/// The most positions that are declared empty at once.
const MOST: FeedPosition = 5_000;

/// How far is looked at once when the end is looked for.
const STEP: FeedPosition = 10_000;
/// As many entries.
const LIMIT: u64 = 10_000;

/// Positions that are missing, and when the row behind them was added.
type Gap = (RangeInclusive<FeedPosition>, At);

/// What is known about missing positions.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    /// Since when gaps, by their first position, are known.
    since: Mutex<HashMap<FeedPosition, Instant>>,
    /// Up to where there are none for certain.
    none_to: AtomicI64,
}

impl Gaps {
    /// Those of these gaps that are known for long enough.
    fn old(&self, gaps: Vec<Gap>) -> Vec<Gap> {
        let now = Instant::now();
        let mut known = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, since| now.duration_since(*since) < MEMORY);
        gaps.into_iter()
            .filter(|(missing, _)| {
                let since = *known.entry(*missing.start()).or_insert(now);
                now.duration_since(since) >= PATIENCE
            })
            .collect()
    }
}

impl Desk {
    pub(super) async fn feed_since(&self, after: FeedPosition, limit: u64) -> Result<FeedPage, StoreError> {
        let ask = || self.ask(move |conn| stretch(conn, after, limit).boxed());
        let found = ask().await?;
        let old = self.gaps().old(gaps(&found, after));
        if old.is_empty() {
            let settled_to = settled_to(&found, after);
            return Ok(found.page(settled_to));
        }
        self.ask(move |conn| {
            let old = old.clone();
            async move { close(conn, &old).await }.boxed()
        })
        .await?;
        let found = ask().await?;
        let settled_to = settled_to(&found, after);
        Ok(found.page(settled_to))
    }

    /// Walks through what is there, and the next time from where it came to.
    pub(super) async fn feed_end(&self) -> Result<FeedPosition, StoreError> {
        let forgotten_to = self.ask(move |conn| forgotten_to(conn).boxed()).await?;
        let mut from = forgotten_to.max(AtomicI64::load(&self.gaps().none_to, Ordering::Relaxed));
        while self.ask(move |conn| is_whole(conn, from).boxed()).await? {
            from += STEP;
        }
        let end = self.feed_since(from, LIMIT).await?.settled_to;
        self.gaps().none_to.fetch_max(end, Ordering::Relaxed);
        Ok(end)
    }
}

/// Whether no position of a step is missing.
async fn is_whole(conn: &mut Conn, from: FeedPosition) -> Result<bool, StoreError> {
    let there: i64 = catalogue_feed::table
        .filter(catalogue_feed::position.between(from + 1, from + STEP))
        .select(count_star())
        .first(conn)
        .await
        .map_err(classify)?;
    Ok(there == STEP)
}

/// Where a reader of everything up to `after` starts, who has not missed anything.
fn beginning(stretch: &Stretch, after: FeedPosition) -> FeedPosition {
    after.max(stretch.forgotten_to)
}

/// The last position before which none is missing.
fn settled_to(stretch: &Stretch, after: FeedPosition) -> FeedPosition {
    let behind_the_gap = gaps(stretch, after)
        .into_iter()
        .next()
        .map(|(missing, _)| *missing.start());
    let last = stretch.rows.last().map_or(after, |(position, ..)| *position);
    behind_the_gap.map_or_else(|| last.max(beginning(stretch, after)), |first| first - 1)
}

/// The positions that are missing before one that is there.
fn gaps(stretch: &Stretch, after: FeedPosition) -> Vec<Gap> {
    let mut last = beginning(stretch, after);
    let mut gaps = Vec::new();
    for (position, _, at, _) in &stretch.rows {
        if *position > last.saturating_add(1) {
            gaps.push((last.saturating_add(1)..=*position - 1, *at));
        }
        last = last.max(*position);
    }
    gaps
}

/// Puts entries of nothing where nothing is, not even in a transaction that is under way.
async fn close(conn: &mut Conn, gaps: &[Gap]) -> Result<(), StoreError> {
    let (Some((first, _)), Some((last, _))) = (gaps.first(), gaps.last()) else {
        return Ok(());
    };
    let begin = "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED; START TRANSACTION READ ONLY";
    conn.batch_execute(begin).await.map_err(classify)?;
    let taken: QueryResult<Vec<FeedPosition>> = catalogue_feed::table
        .filter(catalogue_feed::position.between(*first.start(), *last.end()))
        .select(catalogue_feed::position)
        .load(conn)
        .await;
    conn.batch_execute("COMMIT").await.map_err(classify)?;
    let taken: HashSet<_> = taken.map_err(classify)?.into_iter().collect();
    let nothing = Key::NONE.literal();
    let missing = gaps.iter().flat_map(|(missing, at)| {
        let few = *missing.start()..=*missing.end().min(&(missing.start() + MOST));
        few.map(move |position| (position, *at))
    });
    // What comes first is left as it is.
    let statements: Vec<_> = missing
        .filter(|(position, _)| !taken.contains(position))
        .map(|(position, at)| {
            format!(
                "INSERT IGNORE INTO catalogue_feed (position, product_id, added_at) VALUES ({position}, {nothing}, '{}')",
                to_text(at.0)
            )
        })
        .collect();
    run(conn, &statements).await.map_err(classify)
}
