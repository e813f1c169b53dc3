//! The catalogue's feed of changes. Whether a position can still appear, each database says for itself.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use hexmart_application::catalogue::{ChangeFeed, FeedEntry, FeedPage};
use hexmart_application::platform::StoreError;
use hexmart_application::search::FeedPosition;
use hexmart_domain::shared::Instant;

use super::super::desk::Desk;
use super::{Conn, classify};
use crate::columns::{At, Key};
use crate::schema::{catalogue_feed, catalogue_feed_floor};

/// The only row of `catalogue_feed_floor`.
const THE_FLOOR: i64 = 1;

/// A stretch of the feed as it lies there.
#[derive(Debug)]
pub(crate) struct Stretch {
    /// Positions in their order, with what is there, since when, and which item ran low.
    pub(crate) rows: Vec<(FeedPosition, Key, At, Option<Key>)>,
    /// Up to where entries may have been forgotten.
    pub(crate) forgotten_to: FeedPosition,
}

impl Stretch {
    /// The stretch for readers, of which everything up to `settled_to` is settled. Entries of nothing stand where nothing
    /// came of a position, always before others; readers never hear of them.
    pub(crate) fn page(self, settled_to: FeedPosition) -> FeedPage {
        let real = self
            .rows
            .into_iter()
            .filter(|(_, product, ..)| *product != Key::NONE);
        let entries: Vec<_> = real
            .map(|(position, product, _, low)| FeedEntry {
                position,
                product: product.id(),
                low: low.map(Key::id),
            })
            .collect();
        let last = entries.last().map_or(settled_to, |entry| entry.position);
        FeedPage {
            entries,
            settled_to: settled_to.min(last),
            forgotten_to: self.forgotten_to,
        }
    }
}

/// What is behind `after`. How much was forgotten is read last: what was forgotten before the entries were read is then
/// known to be missing.
pub(crate) async fn stretch(conn: &mut Conn, after: FeedPosition, limit: u64) -> Result<Stretch, StoreError> {
    let rows = catalogue_feed::table
        .filter(catalogue_feed::position.gt(after))
        .order(catalogue_feed::position.asc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((
            catalogue_feed::position,
            catalogue_feed::product_id,
            catalogue_feed::added_at,
            catalogue_feed::item_id,
        ))
        .load(conn)
        .await
        .map_err(classify)?;
    let forgotten_to = forgotten_to(conn).await?;
    Ok(Stretch { rows, forgotten_to })
}

/// Up to where entries may have been forgotten.
pub(crate) async fn forgotten_to(conn: &mut Conn) -> Result<FeedPosition, StoreError> {
    catalogue_feed_floor::table
        .filter(catalogue_feed_floor::id.eq(THE_FLOOR))
        .select(catalogue_feed_floor::position)
        .first(conn)
        .await
        .map_err(classify)
}

/// Forgets the oldest entries, up to the first that is not old enough.
async fn forget_some(conn: &mut Conn, before: Instant, limit: u64) -> Result<u64, StoreError> {
    let oldest: Vec<(FeedPosition, At)> = catalogue_feed::table
        .order(catalogue_feed::position.asc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((catalogue_feed::position, catalogue_feed::added_at))
        .load(conn)
        .await
        .map_err(classify)?;
    let old = oldest.into_iter().take_while(|(_, at)| at.0 < before);
    let Some((last, _)) = old.last() else {
        return Ok(0);
    };
    diesel::update(catalogue_feed_floor::table)
        .filter(catalogue_feed_floor::id.eq(THE_FLOOR))
        .filter(catalogue_feed_floor::position.lt(last))
        .set(catalogue_feed_floor::position.eq(last))
        .execute(conn)
        .await
        .map_err(classify)?;
    let gone = diesel::delete(catalogue_feed::table.filter(catalogue_feed::position.le(last)))
        .execute(conn)
        .await
        .map_err(classify)?;
    Ok(u64::try_from(gone).unwrap_or(u64::MAX))
}

#[async_trait]
impl ChangeFeed for Desk {
    async fn since(&self, after: FeedPosition, limit: u64) -> Result<FeedPage, StoreError> {
        self.feed_since(after, limit).await
    }

    async fn end(&self) -> Result<FeedPosition, StoreError> {
        self.feed_end().await
    }

    async fn forget(&self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        self.write("forget_feed", move |transaction| {
            forget_some(transaction.parts().0, before, limit).boxed()
        })
        .await
    }
}
