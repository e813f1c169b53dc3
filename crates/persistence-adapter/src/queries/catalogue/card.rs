use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryResult, backend::Backend};
use hexmart_application::catalogue::{Counters, ListSort, Mark, ProductCard};
use hexmart_application::platform::StoreError;
use hexmart_domain::catalogue::{Lifecycle, Picture};
use hexmart_domain::pricing::DiscountTerms;
use hexmart_domain::shared::{Instant, Percentage, Quantity};

use super::super::dialect;
use crate::columns::{At, Key, percentage, price, quantity};
use crate::particulars;

/// What a list shows of a product, in one query: its own columns with its newest discount, and its stock as the expression
/// says it.
///
/// What can be had is added up over the chains that can be sold. The newest event of each is found by the order of its key;
/// a comparison with `MAX(version)` would read the whole chain on MariaDB. A macro, because the type of the expression has no name worth reading.
macro_rules! card_columns {
    ($available:expr) => {
        (
            $crate::schema::products::id,
            $crate::schema::products::name,
            $crate::schema::products::description,
            $crate::schema::products::price,
            $crate::schema::products::currency,
            $crate::schema::products::created_at,
            $crate::schema::products::updated_at,
            (
                $crate::schema::products::discount_percentage,
                $crate::schema::products::discount_starts_at,
                $crate::schema::products::discount_ends_at,
            ),
            (
                $crate::schema::products::seller_id,
                $crate::schema::products::category_id,
                $crate::schema::products::lifecycle,
                $crate::schema::products::variants,
            ),
            (
                $crate::schema::products::sale_price,
                $crate::schema::products::deal,
                $crate::schema::products::sales,
                $crate::schema::products::likes,
                $crate::schema::products::ratings,
                $crate::schema::products::stars,
            ),
            $available,
        )
    };
}

/// The same with the main picture.
macro_rules! listed_columns {
    () => {
        (card_columns!(Available), MainPicture)
    };
}

/// The terms of a product's newest discount, all or none of them.
pub(in super::super) type TermsRow = (Option<i64>, Option<At>, Option<At>);
/// Seller, category, lifecycle and the number of variants.
type PlaceRow = (Option<Key>, Option<Key>, String, i64);
/// What lists are sorted by.
type MeasureRow = (i64, i64, i64, i64, i64, i64);

/// A row of [`card_columns`].
pub(crate) type CardRow = (
    Key,
    String,
    String,
    i64,
    String,
    At,
    At,
    TermsRow,
    PlaceRow,
    MeasureRow,
    Option<i64>,
);
/// A row of [`listed_columns`].
pub(in super::super) type ListedRow = (CardRow, Option<String>);

/// Declares an expression over the products of a query, written out as text that both databases read.
macro_rules! product_expression {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $text:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, QueryId)]
        pub(crate) struct $name;

        impl Expression for $name {
            type SqlType = $type;
        }

        impl<Tables> AppearsOnTable<Tables> for $name {}
        impl<Tables> SelectableExpression<Tables> for $name {}

        impl ValidGrouping<()> for $name {
            type IsAggregate = is_aggregate::No;
        }

        impl<DB: Backend> QueryFragment<DB> for $name {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
                out.push_sql(&$text);
                Ok(())
            }
        }
    )*};
}

/// What the newest event of a chain says.
fn newest(what: &str) -> String {
    format!(
        "(SELECT {what} FROM stock_events WHERE stock_events.item_id = stock_chains.item_id \
         AND stock_events.location_id = stock_chains.location_id ORDER BY stock_events.version DESC LIMIT 1)"
    )
}

/// Pieces of an item that can be had, wherever they lie.
fn available(item: &str) -> String {
    format!(
        "(SELECT CAST(SUM({}) AS SIGNED) FROM stock_chains WHERE stock_chains.item_id = {item} AND stock_chains.sellable)",
        newest("on_hand_after - reserved_after")
    )
}

/// What lies in each chain of each variant that can be sold, as `ITEM:on hand:reserved`, the item in hexadecimal digits,
/// separated by commas.
fn every_stock() -> String {
    let level = newest("CONCAT(on_hand_after, ':', reserved_after)");
    format!(
        "(SELECT GROUP_CONCAT(CONCAT(HEX(stock_chains.item_id), ':', {level})) \
         FROM variants {join} stock_chains ON stock_chains.item_id = variants.item_id \
         WHERE variants.product_id = products.id AND stock_chains.sellable)",
        join = dialect::JOIN_IN_ORDER,
    )
}

