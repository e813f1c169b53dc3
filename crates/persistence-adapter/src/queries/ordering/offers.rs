use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::ordering::Offer;
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::{Lifecycle, OptionGroup, Variant};
use hexmart_domain::inventory::{Holding, StockLevel};
use hexmart_domain::shared::{Instant, ItemId};
use uuid::Uuid;

use super::super::among::Among;
use super::super::catalogue::card::{ChainsOfVariant, TermsRow, applying, lifecycle_of};
use super::{Conn, classify};
use crate::columns::{Key, price};
use crate::particulars;
use crate::rows::HeadRow;
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

type OfferRow = (Key, ProductPart, TermsRow, Option<String>, Option<String>);

/// What is on offer of an item, and what lies where of it that can be sold.
pub(in super::super::super) type Shelf = (Offer, Vec<(Holding, StockLevel)>);

/// See [`OrderQueries::offers`](hexmart_application::ordering::OrderQueries::offers).
pub(super) async fn offers(
    conn: &mut Conn,
    items: &[ItemId],
    now: Instant,
) -> Result<Vec<Offer>, StoreError> {
    let shelves = shelves(conn, items, now).await?;
    Ok(shelves.into_iter().map(|(offer, _)| offer).collect())
}

/// Offers with what [`StockRepository::holdings`](hexmart_application::inventory::StockRepository::holdings) answers of each
/// item: both come by one way.
pub(in super::super::super) async fn shelves(
    conn: &mut Conn,
    items: &[ItemId],
    now: Instant,
) -> Result<Vec<Shelf>, StoreError> {
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
            ChainsOfVariant,
        ))
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(|row| shelf(row, now)).collect()
}

fn shelf(row: OfferRow, now: Instant) -> Result<Shelf, StoreError> {
    let (item, product, terms, seller_name, chains) = row;
    let chains = chains.as_deref().unwrap_or_default().split(',');
    let held = chains
        .filter(|chain| !chain.is_empty())
        .map(|chain| holding(item, chain))
        .collect::<Result<Vec<_>, _>>()?;
    let available = held.iter().map(|(holding, _)| holding.available.get()).sum();
    let product = (item.id(), product);
    let offer = offer(product, terms, (seller_name, available), now)?;
    Ok((offer, held))
}

/// A chain as [`ChainsOfVariant`] tells it.
fn holding(item: Key, chain: &str) -> Result<(Holding, StockLevel), StoreError> {
    let wrong = || StoreError::corrupt("stock_events", format!("a level that reads {chain}"));
    let mut parts = chain.split(':');
    let mut id = || Some(Key::from_bytes(Uuid::try_parse(parts.next()?).ok()?.into_bytes()));
    let (location, warehouse) = id().zip(id()).ok_or_else(wrong)?;
    let head = HeadRow::read((item, location), parts).ok_or_else(wrong)?;
    let (key, level) = head.level()?;
    let holding = Holding {
        key,
        warehouse: warehouse.id(),
        available: level.available(),
    };
    Ok((holding, level))
}

fn offer(
    (item, product): (ItemId, ProductPart),
    terms: TermsRow,
    (seller_name, available): (Option<String>, i64),
    now: Instant,
) -> Result<Offer, StoreError> {
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
        available,
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
