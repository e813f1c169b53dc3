use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use hexmart_application::search::FeedPosition;
use hexmart_application::webhooks::NewsRepository;
use hexmart_domain::shared::ProductId;

use super::super::among::Among;
use super::super::{Conn, Transaction, classify, guarded, lost};
use crate::columns::Key;
use crate::schema::{news_position, news_sold_out};

/// The only row of `news_position`.
const THE_POSITION: i64 = 1;

fn keys(products: &[ProductId]) -> impl Iterator<Item = Key> {
    products.iter().copied().map(Key::from)
}

async fn advance(conn: &mut Conn, from: Option<FeedPosition>, to: FeedPosition) -> Result<(), StoreError> {
    let Some(from) = from else {
        diesel::insert_into(news_position::table)
            .values((news_position::id.eq(THE_POSITION), news_position::position.eq(to)))
            .execute(conn)
            .await
            .map_err(lost)?;
        return Ok(());
    };
    if from == to {
        // Nothing would be written, and what is not changed tells MySQL no row.
        let position = position(conn).await?;
        return guarded(usize::from(position == Some(from)));
    }
    let as_it_was = news_position::table
        .filter(news_position::id.eq(THE_POSITION))
        .filter(news_position::position.eq(from));
    let moved = diesel::update(as_it_was)
        .set(news_position::position.eq(to))
        .execute(conn)
        .await;
    guarded(moved.map_err(classify)?)
}

async fn position(conn: &mut Conn) -> Result<Option<FeedPosition>, StoreError> {
    news_position::table
        .find(THE_POSITION)
        .select(news_position::position)
        .first(conn)
        .await
        .optional()
        .map_err(classify)
}

async fn sold_out(conn: &mut Conn, among: &[ProductId]) -> Result<Vec<ProductId>, StoreError> {
    if among.is_empty() {
        return Ok(Vec::new());
    }
    let known: Vec<Key> = news_sold_out::table
        .filter(Among::new("news_sold_out.product_id", keys(among)))
        .order(news_sold_out::product_id.asc())
        .select(news_sold_out::product_id)
        .load(conn)
        .await
        .map_err(classify)?;
    Ok(known.into_iter().map(Key::id).collect())
}

async fn remember(
    conn: &mut Conn,
    sold_out: &[ProductId],
    available: &[ProductId],
) -> Result<(), StoreError> {
    let written: Vec<_> = keys(sold_out).chain(keys(available)).collect();
    if written.is_empty() {
        return Ok(());
    }
    diesel::delete(news_sold_out::table.filter(news_sold_out::product_id.eq_any(written)))
        .execute(conn)
        .await
        .map_err(classify)?;
    for product in keys(sold_out) {
        diesel::insert_into(news_sold_out::table)
            .values(news_sold_out::product_id.eq(product))
            .execute(conn)
            .await
            .map_err(lost)?;
    }
    Ok(())
}

#[async_trait]
impl NewsRepository for Transaction<'_> {
    async fn position(&mut self) -> Result<Option<FeedPosition>, StoreError> {
        position(self.conn).await
    }

    async fn advance(&mut self, from: Option<FeedPosition>, to: FeedPosition) -> Result<(), StoreError> {
        advance(self.conn, from, to).await
    }

    async fn sold_out(&mut self, among: &[ProductId]) -> Result<Vec<ProductId>, StoreError> {
        sold_out(self.conn, among).await
    }

    async fn remember(&mut self, sold_out: &[ProductId], available: &[ProductId]) -> Result<(), StoreError> {
        remember(self.conn, sold_out, available).await
    }
}
