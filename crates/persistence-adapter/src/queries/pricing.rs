use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::pricing::{Discount, DiscountTerms};
use hexmart_domain::shared::ProductId;

use super::{Conn, classify};
use crate::columns::{At, Key, percentage, scaled};
use crate::schema::product_discounts;

/// See [`DiscountRepository::latest`](hexmart_application::pricing::DiscountRepository::latest).
pub(super) async fn latest_discount(
    conn: &mut Conn,
    product: ProductId,
) -> Result<Option<Discount>, StoreError> {
    let row: Option<(i64, Key, i64, At, At, At)> = product_discounts::table
        .filter(product_discounts::product_id.eq(Key::from(product)))
        .order(product_discounts::version.desc())
        .select((
            product_discounts::version,
            product_discounts::id,
            product_discounts::percentage,
            product_discounts::starts_at,
            product_discounts::ends_at,
            product_discounts::created_at,
        ))
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(|(version, id, share, starts_at, ends_at, created_at)| {
        let percentage = percentage("product_discounts", share)?;
        let terms = DiscountTerms {
            percentage,
            starts_at: starts_at.0,
            ends_at: ends_at.0,
        };
        Ok(Discount {
            id: id.id(),
            product,
            version,
            terms,
            created_at: created_at.0,
        })
    })
    .transpose()
}

/// See [`DiscountRepository::append`](hexmart_application::pricing::DiscountRepository::append).
pub(super) async fn append_discount(conn: &mut Conn, discount: &Discount) -> Result<(), StoreError> {
    let DiscountTerms {
        percentage,
        starts_at,
        ends_at,
    } = discount.terms;
    diesel::insert_into(product_discounts::table)
        .values((
            product_discounts::product_id.eq(Key::from(discount.product)),
            product_discounts::version.eq(discount.version),
            product_discounts::id.eq(Key::from(discount.id)),
            product_discounts::percentage.eq(scaled(percentage.get())),
            product_discounts::starts_at.eq(At(starts_at)),
            product_discounts::ends_at.eq(At(ends_at)),
            product_discounts::created_at.eq(At(discount.created_at)),
        ))
        .execute(conn)
        .await
        .map_err(chain_taken)?;
    Ok(())
}

/// What a unique violation means on a table whose only foreseeable one is `key`. Drivers do not name the constraint.
pub(super) fn duplicate(key: UniqueKey) -> impl Fn(Error) -> StoreError {
    move |error| match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => StoreError::Duplicate(key),
        other => classify(other),
    }
}

/// What a unique violation means on a chain: another writer extended the same link first.
pub(super) fn chain_taken(error: Error) -> StoreError {
    match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => StoreError::Conflict,
        other => classify(other),
    }
}