/// The newest level of each chain of a variant that can be sold, as `LOCATION:WAREHOUSE:version:on hand:reserved:ceiling:low`,
/// ids in hexadecimal digits, nothing where nothing was agreed on, separated by commas.
fn chains_of_variant() -> String {
    let level = newest(
        "CONCAT(version, ':', on_hand_after, ':', reserved_after, ':', COALESCE(ceiling, ''), ':', COALESCE(low, ''))",
    );
    format!(
        "(SELECT GROUP_CONCAT(CONCAT(HEX(stock_chains.location_id), ':', HEX(stock_chains.warehouse_id), ':', {level})) \
         FROM stock_chains WHERE stock_chains.item_id = variants.item_id AND stock_chains.sellable)"
    )
}

product_expression! {
    /// Pieces that can be had. Of a single variant they are found without looking for it: it has the product's own id.
    Available: Nullable<BigInt> = format!(
        "CASE WHEN products.variants = 1 THEN {own} ELSE (SELECT CAST(SUM({each}) AS SIGNED) \
         FROM variants WHERE variants.product_id = products.id) END",
        own = available("products.id"),
        each = available("variants.item_id"),
    );
    /// The same of a single variant, and nothing of several.
    OwnAvailable: Nullable<BigInt> =
        format!("CASE WHEN products.variants = 1 THEN {} END", available("products.id"));
    /// The chains of the variant that is asked for that can be sold: see [`chains_of_variant`].
    ChainsOfVariant: Nullable<Text> = chains_of_variant();
    /// The main picture as it is stored, cut out where it lies: a product's particulars may be long.
    MainPicture: Nullable<Text> =
        "CAST(JSON_EXTRACT(products.particulars, '$.pictures[0]') AS CHAR)";
    /// See [`every_stock`].
    EveryStock: Nullable<Text> = every_stock();
    /// The same, but nothing for a single variant, whose stock is the product's.
    StockOfSeveral: Nullable<Text> = format!("CASE WHEN products.variants > 1 THEN {} END", every_stock());
}

/// A card in a list of this sort.
pub(in super::super) fn listed(
    row: ListedRow,
    sort: ListSort,
    now: Instant,
) -> Result<ProductCard, StoreError> {
    let (row, picture) = row;
    let picture = picture.map(|stored| format!(r#"{{"pictures":[{stored}]}}"#));
    let picture = particulars::main_picture(picture.as_deref())?;
    card(row, picture, sort, now)
}

/// A card with its main picture.
pub(super) fn card(
    row: CardRow,
    picture: Option<Picture>,
    sort: ListSort,
    now: Instant,
) -> Result<ProductCard, StoreError> {
    let (id, name, description, amount, currency, created_at, updated_at, terms, place, measures, available) =
        row;
    let (seller, category, lifecycle, variants) = place;
    let (_, _, sales, likes, ratings, stars) = measures;
    Ok(ProductCard {
        id: id.id(),
        name,
        description,
        price: price(amount, &currency)?,
        // Of what never had any stock, nothing can be had; several ledgers can hold more together than a quantity.
        available: quantity(available.unwrap_or_default().min(Quantity::MAX.get()))?,
        discount: applying(terms, now)?,
        seller: seller.map(Key::id),
        category: category.map(Key::id),
        lifecycle: lifecycle_of(&lifecycle)?,
        picture,
        variants: u32::try_from(variants).map_err(|_wrong| StoreError::corrupt("products", "variants"))?,
        counters: Counters {
            sales,
            likes,
            ratings,
            stars,
        },
        mark: Mark {
            key: key_of(measures, sort),
            product: id.id(),
        },
        created_at: created_at.0,
        updated_at: updated_at.0,
    })
}

/// What a list of this sort is sorted by.
const fn key_of(measures: MeasureRow, sort: ListSort) -> i64 {
    let (sale_price, deal, sales, likes, _, stars) = measures;
    match sort {
        ListSort::Oldest | ListSort::Recent => 0,
        ListSort::PriceUp | ListSort::PriceDown => sale_price,
        ListSort::Discount => deal,
        ListSort::Sales => sales,
        ListSort::Popularity => likes,
        ListSort::Stars => stars,
    }
}

pub(in super::super) fn lifecycle_of(word: &str) -> Result<Lifecycle, StoreError> {
    Lifecycle::from_word(word).ok_or_else(|| StoreError::corrupt("products", "lifecycle"))
}

/// The discount that applies at `now`.
pub(in super::super) fn applying(terms: TermsRow, now: Instant) -> Result<Option<Percentage>, StoreError> {
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
