use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use hexmart_application::catalogue::FeedPage;
use hexmart_application::platform::StoreError;
use hexmart_application::search::FeedPosition;

use super::Conn;
use super::classify::classify;
use super::desk::Desk;
use super::queries::{forgotten_to, stretch};
use crate::schema::catalogue_feed;

impl Desk {
    /// There is one writer: whatever is there was there before what is behind it.
    pub(super) async fn feed_since(&self, after: FeedPosition, limit: u64) -> Result<FeedPage, StoreError> {
        let stretch = self.ask(move |conn| stretch(conn, after, limit).boxed()).await?;
        let settled_to = stretch.rows.last().map_or(after, |(position, ..)| *position);
        Ok(stretch.page(settled_to))
    }

    pub(super) async fn feed_end(&self) -> Result<FeedPosition, StoreError> {
        self.ask(move |conn| last(conn).boxed()).await
    }
}

/// The last position that was given away and not forgotten.
async fn last(conn: &mut Conn) -> Result<FeedPosition, StoreError> {
    let last: Option<FeedPosition> = catalogue_feed::table
        .select(max(catalogue_feed::position))
        .first(conn)
        .await
        .map_err(classify)?;
    match last {
        Some(last) => Ok(last),
        None => forgotten_to(conn).await,
    }
}
