//! The write side of the catalogue. What differs between the databases is how many rows are written at once.

use std::collections::HashMap;

use diesel::dsl::{case_when, sql};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use hexmart_application::catalogue::CounterChange;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::catalogue::{FieldChange, Lifecycle, Product, ProductChange, Sku};
use hexmart_domain::shared::{CategoryId, Instant, ProductId, SellerId, UserId};

use super::{
    CLOCK, Conn, classify, feed_products, hold_hanging, hold_products, insert_changes, insert_products,
    is_position, recount, replace_side, update_products, violated_key,
};
use crate::columns::{At, Key, UtcMicros};
use crate::particulars;
use crate::rows::{ChangeRow, ProductRow, SideRows, StoredProduct, close_fields, owner_key};
use crate::schema::{catalogue_feed, products, variants};

/// See [`ProductRepository::add`](hexmart_application::catalogue::ProductRepository::add). `stocked` says how many chains
/// with something available are added with a product, where that is known already.
pub(crate) async fn add(
    conn: &mut Conn,
    products: &[Product],
    stocked: &HashMap<ProductId, i64>,
) -> Result<(), StoreError> {
    let rows = products
        .iter()
        .map(|product| ProductRow::new(product, stocked.get(&product.id).copied().unwrap_or(0)))
        .collect::<Result<Vec<_>, _>>()?;
    insert_products(conn, rows, &SideRows::of(products))
        .await
        .map_err(refused)
}

/// What it means that a product cannot be written like that.
///
/// A category that is gone, or not there yet, is a race that was lost: whoever hangs a product on it has seen it. So is a
/// position of the feed that somebody declared empty just now.
fn refused(error: Error) -> StoreError {
    match &error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, information) => {
            let message = information.message();
            if is_position(message) {
                StoreError::Conflict
            } else if matches!(violated_key(message), "sku_key" | "variants_sku") {
                StoreError::Duplicate(UniqueKey::Sku)
            } else {
                StoreError::Duplicate(UniqueKey::Id)
            }
        }
        _ => conflicting(error),
    }
}

/// What a violation means where each is a race that was lost.
pub(crate) fn conflicting(error: Error) -> StoreError {
    match error {
        Error::DatabaseError(
            DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::ForeignKeyViolation,
            _,
        ) => StoreError::Conflict,
        other => classify(other),
    }
}

