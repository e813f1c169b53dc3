//! Requests that were carried out.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::Binary;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{CompletedRequest, RequestQueries, RequestRepository, StoreError, Vault};
use hexmart_domain::shared::Instant;

use super::super::desk::Desk;
use super::among::Among;
use super::dialect::Database;
use super::{Conn, Transaction, classify, count, insert_request, lost, rows};
use crate::columns::{At, Key};
use crate::rows::{RequestRow, request_id};
use crate::schema::completed_requests;

/// See [`RequestRepository::find`](hexmart_application::platform::RequestRepository::find).
async fn find(
    conn: &mut Conn,
    scope: &str,
    key: &str,
    vault: &dyn Vault,
) -> Result<Option<CompletedRequest>, StoreError> {
    let row: Option<RequestRow> = completed_requests::table
        .find(request_id(scope, key, vault))
        .select(RequestRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(|row| row.open(vault)).transpose()
}

/// See [`RequestQueries::completed`], of several ids at once, in their order.
pub(in super::super) async fn several(
    conn: &mut Conn,
    ids: &[Key],
) -> Result<Vec<Option<RequestRow>>, StoreError> {
    let rows: Vec<RequestRow> = completed_requests::table
        .filter(Among::new("completed_requests.id", ids.iter().copied()))
        .select(RequestRow::as_select())
        .load(conn)
        .await
        .map_err(classify)?;
    let request = |id: &Key| rows.iter().find(|row| row.id() == *id).cloned();
    Ok(ids.iter().map(request).collect())
}

/// See [`RequestRepository::complete`](hexmart_application::platform::RequestRepository::complete).
async fn complete(conn: &mut Conn, request: &CompletedRequest, vault: &dyn Vault) -> Result<(), StoreError> {
    insert_request(conn, RequestRow::seal(request, vault)?)
        .await
        .map_err(lost)
}

/// Requests that need not be remembered any more, the oldest first.
pub(super) fn outdated(
    now: Instant,
    limit: u64,
) -> completed_requests::BoxedQuery<'static, Database, Binary> {
    completed_requests::table
        .filter(completed_requests::keep_until.le(At(now)))
        .order(completed_requests::keep_until.asc())
        .limit(count(limit))
        .select(completed_requests::id)
        .into_boxed()
}

/// See [`RequestRepository::forget`](hexmart_application::platform::RequestRepository::forget).
async fn forget(conn: &mut Conn, now: Instant, limit: u64) -> Result<u64, StoreError> {
    let old: Vec<Key> = outdated(now, limit).load(conn).await.map_err(classify)?;
    let gone = diesel::delete(completed_requests::table.filter(completed_requests::id.eq_any(old)))
        .execute(conn)
        .await
        .map_err(classify)?;
    Ok(rows(gone))
}

#[async_trait]
impl RequestRepository for Transaction<'_> {
    async fn find(&mut self, scope: &str, key: &str) -> Result<Option<CompletedRequest>, StoreError> {
        find(self.conn, scope, key, self.vault).await
    }

    async fn complete(&mut self, request: &CompletedRequest) -> Result<(), StoreError> {
        complete(self.conn, request, self.vault).await
    }

    async fn forget(&mut self, now: Instant, limit: u64) -> Result<u64, StoreError> {
        forget(self.conn, now, limit).await
    }
}

#[async_trait]
impl RequestQueries for Desk {
    async fn completed(&self, scope: &str, key: &str) -> Result<Option<CompletedRequest>, StoreError> {
        let vault = self.vault();
        let row = self.request_row(request_id(scope, key, &*vault)).await?;
        row.map(|row| row.open(&*vault)).transpose()
    }
}
