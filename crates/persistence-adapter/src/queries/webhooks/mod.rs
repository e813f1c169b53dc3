//! Endpoints and deliveries, and what others were told of the catalogue.

mod desk;
mod news;
mod repository;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{StoreError, Vault};
use hexmart_domain::shared::{DeliveryId, Instant, WebhookId};
use hexmart_domain::webhooks::{Delivery, DeliveryState, WebhookEndpoint};

use super::{Conn, classify, count, guarded, lost, rows};
use crate::columns::{At, Key};
use crate::rows::{DeliveryRow, FateRow, WebhookRow};
use crate::schema::{webhook_deliveries, webhooks};

async fn all(conn: &mut Conn, vault: &dyn Vault) -> Result<Vec<WebhookEndpoint>, StoreError> {
    let found: Vec<WebhookRow> = webhooks::table
        .order(webhooks::id.asc())
        .select(WebhookRow::as_select())
        .load(conn)
        .await
        .map_err(classify)?;
    found.into_iter().map(|row| row.open(vault)).collect()
}

async fn endpoint(
    conn: &mut Conn,
    id: WebhookId,
    vault: &dyn Vault,
) -> Result<Option<WebhookEndpoint>, StoreError> {
    let row: Option<WebhookRow> = webhooks::table
        .find(Key::from(id))
        .select(WebhookRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(|row| row.open(vault)).transpose()
}

async fn save(conn: &mut Conn, endpoint: &WebhookEndpoint, vault: &dyn Vault) -> Result<(), StoreError> {
    let as_it_was = webhooks::table
        .filter(webhooks::id.eq(Key::from(endpoint.id)))
        .filter(webhooks::version.eq(endpoint.version - 1));
    let saved = diesel::update(as_it_was)
        .set(WebhookRow::seal(endpoint, vault)?)
        .execute(conn)
        .await;
    guarded(saved.map_err(classify)?)
}

async fn remove(conn: &mut Conn, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
    let as_it_is = webhooks::table
        .filter(webhooks::id.eq(Key::from(endpoint.id)))
        .filter(webhooks::version.eq(endpoint.version));
    let removed = diesel::delete(as_it_is).execute(conn).await;
    guarded(removed.map_err(classify)?)
}

async fn delivery(conn: &mut Conn, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
    let row: Option<DeliveryRow> = webhook_deliveries::table
        .find(Key::from(id))
        .select(DeliveryRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(Delivery::try_from).transpose()
}

async fn add_delivery(conn: &mut Conn, delivery: &Delivery) -> Result<(), StoreError> {
    diesel::insert_into(webhook_deliveries::table)
        .values(DeliveryRow::from(delivery))
        .execute(conn)
        .await
        .map_err(lost)?;
    Ok(())
}

async fn save_delivery(conn: &mut Conn, delivery: &Delivery) -> Result<(), StoreError> {
    let as_it_was = webhook_deliveries::table
        .filter(webhook_deliveries::id.eq(Key::from(delivery.id)))
        .filter(webhook_deliveries::version.eq(delivery.version - 1));
    let saved = diesel::update(as_it_was)
        .set(FateRow::from(delivery))
        .execute(conn)
        .await;
    guarded(saved.map_err(classify)?)
}

async fn forget_deliveries(conn: &mut Conn, before: Instant, limit: u64) -> Result<u64, StoreError> {
    let old: Vec<Key> = webhook_deliveries::table
        .filter(webhook_deliveries::created_at.lt(At(before)))
        .filter(webhook_deliveries::state.ne(DeliveryState::Waiting.as_str()))
        .order(webhook_deliveries::created_at.asc())
        .limit(count(limit))
        .select(webhook_deliveries::id)
        .load(conn)
        .await
        .map_err(classify)?;
    let gone = diesel::delete(webhook_deliveries::table.filter(webhook_deliveries::id.eq_any(old)))
        .execute(conn)
        .await
        .map_err(classify)?;
    Ok(rows(gone))
}

async fn deliveries(
    conn: &mut Conn,
    endpoint: WebhookId,
    state: Option<DeliveryState>,
    before: Option<DeliveryId>,
    limit: u64,
) -> Result<Vec<Delivery>, StoreError> {
    let mut wanted = webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(Key::from(endpoint)))
        .order(webhook_deliveries::id.desc())
        .limit(count(limit))
        .select(DeliveryRow::as_select())
        .into_boxed();
    if let Some(state) = state {
        wanted = wanted.filter(webhook_deliveries::state.eq(state.as_str()));
    }
    if let Some(before) = before {
        wanted = wanted.filter(webhook_deliveries::id.lt(Key::from(before)));
    }
    let found: Vec<DeliveryRow> = wanted.load(conn).await.map_err(classify)?;
    found.into_iter().map(Delivery::try_from).collect()
}