/// See [`ProductRepository::find`](hexmart_application::catalogue::ProductRepository::find).
pub(super) async fn find(conn: &mut Conn, id: ProductId) -> Result<Option<Product>, StoreError> {
    let row: Option<StoredProduct> = products::table
        .filter(products::id.eq(Key::from(id)))
        .select(StoredProduct::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(StoredProduct::product).transpose()
}

/// See [`ProductRepository::taken`](hexmart_application::catalogue::ProductRepository::taken).
pub(super) async fn taken(conn: &mut Conn, ids: &[ProductId]) -> Result<Vec<ProductId>, StoreError> {
    let found: Vec<Key> = products::table
        .filter(products::id.eq_any(ids.iter().copied().map(Key::from)))
        .order(products::id.asc())
        .select(products::id)
        .load(conn)
        .await
        .map_err(classify)?;
    Ok(found.into_iter().map(Key::id).collect())
}

/// See [`ProductRepository::find_by_skus`](hexmart_application::catalogue::ProductRepository::find_by_skus).
pub(super) async fn find_by_skus(
    conn: &mut Conn,
    seller: Option<SellerId>,
    skus: &[Sku],
) -> Result<Vec<Product>, StoreError> {
    let skus: Vec<_> = skus.iter().map(Sku::key).collect();
    let theirs = variants::table
        .filter(variants::owner_key.eq(owner_key(seller)))
        .filter(variants::sku_key.eq_any(skus))
        .select(variants::product_id);
    let rows: Vec<StoredProduct> = products::table
        .filter(products::id.eq_any(theirs))
        .order(products::id.asc())
        .select(StoredProduct::as_select())
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(StoredProduct::product).collect()
}

/// See [`ProductRepository::save`](hexmart_application::catalogue::ProductRepository::save).
///
/// The products are held first; what was stored then tells which rows beside them differ. Most edits change none.
pub(super) async fn save(conn: &mut Conn, edited: &[Product]) -> Result<(), StoreError> {
    let keys: Vec<_> = edited.iter().map(|product| Key::from(product.id)).collect();
    let held = hold_products(conn, &keys).await.map_err(classify)?;
    let mut held: HashMap<_, _> = held.into_iter().map(|held| (held.id, held)).collect();
    let (mut gone, mut new) = (SideRows::default(), SideRows::default());
    let (mut rows, mut rearranged) = (Vec::with_capacity(edited.len()), Vec::new());
    for product in edited {
        let row = ProductRow::new(product, 0)?;
        let held = held
            .remove(&row.id)
            .filter(|held| held.version == product.version.saturating_sub(1))
            .ok_or(StoreError::Conflict)?;
        if held.particulars != row.state.particulars {
            let before = with_particulars(product, held.particulars.as_deref())?;
            let (before, after) = (SideRows::of([&before]), SideRows::of([product]));
            if before.items() != after.items() {
                rearranged.push(row.id);
            }
            gone.append(before.without(&after));
            new.append(after.without(&before));
        }
        rows.push(row);
    }
    if !gone.is_empty() || !new.is_empty() {
        replace_side(conn, &gone, &new).await.map_err(refused)?;
    }
    update_products(conn, rows).await.map_err(refused)?;
    recount(conn, &rearranged).await.map_err(classify)?;
    for same in edited.chunk_by(|one, next| one.updated_at == next.updated_at) {
        let keys: Vec<_> = same.iter().map(|product| Key::from(product.id)).collect();
        let at = same.first().map(|product| At(product.updated_at));
        feed_at(conn, &keys, at).await?;
    }
    Ok(())
}

/// The product as it was, as far as rows of other tables tell.
fn with_particulars(product: &Product, stored: Option<&str>) -> Result<Product, StoreError> {
    let currency = product.price.money().currency();
    let before = particulars::open(product.id, currency.code(), stored)?;
    let mut product = product.clone();
    product.tags = before.tags;
    product.variants = before.variants;
    product.pictures = before.pictures;
    Ok(product)
}

async fn feed_at(conn: &mut Conn, keys: &[Key], at: Option<At>) -> Result<(), StoreError> {
    match at {
        Some(at) if !keys.is_empty() => feed_products(conn, keys, at).await.map_err(conflicting),
        _ => Ok(()),
    }
}

/// See [`ProductRepository::note`](hexmart_application::catalogue::ProductRepository::note).
pub(super) async fn note(conn: &mut Conn, changes: &[ProductChange]) -> Result<(), StoreError> {
    let rows = changes
        .iter()
        .map(ChangeRow::new)
        .collect::<Result<Vec<_>, _>>()?;
    insert_changes(conn, &rows).await.map_err(conflicting)
}

/// See [`ProductRepository::count`](hexmart_application::catalogue::ProductRepository::count).
///
/// Each column is set from itself alone: of two that are set in one statement, MariaDB shows the second the new value of
/// the first, and SQLite the old one.
pub(super) async fn count(
    conn: &mut Conn,
    product: ProductId,
    change: CounterChange,
) -> Result<bool, StoreError> {
    /// A counter after a change, never below zero.
    macro_rules! counted {
        ($counter:ident) => {
            products::$counter.eq(case_when(
                (products::$counter + change.$counter).gt(0),
                products::$counter + change.$counter,
            )
            .otherwise(0_i64))
        };
    }
    let key = Key::from(product);
    diesel::update(products::table.filter(products::id.eq(key)))
        .set((
            counted!(sales),
            counted!(likes),
            counted!(ratings),
            products::stars_sum.eq(case_when(
                (products::stars_sum + change.stars).gt(0),
                products::stars_sum + change.stars,
            )
            .otherwise(0_i64)),
        ))
        .execute(conn)
        .await
        .map_err(classify)?;
    // Not what the update says: a server counts only rows that look different afterwards.
    let fed = products::table
        .filter(products::id.eq(key))
        .select((products::id, sql::<UtcMicros>(CLOCK)))
        .insert_into(catalogue_feed::table)
        .into_columns((catalogue_feed::product_id, catalogue_feed::added_at))
        .execute(conn)
        .await
        .map_err(conflicting)?;
    Ok(fed > 0)
}

/// See [`ProductRepository::hangs_on`](hexmart_application::catalogue::ProductRepository::hangs_on).
pub(super) async fn hangs_on(conn: &mut Conn, category: CategoryId) -> Result<bool, StoreError> {
    let hanging: Option<Key> = products::table
        .filter(products::category_id.eq(Key::from(category)))
        .select(products::id)
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    Ok(hanging.is_some())
}

/// Rows per statement where each is named.
const SOME: usize = 500;

/// See [`ProductRepository::rehang`](hexmart_application::catalogue::ProductRepository::rehang).
pub(super) async fn rehang(
    conn: &mut Conn,
    from: CategoryId,
    to: CategoryId,
    actor: Option<UserId>,
    now: Instant,
) -> Result<u64, StoreError> {
    let Some(change) = FieldChange::between("category", &from.to_string(), &to.to_string()) else {
        return Ok(0);
    };
    let fields = close_fields(&[change])?;
    let held = hold_hanging(conn, from.into()).await.map_err(classify)?;
    for some in held.chunks(SOME) {
        let keys: Vec<_> = some.iter().map(|held| held.id).collect();
        diesel::update(products::table.filter(products::id.eq_any(&keys)))
            .set((
                products::category_id.eq(Key::from(to)),
                products::version.eq(products::version + 1),
                products::updated_at.eq(At(now)),
            ))
            .execute(conn)
            .await
            .map_err(conflicting)?;
        let changes: Vec<_> = some
            .iter()
            .map(|held| ChangeRow {
                product_id: held.id,
                version: held.version.saturating_add(1),
                actor_id: actor.map(Key::from),
                changed_at: At(now),
                fields: fields.clone(),
            })
            .collect();
        insert_changes(conn, &changes).await.map_err(conflicting)?;
        feed_at(conn, &keys, Some(At(now))).await?;
    }
    Ok(u64::try_from(held.len()).unwrap_or(u64::MAX))
}

/// See [`ProductRepository::feed`](hexmart_application::catalogue::ProductRepository::feed).
pub(super) async fn feed_hanging(
    conn: &mut Conn,
    categories: &[CategoryId],
    now: Instant,
) -> Result<u64, StoreError> {
    let mut fed = 0;
    for some in categories.chunks(SOME) {
        let hanging: Vec<Key> = products::table
            .filter(products::category_id.eq_any(some.iter().copied().map(Key::from)))
            .order(products::id.asc())
            .select(products::id)
            .load(conn)
            .await
            .map_err(classify)?;
        feed_at(conn, &hanging, Some(At(now))).await?;
        fed += u64::try_from(hanging.len()).unwrap_or(u64::MAX);
    }
    Ok(fed)
}

/// See [`ProductRepository::lapse_deals`](hexmart_application::catalogue::ProductRepository::lapse_deals).
pub(super) async fn lapse_deals(conn: &mut Conn, now: Instant, limit: u64) -> Result<u64, StoreError> {
    let lapsed: Vec<Key> = products::table
        .filter(products::lifecycle.eq_any(Lifecycle::ALL.map(Lifecycle::as_str)))
        // In so many words, or SQLite would not know that its index has them all.
        .filter(sql::<Bool>("products.deal > 0"))
        .filter(products::discount_ends_at.le(At(now)))
        .select(products::id)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .load(conn)
        .await
        .map_err(classify)?;
    let mut done = 0;
    for some in lapsed.chunks(SOME) {
        let sorted = diesel::update(products::table)
            .filter(products::id.eq_any(some))
            .filter(products::deal.gt(0))
            // A new discount may have come in between.
            .filter(products::discount_ends_at.le(At(now)))
            .set((products::deal.eq(0), products::sale_price.eq(products::price)))
            .execute(conn)
            .await
            .map_err(classify)?;
        feed_at(conn, some, Some(At(now))).await?;
        done += u64::try_from(sorted).unwrap_or(0);
    }
    Ok(done)
}
