//! How the tree of categories is written.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::{Category, Forest};
use hexmart_domain::shared::CategoryId;

use super::products::conflicting;
use super::{Conn, classify, hold_category};
use crate::columns::{At, Key};
use crate::schema::{categories, category_tree};

/// The only row of `category_tree`.
const THE_TREE: i64 = 1;

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = categories, treat_none_as_default_value = false, treat_none_as_null = true)]
struct CategoryRow {
    id: Key,
    parent_id: Option<Key>,
    position: i64,
    name_ko: String,
    name_en: Option<String>,
    created_at: At,
}

impl From<&Category> for CategoryRow {
    fn from(category: &Category) -> Self {
        Self {
            id: category.id.into(),
            parent_id: category.parent.map(Key::from),
            position: category.position,
            name_ko: category.name.ko.as_str().to_owned(),
            name_en: category.name.en.as_ref().map(|name| name.as_str().to_owned()),
            created_at: At(category.created_at),
        }
    }
}

/// See [`CategoryRepository::save`](hexmart_application::catalogue::CategoryRepository::save).
pub(super) async fn save(conn: &mut Conn, before: &Forest, after: &Forest) -> Result<(), StoreError> {
    let raised = diesel::update(category_tree::table)
        .filter(category_tree::id.eq(THE_TREE))
        .filter(category_tree::version.eq(before.version))
        .set(category_tree::version.eq(after.version))
        .execute(conn)
        .await
        .map_err(classify)?;
    if raised != 1 {
        return Err(StoreError::Conflict);
    }
    for category in after.changed_since(before) {
        match before.get(category.id) {
            Some(_) => update(conn, category).await?,
            None => insert(conn, category).await?,
        }
    }
    for category in after.missing_from(before) {
        remove(conn, category).await?;
    }
    Ok(())
}

async fn insert(conn: &mut Conn, category: &Category) -> Result<(), StoreError> {
    diesel::insert_into(categories::table)
        .values(CategoryRow::from(category))
        .execute(conn)
        .await
        .map(drop)
        .map_err(conflicting)
}

async fn update(conn: &mut Conn, category: &Category) -> Result<(), StoreError> {
    diesel::update(categories::table.filter(categories::id.eq(Key::from(category.id))))
        .set(CategoryRow::from(category))
        .execute(conn)
        .await
        .map(drop)
        .map_err(classify)
}

async fn remove(conn: &mut Conn, category: CategoryId) -> Result<(), StoreError> {
    diesel::delete(categories::table.filter(categories::id.eq(Key::from(category))))
        .execute(conn)
        .await
        .map(drop)
        .map_err(conflicting)
}

/// See [`CategoryRepository::exists`](hexmart_application::catalogue::CategoryRepository::exists).
pub(super) async fn exists(conn: &mut Conn, category: CategoryId) -> Result<bool, StoreError> {
    hold_category(conn, category.into()).await.map_err(classify)
}
