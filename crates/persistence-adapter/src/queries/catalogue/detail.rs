use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::catalogue::{ListSort, ProductDetail, SellerBadge};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::Lifecycle;
use hexmart_domain::shared::{Instant, ProductId, UserId};

use super::card::{CardRow, OwnAvailable, StockOfSeveral, card};
use super::{Conn, classify, stock};
use crate::columns::{At, Key, percentage};
use crate::particulars::{self, Particulars};
use crate::schema::{coupons, products, sellers};

/// What a product's page shows, in one query: over the products, with the sellers joined to their left.
macro_rules! detail_columns {
    () => {
        (
            card_columns!(OwnAvailable),
            products::particulars,
            (
                sellers::id.nullable(),
                sellers::company.nullable(),
                sellers::followers.nullable(),
            ),
            StockOfSeveral,
        )
    };
}

/// Who sells it.
type BadgeRow = (Option<Key>, Option<String>, Option<i64>);
/// A row of [`detail_columns`].
pub(crate) type DetailRow = (CardRow, Option<String>, BadgeRow, Option<String>);

/// See [`CatalogueQueries::detail`](hexmart_application::catalogue::CatalogueQueries::detail).
pub(crate) async fn detail(
    conn: &mut Conn,
    product: ProductId,
    viewer: Option<UserId>,
    now: Instant,
) -> Result<Option<ProductDetail>, StoreError> {
    let shown_product = products::table
        .left_join(sellers::table.on(products::seller_id.eq(sellers::id.nullable())))
        .filter(products::id.eq(Key::from(product)));
    // Nobody has no coupons to look for.
    let Some(viewer) = viewer else {
        let row: Option<DetailRow> = shown_product
            .select(detail_columns!())
            .first(conn)
            .await
            .optional()
            .map_err(classify)?;
        return row.map_or(Ok(None), |row| shown(row, None, now));
    };
    let best_coupon = coupons::table
        .filter(coupons::owner_id.eq(Key::from(viewer)))
        .filter(coupons::active.eq(true))
        .filter(coupons::redeemed.eq(false))
        .filter(coupons::valid_from.le(At(now)))
        .filter(coupons::valid_to.ge(At(now)))
        .order(coupons::percentage.desc())
        .select(coupons::percentage)
        .limit(1)
        .single_value();
    let row: Option<(DetailRow, Option<i64>)> = shown_product
        .select((detail_columns!(), best_coupon))
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map_or(Ok(None), |(row, coupon)| shown(row, coupon, now))
}

/// What somebody sees of a product whose best coupon takes this share off; nothing of one that is not public.
pub(crate) fn shown(
    row: DetailRow,
    coupon: Option<i64>,
    now: Instant,
) -> Result<Option<ProductDetail>, StoreError> {
    let (mut row, stored, badge, stocks) = row;
    let Particulars {
        tags,
        attributes,
        options,
        variants,
        pictures,
    } = particulars::open(row.0.id(), &row.4, stored.as_deref())?;
    let several = if variants.len() > 1 {
        stock::in_order(&variants, stocks.as_deref())?
    } else {
        Vec::new()
    };
    if !several.is_empty() {
        row.10 = Some(several.iter().map(|stock| stock.available.get()).sum());
    }
    let card = card(row, pictures.as_slice().first().cloned(), ListSort::Oldest, now)?;
    if !card.lifecycle.is_public() {
        return Ok(None);
    }
    let available = if several.is_empty() {
        vec![card.available]
    } else {
        several.into_iter().map(|stock| stock.available).collect()
    };
    let seller = match badge {
        (Some(id), Some(company), Some(followers)) => Some(SellerBadge {
            id: id.id(),
            company,
            followers,
        }),
        _ => None,
    };
    Ok(Some(ProductDetail {
        card,
        seller,
        tags,
        attributes,
        options,
        variants: variants.into_iter().zip(available).collect(),
        pictures,
        coupon: coupon.map(|share| percentage("coupons", share)).transpose()?,
    }))
}

/// Whose the product is, unless it is deleted; none when there is no such product.
pub(crate) async fn owner(conn: &mut Conn, product: ProductId) -> Result<Option<Ownership>, StoreError> {
    let row: Option<Option<Key>> = products::table
        .filter(products::id.eq(Key::from(product)))
        .filter(products::lifecycle.ne(Lifecycle::Deleted.as_str()))
        .select(products::seller_id)
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    Ok(row.map(|seller| seller.map_or(Ownership::Shop, |seller| Ownership::Seller(seller.id()))))
}
