use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use hexmart_application::interchange::{ImportQueries, ImportRepository, ImportRun};
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::identity::Fingerprint;
use hexmart_domain::shared::{ImportId, SellerId};

use super::super::desk::Desk;
use super::pricing::duplicate;
use super::{Conn, Transaction, classify};
use crate::columns::{Key, Print};
use crate::rows::ImportRow;
use crate::schema::imports;

/// The states in which there is something left to do.
const OPEN: [&str; 2] = ["waiting", "running"];

#[async_trait]
impl ImportRepository for Transaction<'_> {
    async fn add(&mut self, run: &ImportRun) -> Result<(), StoreError> {
        diesel::insert_into(imports::table)
            .values(ImportRow::from(run))
            .execute(self.conn)
            .await
            .map_err(duplicate(UniqueKey::Id))?;
        Ok(())
    }

    async fn find(&mut self, id: ImportId) -> Result<Option<ImportRun>, StoreError> {
        import_run(self.conn, id).await
    }

    async fn save(&mut self, run: &ImportRun) -> Result<(), StoreError> {
        let as_it_was = imports::table
            .filter(imports::id.eq(Key::from(run.id)))
            .filter(imports::version.eq(run.version - 1));
        let saved = diesel::update(as_it_was)
            .set(ImportRow::from(run))
            .execute(self.conn)
            .await
            .map_err(classify)?;
        if saved == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }
}

async fn import_run(conn: &mut Conn, id: ImportId) -> Result<Option<ImportRun>, StoreError> {
    let row: Option<ImportRow> = imports::table
        .filter(imports::id.eq(Key::from(id)))
        .select(ImportRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(ImportRun::try_from).transpose()
}

async fn unfinished(
    conn: &mut Conn,
    fingerprint: [u8; 32],
    seller: Option<SellerId>,
    is_uploaded: bool,
) -> Result<Option<ImportRun>, StoreError> {
    let mut runs = imports::table
        .filter(imports::fingerprint.eq(Print(Fingerprint::from_bytes(fingerprint))))
        .filter(imports::is_uploaded.eq(is_uploaded))
        .filter(imports::state.eq_any(OPEN))
        .order(imports::id.desc())
        .select(ImportRow::as_select())
        .into_boxed();
    runs = match seller {
        Some(seller) => runs.filter(imports::seller_id.eq(Key::from(seller))),
        None => runs.filter(imports::seller_id.is_null()),
    };
    let row: Option<ImportRow> = runs.first(conn).await.optional().map_err(classify)?;
    row.map(ImportRun::try_from).transpose()
}

async fn waiting(conn: &mut Conn, limit: u64) -> Result<Vec<ImportRun>, StoreError> {
    let rows: Vec<ImportRow> = imports::table
        .filter(imports::state.eq_any(OPEN))
        .filter(imports::is_uploaded.eq(true))
        .order(imports::id.asc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(ImportRow::as_select())
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(ImportRun::try_from).collect()
}

#[async_trait]
impl ImportQueries for Desk {
    async fn run(&self, id: ImportId) -> Result<Option<ImportRun>, StoreError> {
        self.ask(move |conn| import_run(conn, id).boxed()).await
    }

    async fn unfinished(
        &self,
        fingerprint: [u8; 32],
        seller: Option<SellerId>,
        is_uploaded: bool,
    ) -> Result<Option<ImportRun>, StoreError> {
        self.ask(move |conn| unfinished(conn, fingerprint, seller, is_uploaded).boxed())
            .await
    }

    async fn waiting(&self, limit: u64) -> Result<Vec<ImportRun>, StoreError> {
        self.ask(move |conn| waiting(conn, limit).boxed()).await
    }
}
