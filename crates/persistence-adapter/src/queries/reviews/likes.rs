use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use hexmart_domain::shared::{Instant, ReviewId, UserId};

use super::{Conn, classify, pricing};
use crate::columns::{At, Key};
use crate::schema::{review_likes, reviews};

async fn count_likes(conn: &mut Conn, review: Key, change: i64) -> Result<(), StoreError> {
    diesel::update(reviews::table.find(review))
        .set(reviews::likes.eq(reviews::likes + change))
        .execute(conn)
        .await
        .map_err(classify)?;
    Ok(())
}

/// See [`ReviewRepository::like`](hexmart_application::reviews::ReviewRepository::like).
pub(super) async fn like(
    conn: &mut Conn,
    review: ReviewId,
    account: UserId,
    now: Instant,
) -> Result<bool, StoreError> {
    let key = (Key::from(review), Key::from(account));
    let known: Option<Key> = review_likes::table
        .find(key)
        .select(review_likes::review_id)
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    if known.is_some() {
        return Ok(false);
    }
    diesel::insert_into(review_likes::table)
        .values((
            review_likes::review_id.eq(key.0),
            review_likes::account_id.eq(key.1),
            review_likes::liked_at.eq(At(now)),
        ))
        .execute(conn)
        .await
        .map_err(pricing::chain_taken)?;
    count_likes(conn, key.0, 1).await?;
    Ok(true)
}

/// See [`ReviewRepository::unlike`](hexmart_application::reviews::ReviewRepository::unlike).
pub(super) async fn unlike(conn: &mut Conn, review: ReviewId, account: UserId) -> Result<bool, StoreError> {
    let key = (Key::from(review), Key::from(account));
    let gone = diesel::delete(review_likes::table.find(key))
        .execute(conn)
        .await
        .map_err(classify)?;
    if gone == 0 {
        return Ok(false);
    }
    count_likes(conn, key.0, -1).await?;
    Ok(true)
}

/// See [`ReviewRepository::likes`](hexmart_application::reviews::ReviewRepository::likes).
pub(super) async fn likes(conn: &mut Conn, review: ReviewId) -> Result<i64, StoreError> {
    let likes: Option<i64> = reviews::table
        .find(Key::from(review))
        .select(reviews::likes)
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    Ok(likes.unwrap_or(0))
}
