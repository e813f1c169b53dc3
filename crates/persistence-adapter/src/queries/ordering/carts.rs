use diesel::prelude::*;
use diesel::sql_types::Binary;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use hexmart_domain::ordering::{Cart, CartOwner};
use hexmart_domain::shared::Instant;

use super::super::dialect::Database;
use super::super::lost;
use super::{Conn, classify, count, remove_cart, rows, save_cart};
use crate::columns::{At, Key};
use crate::rows::{CartRow, owner_columns};
use crate::schema::carts;

/// See [`CartRepository::of`](hexmart_application::ordering::CartRepository::of).
pub(super) async fn cart_of(conn: &mut Conn, owner: &CartOwner) -> Result<Option<Cart>, StoreError> {
    let one = carts::table.select(CartRow::as_select());
    let row: Option<CartRow> = match owner_columns(owner) {
        (Some(user), _) => one.filter(carts::owner_id.eq(user)).first(conn).await,
        (None, token) => one.filter(carts::token_hash.eq(token)).first(conn).await,
    }
    .optional()
    .map_err(classify)?;
    row.map(CartRow::cart).transpose()
}

/// See [`CartRepository::save`](hexmart_application::ordering::CartRepository::save).
pub(super) async fn save(conn: &mut Conn, cart: &Cart) -> Result<(), StoreError> {
    save_cart(conn, CartRow::new(cart)?).await.map_err(lost)
}

/// See [`CartRepository::remove`](hexmart_application::ordering::CartRepository::remove).
pub(super) async fn remove(conn: &mut Conn, cart: &Cart) -> Result<(), StoreError> {
    remove_cart(conn, cart.id.into(), cart.version)
        .await
        .map_err(lost)
}

/// Carts of guests that nobody touched since an instant, the oldest first.
pub(in super::super) fn untouched(
    before: Instant,
    limit: u64,
) -> carts::BoxedQuery<'static, Database, Binary> {
    carts::table
        .filter(carts::owner_id.is_null())
        .filter(carts::updated_at.lt(At(before)))
        .order(carts::updated_at.asc())
        .limit(count(limit))
        .select(carts::id)
        .into_boxed()
}

/// See [`CartRepository::forget`](hexmart_application::ordering::CartRepository::forget).
pub(super) async fn forget(conn: &mut Conn, before: Instant, limit: u64) -> Result<u64, StoreError> {
    let old: Vec<Key> = untouched(before, limit).load(conn).await.map_err(classify)?;
    let still_untouched = carts::table
        .filter(carts::id.eq_any(old))
        .filter(carts::updated_at.lt(At(before)));
    let gone = diesel::delete(still_untouched)
        .execute(conn)
        .await
        .map_err(classify)?;
    Ok(rows(gone))
}
