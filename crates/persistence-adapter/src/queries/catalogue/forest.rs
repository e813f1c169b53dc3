use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::{Category, CategoryLabel, CategoryName, Forest};

use super::{Conn, classify};
use crate::columns::{At, Key, UtcMicros};

/// The version comes with each category, and without any category alone: so both are of one moment.
const FOREST: &str = "SELECT category_tree.version, categories.id, categories.parent_id, categories.position, \
                      categories.name_ko, categories.name_en, categories.created_at \
                      FROM category_tree LEFT JOIN categories ON categories.position >= 0";

#[derive(QueryableByName)]
struct TreeRow {
    #[diesel(sql_type = BigInt)]
    version: i64,
    #[diesel(embed)]
    category: CategoryRow,
}

#[derive(QueryableByName)]
struct CategoryRow {
    #[diesel(sql_type = Nullable<Binary>)]
    id: Option<Key>,
    #[diesel(sql_type = Nullable<Binary>)]
    parent_id: Option<Key>,
    #[diesel(sql_type = Nullable<BigInt>)]
    position: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    name_ko: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    name_en: Option<String>,
    #[diesel(sql_type = Nullable<UtcMicros>)]
    created_at: Option<At>,
}

/// The whole tree of categories.
pub(crate) async fn forest(conn: &mut Conn) -> Result<Forest, StoreError> {
    let rows: Vec<TreeRow> = diesel::sql_query(FOREST).load(conn).await.map_err(classify)?;
    let version = rows.iter().map(|row| row.version).next().unwrap_or_default();
    let categories = rows.into_iter().map(|row| category(row.category));
    let categories = categories.collect::<Result<Vec<_>, _>>()?;
    Ok(Forest::of(version, categories.into_iter().flatten().collect()))
}

fn category(row: CategoryRow) -> Result<Option<Category>, StoreError> {
    let (Some(id), Some(position), Some(ko), Some(created_at)) =
        (row.id, row.position, row.name_ko, row.created_at)
    else {
        return Ok(None);
    };
    let label = |text: String| {
        CategoryLabel::parse(text).map_err(|wrong| StoreError::corrupt("categories", format!("name {wrong}")))
    };
    Ok(Some(Category {
        id: id.id(),
        parent: row.parent_id.map(Key::id),
        position,
        name: CategoryName {
            ko: label(ko)?,
            en: row.name_en.map(label).transpose()?,
        },
        created_at: created_at.0,
    }))
}
