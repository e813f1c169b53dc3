use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use hexmart_application::catalogue::{NameFilter, ProductCard, ProductDetail, Window};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::StoreError;
use hexmart_domain::pricing::DiscountTerms;
use hexmart_domain::shared::{Instant, LocationId, Percentage, ProductId, UserId};

use super::{Conn, classify};
use crate::columns::{At, Key, percentage, price, quantity};
use crate::schema::{coupons, products, stock_events};

diesel::define_sql_function! {
    /// Where `needle` begins in `haystack`, from 1, or 0. Every character stands for itself, unlike with LIKE; on a
    /// column with a binary collation it compares bytes on both databases.
    fn instr(haystack: Text, needle: Text) -> BigInt;
}

/// What a list shows of a product, in one query: its own columns with its newest discount, and its stock.
///
/// The newest event is found by the order of its key; a comparison with `MAX(version)` would read the whole chain on
/// MariaDB. A macro, because the type of the expression has no name worth reading.
macro_rules! card_columns {
    () => {
        (
            products::id,
            products::name,
            products::description,
            products::price,
            products::currency,
            products::created_at,
            products::updated_at,
            (
                products::discount_percentage,
                products::discount_starts_at,
                products::discount_ends_at,
            ),
            stock_events::table
                .filter(stock_events::item_id.eq(products::id))
                .filter(stock_events::location_id.eq(Key::from(LocationId::DEFAULT)))
                .order(stock_events::version.desc())
                .select(stock_events::on_hand_after - stock_events::reserved_after)
                .limit(1)
                .single_value(),
        )
    };
}

/// The terms of a product's newest discount, all or none of them.
pub(crate) type TermsRow = (Option<i64>, Option<At>, Option<At>);

/// A row of [`card_columns`].
pub(crate) type CardRow = (Key, String, String, i64, String, At, At, TermsRow, Option<i64>);

/// See [`CatalogueQueries::browse`](hexmart_application::catalogue::CatalogueQueries::browse).
///
/// Every variant is a query of its own, not one that is put together: only such are prepared once and found again.
pub(crate) async fn browse(
    conn: &mut Conn,
    filter: Option<&NameFilter>,
    window: Window,
    now: Instant,
) -> Result<Vec<ProductCard>, StoreError> {
    let (limit, skip) = (count(window.limit), count(window.skip));
    let after = window.after.map_or(Key::NONE, Key::from);
    let listed = products::table
        .filter(products::id.gt(after))
        .order(products::id.asc())
        .limit(limit)
        .offset(skip)
        .select(card_columns!());
    let rows: Vec<CardRow> = match filter {
        None => listed.load(conn).await,
        Some(name) => {
            listed
                .filter(instr(products::name_folded, name.folded()).gt(0))
                .load(conn)
                .await
        }
    }
    .map_err(classify)?;
    rows.into_iter().map(|row| card(row, now)).collect()
}

/// See [`CatalogueQueries::product_at`](hexmart_application::catalogue::CatalogueQueries::product_at).
pub(crate) async fn product_at(
    conn: &mut Conn,
    filter: Option<&NameFilter>,
    skip: u64,
) -> Result<Option<ProductId>, StoreError> {
    let there = products::table
        .order(products::id.asc())
        .select(products::id)
        .limit(1)
        .offset(count(skip));
    let found: Option<Key> = match filter {
        None => there.first(conn).await.optional(),
        Some(name) => there
            .filter(instr(products::name_folded, name.folded()).gt(0))
            .first(conn)
            .await
            .optional(),
    }
    .map_err(classify)?;
    Ok(found.map(Key::id))
}

/// See [`CatalogueQueries::detail`](hexmart_application::catalogue::CatalogueQueries::detail).
pub(crate) async fn detail(
    conn: &mut Conn,
    product: ProductId,
    viewer: Option<UserId>,
    now: Instant,
) -> Result<Option<ProductDetail>, StoreError> {
    // Nobody has no coupons to look for.
    let Some(viewer) = viewer else {
        let row: Option<CardRow> = products::table
            .filter(products::id.eq(Key::from(product)))
            .select(card_columns!())
            .first(conn)
            .await
            .optional()
            .map_err(classify)?;
        return row.map(|row| shown(row, None, now)).transpose();
    };
    let best_coupon = coupons::table
        .filter(coupons::owner_id.eq(Key::from(viewer)))
        .filter(coupons::active.eq(true))
        .filter(coupons::valid_from.le(At(now)))
        .filter(coupons::valid_to.ge(At(now)))
        .order(coupons::percentage.desc())
        .select(coupons::percentage)
        .limit(1)
        .single_value();
    let row: Option<(CardRow, Option<i64>)> = products::table
        .filter(products::id.eq(Key::from(product)))
        .select((card_columns!(), best_coupon))
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(|(row, coupon)| shown(row, coupon, now)).transpose()
}

/// What somebody sees of a product whose best coupon takes this share off.
pub(crate) fn shown(row: CardRow, coupon: Option<i64>, now: Instant) -> Result<ProductDetail, StoreError> {
    let coupon = coupon.map(|share| percentage("coupons", share)).transpose()?;
    Ok(ProductDetail {
        card: card(row, now)?,
        coupon,
    })
}

/// Whose the product is; none when there is no such product.
pub(crate) async fn owner(conn: &mut Conn, product: ProductId) -> Result<Option<Ownership>, StoreError> {
    let row: Option<Option<Key>> = products::table
        .filter(products::id.eq(Key::from(product)))
        .select(products::seller_id)
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    Ok(row.map(|seller| seller.map_or(Ownership::Shop, |seller| Ownership::Seller(seller.id()))))
}

fn card(row: CardRow, now: Instant) -> Result<ProductCard, StoreError> {
    let (id, name, description, amount, currency, created_at, updated_at, terms, available) = row;
    let available =
        available.ok_or_else(|| StoreError::corrupt("stock_events", "a product without stock"))?;
    Ok(ProductCard {
        id: id.id(),
        name,
        description,
        price: price(amount, &currency)?,
        available: quantity(available)?,
        discount: applying(terms, now)?,
        created_at: created_at.0,
        updated_at: updated_at.0,
    })
}

/// The discount that applies at `now`.
fn applying(terms: TermsRow, now: Instant) -> Result<Option<Percentage>, StoreError> {
    let (Some(share), Some(starts_at), Some(ends_at)) = terms else {
        return Ok(None);
    };
    let percentage = percentage("products", share)?;
    let terms = DiscountTerms {
        percentage,
        starts_at: starts_at.0,
        ends_at: ends_at.0,
    };
    Ok(terms.apply_at(now).then_some(percentage))
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
