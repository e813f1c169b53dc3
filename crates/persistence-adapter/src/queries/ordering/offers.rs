use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::ordering::Offer;
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::{Lifecycle, OptionGroup, Variant};
use hexmart_domain::shared::{Instant, ItemId};

use super::super::among::Among;
use super::super::catalogue::card::{AvailableOfVariant, TermsRow, applying, lifecycle_of};
use super::{Conn, classify};
use crate::columns::{Key, price};
use crate::particulars;
use crate::schema::{products, sellers, variants};

#[derive(Queryable, Selectable)]
#[diesel(table_name = products)]
struct ProductPart {
    id: Key,
    seller_id: Option<Key>,
    category_id: Option<Key>,
    lifecycle: String,
    name: String,
    price: i64,
    currency: String,
    particulars: Option<String>,
}

type OfferRow = (Key, ProductPart, TermsRow, Option<String>, Option<i64>);

/// See [`OrderQueries::offers`](hexmart_application::ordering::OrderQueries::offers).
pub(super) async fn offers(
    conn: &mut Conn,
    items: &[ItemId],
    now: Instant,
) -> Result<Vec<Offer>, StoreError> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = Among::new("variants.item_id", items.iter().copied().map(Key::from));
    let rows: Vec<OfferRow> = variants::table
        .inner_join(products::table.on(products::id.eq(variants::product_id)))
        .left_join(sellers::table.on(products::seller_id.eq(sellers::id.nullable())))
        .filter(wanted)
        .select((
            variants::item_id,
            ProductPart::as_select(),
            (
                products::discount_percentage,
                products::discount_starts_at,
                products::discount_ends_at,
            ),
            sellers::company.nullable(),
            AvailableOfVariant,
        ))
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(|row| offer(row, now)).collect()
}

fn offer(row: OfferRow, now: Instant) -> Result<Offer, StoreError> {
    let (item, product, terms, seller_name, available) = row;
    let item: ItemId = item.id();
    let held = particulars::open(product.id.id(), &product.currency, product.particulars.as_deref())?;
    let variant = held.variants.into_iter().find(|variant| variant.item == item);
    let variant = variant.ok_or_else(|| StoreError::corrupt("variants", format!("{item} is none")))?;
    let own_price = price(product.price, &product.currency)?;
    let lifecycle: Lifecycle = lifecycle_of(&product.lifecycle)?;
    Ok(Offer {
        product: product.id.id(),
        item,
        name: product.name,
        sku: variant.sku.as_str().to_owned(),
        options: chosen(&held.options, &variant),
        price: variant.price.unwrap_or(own_price),
        discount: applying(terms, now)?,
        available: available.unwrap_or_default(),
        lifecycle,
        category: product.category_id.map(Key::id),
        picture: held.pictures.as_slice().first().map(|picture| picture.id),
        seller: product.seller_id.map(Key::id),
        seller_name,
    })
}

fn chosen(options: &[OptionGroup], variant: &Variant) -> Vec<String> {
    let each = options.iter().zip(&variant.values);
    each.map(|(option, value)| format!("{}: {}", option.name.as_str(), value.as_str()))
        .collect()
}
